import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { orderedId } from '#platform/ids'
import { putShift, seatOf, wall } from '../../tests/rostered.ts'
import { hearAlarms } from '../promises/acting.ts'
import { openRostered } from './rostered-night.ts'

/* A shift in which somebody is missing, and who is called. One house, one clock that goes on from test to test. */

const at = await openRostered('2026-12-04T19:00')
const { night, house, teamId, lineId, ids, namesOf, desk, view, crew, clockIn, ask } = at
after(() => night.test.close())
const to = (there: string): Promise<void> => at.goTo(wall(there))
const alarms = hearAlarms(night.test)
const called = (): string[] => namesOf(alarms.splice(0).flat())

/** Who had which seat before whom. */
async function passings(shiftId: string): Promise<object[]> {
  const rows = await house.db.sql<{ seatId: string; fromId: string | null; toId: string; offerId: string | null }[]>`
    select seat_id as "seatId", from_id as "fromId", to_id as "toId", offer_id as "offerId" from seat_passings
    where shift_id = ${shiftId} and at <= ${house.clock.now()}`
  const named = rows.map(({ fromId, toId, ...rest }) => ({ ...rest, from: fromId && namesOf([fromId])[0]!, to: namesOf([toId])[0]! })) // prettier-ignore
  return named
    .map(({ seatId, from, to, offerId }) => ({ seatId, from, to, offerId }))
    .toSorted((one, other) => (one.to < other.to ? 1 : -1))
}

const [line, pair, home] = [seatOf('line', 2), seatOf('pair'), seatOf('back-up')]
const seats = [line, pair, home]
await at.rosterGoesOn()

test('ten minutes before, somebody is not there and a seat is empty: back-ups, planners and whoever is missing are called, again at the start and every ten minutes', async () => {
  const put = { lineId, from: wall('2026-12-04T20:00'), until: wall('2026-12-05T02:00'), seats }
  const { shiftId } = await putShift(house, teamId, {
    ...put,
    sits: [
      { seat: line, slot: 0, memberId: ids.dee },
      { seat: pair, memberId: ids.mateo },
      { seat: home, memberId: ids.ines },
    ],
  })
  await to('2026-12-04T19:49')
  assert.equal(await clockIn('dee'), 'ok')
  assert.deepEqual([called(), view('amara').short], [[], []])
  await to('2026-12-04T19:50')
  assert.deepEqual(called(), ['amara', 'ines', 'mateo', 'noor', 'ruth'])
  const [short] = view('sam').short
  assert.deepEqual(
    short?.missing.map(({ kind, memberId }) => [kind, memberId]),
    [
      ['line', null],
      ['pair', ids.mateo],
    ],
  )
  assert.deepEqual([short?.shiftId, namesOf(short!.backUps)], [shiftId, ['ines']])
  await to('2026-12-04T20:00')
  assert.deepEqual(called(), ['amara', 'ines', 'mateo', 'noor', 'ruth'], 'at its start')
  await clockIn('mateo')
  await to('2026-12-04T20:10')
  assert.deepEqual(called(), ['amara', 'ines', 'noor', 'ruth'], 'he is there; a seat is still empty')
})

test('“I can take it”: a back-up is in the empty seat by one tap, and nobody is called any more', async () => {
  const [{ shiftId, missing } = { shiftId: '', missing: [] }] = view('ines').short
  const { seatId, slot } = missing[0]!
  assert.deepEqual([missing[0]?.mine, view('sam').short[0]?.missing[0]?.mine], [true, false])
  assert.equal(await ask('sam', 'POST', '/api/duty/cover', { shiftId, seatId, slot }), 'cover-no-back-up')
  assert.equal(await ask('ines', 'POST', '/api/duty/cover', { shiftId, seatId: home.seatId, slot: 0 }), 'cover-there')
  assert.equal(await ask('ines', 'POST', '/api/duty/cover', { shiftId, seatId, slot }), 200)
  assert.deepEqual(view('amara').short[0]?.missing.map(({ memberId }) => memberId), [ids.ines]) // prettier-ignore
  assert.equal(await clockIn('ines'), 'ok')
  assert.deepEqual([await crew(), view('amara').short], [['dee', 'ines', 'mateo'], []])
  alarms.splice(0)
  await to('2026-12-04T20:40')
  assert.deepEqual(called(), [])
  const rows = await house.db.sql`select how from seatings where shift_id = ${shiftId} and member_id = ${ids.ines}`
  assert.deepEqual([...rows], [{ how: 'covered' }])
  assert.deepEqual(await passings(shiftId), [{ seatId, from: null, to: 'ines', offerId: null }])
})

test('somebody goes off duty in the middle of a shift: they are missing at once; a shift’s last minutes call nobody', async () => {
  await desk('mateo').say('duty.out', {})
  await night.settled()
  assert.deepEqual(called(), ['amara', 'mateo', 'noor', 'ruth'])
  assert.equal(await clockIn('mateo'), 'ok')
  await to('2026-12-05T01:51')
  await desk('mateo').say('duty.out', {})
  await night.settled()
  assert.deepEqual(called(), [])
  await to('2026-12-05T02:11')
  assert.deepEqual([called(), await crew()], [[], []])
})

test('whoever did not come is replaced by a back-up once the shift has begun, and is their back-up from then on', async () => {
  const put = { lineId, from: wall('2026-12-05T20:00'), until: wall('2026-12-06T02:00'), seats: [pair, home] }
  const sits = [
    { seat: pair, memberId: ids.mateo },
    { seat: home, memberId: ids.ines },
  ]
  const { shiftId } = await putShift(house, teamId, { ...put, sits })
  const cover = { shiftId, seatId: pair.seatId, slot: 0 }
  await to('2026-12-05T19:55')
  assert.equal(view('ines').short[0]?.missing[0]?.mine, false)
  assert.equal(await ask('ines', 'POST', '/api/duty/cover', cover), 'cover-there', 'he may still come')
  await to('2026-12-05T20:01')
  alarms.splice(0)
  assert.equal(await ask('ines', 'POST', '/api/duty/cover', cover), 200)
  assert.deepEqual(called(), ['mateo'], 'he is told')
  assert.deepEqual(await passings(shiftId), [
    { seatId: home.seatId, from: 'ines', to: 'mateo', offerId: null },
    { seatId: pair.seatId, from: 'mateo', to: 'ines', offerId: null },
  ])
  assert.equal(await clockIn('mateo'), 'no-shift-now')
  assert.deepEqual(namesOf((await house.db.sql`select member_id from seatings where shift_id = ${shiftId}`).map((row) => row['member_id'] as string)), ['ines', 'mateo']) // prettier-ignore
  assert.equal(await clockIn('ines'), 'ok')
  assert.deepEqual(await crew(), ['ines'])
  await to('2026-12-06T03:00')
})

test('a back-up takes a seat only with what it asks for: a skill, a language', async () => {
  const [medic, spanish] = [seatOf('pair', 1, [orderedId()]), { ...seatOf('line'), languages: ['es' as const] }]
  const put = { lineId, from: wall('2026-12-06T20:00'), until: wall('2026-12-07T02:00'), seats: [medic, spanish, home] }
  const { shiftId } = await putShift(house, teamId, { ...put, sits: [{ seat: home, memberId: ids.ines }] })
  await to('2026-12-06T19:55')
  const cover = (seatId: string) => ask('ines', 'POST', '/api/duty/cover', { shiftId, seatId, slot: 0 })
  assert.deepEqual([await cover(medic.seatId), await cover(spanish.seatId)], ['cover-skill', 'cover-language'])
  assert.deepEqual(view('ines').short[0]?.backUps, [ids.ines], 'she is its back-up as before')
})

let left = { shiftId: '', seatId: line.seatId, slot: 1 }
const stays = (who: 'amara' | 'dee', method: 'PUT' | 'DELETE', slot = 1): Promise<number | string> =>
  ask(who, method, '/api/shifts/left-empty', { ...left, slot, ...(method === 'PUT' ? { sealed: 'sealed-why' } : {}) })
const evening = async (date: string): Promise<string> => {
  const sits = [
    { seat: line, slot: 0, memberId: ids.dee },
    { seat: pair, memberId: ids.mateo },
  ]
  const put = { lineId, from: wall(`${date}T20:00`), until: wall(`${date}T23:00`), seats: [line, pair] }
  return (await putShift(house, teamId, { ...put, sits })).shiftId
}
/** From a minute before. */
async function nears(date: string): Promise<string[]> {
  await to(`${date}T19:49`)
  alarms.splice(0)
  await to(`${date}T19:50`)
  return called()
}

test('“this seat stays empty”: nobody is called for it any more, and everybody in the shift sees it', async () => {
  left = { ...left, shiftId: await evening('2026-12-07') }
  assert.deepEqual(await nears('2026-12-07'), ['amara', 'dee', 'mateo', 'noor', 'ruth'])
  for (const one of ['dee', 'mateo'] as const) assert.equal(await clockIn(one), 'ok')
  assert.equal(await stays('dee', 'PUT'), 'notForYou')
  assert.equal(await stays('amara', 'PUT', 0), 'seat-taken')
  assert.equal(await stays('amara', 'PUT', 2), 'no-seat')
  assert.equal(await stays('amara', 'PUT'), 200)
  await night.settled()
  const [seen] = view('mateo').leftEmpty
  assert.deepEqual([view('sam').short, seen?.slot, seen?.byId, seen?.sealed], [[], 1, ids.amara, 'sealed-why'])
  const open = view('dee').me.shifts[0]?.open.map(({ staysEmpty }) => staysEmpty)
  assert.deepEqual(open, [true])
  alarms.splice(0)
  await to('2026-12-07T20:40')
  assert.deepEqual(called(), [], 'at its beginning and every ten minutes: nobody')
  await desk('mateo').say('duty.out', {})
  await night.settled()
  assert.deepEqual(called(), ['amara', 'mateo', 'noor', 'ruth'], 'whoever else is missing is missed')
  assert.equal(await clockIn('mateo'), 'ok')
})

test('it is taken back, ends when somebody sat there, and holds for this shift alone', async () => {
  assert.equal(await stays('amara', 'DELETE'), 200)
  await night.settled()
  assert.deepEqual([called(), view('dee').leftEmpty], [['amara', 'noor', 'ruth'], []], 'taken back, it is missed again')
  assert.equal(await stays('amara', 'PUT'), 200)
  const seat = async (was: string | null, memberId: string | null): Promise<void> => {
    const body = { changes: [{ ...left, was, memberId }], anyway: true }
    assert.equal(await ask('amara', 'POST', '/api/shifts/seatings', body), 200)
  }
  await seat(null, ids.sam)
  await seat(ids.sam, null)
  alarms.splice(0)
  await to('2026-12-07T21:20')
  assert.deepEqual(called(), ['amara', 'noor', 'ruth'], 'somebody sat there meanwhile: it is missed as before')
  assert.equal(await stays('amara', 'PUT'), 200)
  const next = await evening('2026-12-08')
  await to('2026-12-07T23:30')
  assert.deepEqual(await nears('2026-12-08'), ['amara', 'dee', 'mateo', 'noor', 'ruth'])
  const [short] = view('sam').short
  const missed = short?.missing.filter(({ memberId }) => memberId === null)
  assert.deepEqual([short?.shiftId, missed?.length], [next, 1], 'the next shift knows nothing of it')
})
