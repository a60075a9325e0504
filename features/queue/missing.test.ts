import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { lineOf, type LineDraft } from '#features/lines'
import { TestClock } from '../../tests/clock.ts'
import { putShift, seatOf, wall, zone } from '../../tests/rostered.ts'
import { hearAlarms } from '../promises/acting.ts'
import { availability, onDuty, publicHours } from './index.ts'
import { openNight, type Console, type Name } from './night.ts'
import type { QueueView } from './wire.ts'

/* A shift in which somebody is missing, who is called, and who is let on duty without a seat. One house, one clock. */

const clock = new TestClock(wall('2026-12-04T19:00'))
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const never = Object.fromEntries(days.map((day) => [day, []])) as unknown as LineDraft['hours']['weekly']
const night = await openNight({ clock, timeZone: zone, line: { hours: { weekly: never, exceptions: [] } } })
const { house, teamId, lineId, ids } = night
after(() => night.test.close())
const alarms = hearAlarms(night.test)
const namesOf = (memberIds: readonly string[]): string[] =>
  [...new Set(memberIds)].map((memberId) => Object.entries(ids).find(([, one]) => one === memberId)![0]).toSorted()
const called = (): string[] => namesOf(alarms.splice(0).flat())

const consoles = Object.fromEntries(
  await Promise.all(
    (['dee', 'mateo', 'ines', 'sam', 'amara'] as Name[]).map(async (name) => [name, await night.console(name)]),
  ),
) as Record<Name, Console>
const view = (name: Name): QueueView => consoles[name].view as QueueView
async function clockIn(name: Name): Promise<string> {
  const ringId = randomId()
  await consoles[name].say('duty.test', { ringId })
  await consoles[name].say('duty.heard', { ringId })
  const said = await consoles[name].say('duty.in', { lineIds: [lineId], languages: ['en'] })
  await night.settled()
  return said
}
const crew = async (): Promise<string[]> =>
  namesOf((await onDuty(house.db.sql, teamId, lineId, clock.now())).map(({ memberId }) => memberId))
async function to(there: string): Promise<void> {
  await night.settled()
  await clock.leap(wall(there).getTime() - clock.now().getTime())
  await night.settled()
}
async function ask(name: Name, method: 'POST' | 'DELETE', path: string, body?: object): Promise<number | string> {
  const sent = { method, headers: { cookie: `who=${name}` }, ...(body ? { body } : {}) }
  const answer = await night.test.request(path, sent)
  await night.settled()
  return answer.ok ? answer.status : ((await answer.json()) as { refused: string }).refused
}

const [line, pair, home] = [seatOf('line', 2), seatOf('pair'), seatOf('back-up')]
const seats = [line, pair, home]
const far = { lineId, from: wall('2028-01-01T20:00'), until: wall('2028-01-02T02:00'), seats }
await putShift(house, teamId, far)

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
})

test('somebody goes off duty in the middle of a shift: they are missing at once; a shift’s last minutes call nobody', async () => {
  await consoles.mateo.say('duty.out', {})
  await night.settled()
  assert.deepEqual(called(), ['amara', 'mateo', 'noor', 'ruth'])
  assert.equal(await clockIn('mateo'), 'ok')
  await to('2026-12-05T01:51')
  await consoles.mateo.say('duty.out', {})
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
  assert.equal(await clockIn('mateo'), 'no-shift-now')
  assert.deepEqual(namesOf((await house.db.sql`select member_id from seatings where shift_id = ${shiftId}`).map((row) => row['member_id'] as string)), ['ines', 'mateo']) // prettier-ignore
  assert.equal(await clockIn('ines'), 'ok')
  assert.deepEqual(await crew(), ['ines'])
  await to('2026-12-06T03:00')
})

test('an exception lets somebody on duty without a seat, with a reason, until a time; everybody sees it, and it ends by itself', async () => {
  const asked = (untilAt: Date, other: object = {}) => ({
    exceptionId: randomId(),
    lineId,
    memberId: ids.sam,
    untilAt: untilAt.toISOString(),
    sealed: 'why',
    ...other,
  })
  const until = wall('2026-12-06T06:00')
  alarms.splice(0)
  assert.equal(await clockIn('sam'), 'no-shift-now')
  assert.equal(await ask('dee', 'POST', '/api/shifts/exceptions', asked(until)), 'notForYou')
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(wall('2026-12-06T19:01'))), 'exception-until')
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(wall('2026-12-06T02:00'))), 'exception-until')
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(until, { memberId: randomId() })), 'exception-who') // prettier-ignore
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(until, { lineId: randomId() })), 'unknown-line') // prettier-ignore
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', asked(until)), 201)
  const [exception] = view('dee').exceptions
  assert.deepEqual([exception?.memberId, exception?.byId, exception?.sealed], [ids.sam, ids.amara, 'why'])
  assert.deepEqual(await crew(), [], 'and clocked in')
  assert.equal(await clockIn('sam'), 'ok')
  assert.deepEqual(await crew(), ['sam'])
  await to('2026-12-06T05:59')
  assert.deepEqual(await crew(), ['sam'])
  await to('2026-12-06T06:00')
  assert.deepEqual([await crew(), view('dee').exceptions], [[], []])
  await night.advance(10 * minute)
  assert.equal(view('sam').me.clockedIn, null)
})

test('an exception that is taken back is over at once', async () => {
  const exceptionId = randomId()
  const body = {
    exceptionId,
    lineId,
    memberId: ids.dee,
    untilAt: wall('2026-12-06T12:00').toISOString(),
    sealed: 'why',
  }
  assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', body), 201)
  await clockIn('dee')
  const contactId = await night.call()
  assert.deepEqual([await crew(), view('dee').rings.length], [['dee'], 1])
  assert.equal(await ask('amara', 'DELETE', `/api/shifts/exceptions/${exceptionId}`), 200)
  assert.deepEqual([await crew(), view('dee').rings.length], [[], 0])
  assert.equal(await ask('amara', 'DELETE', `/api/shifts/exceptions/${exceptionId}`), 'exception-over')
  await night.end(contactId, 'crew')
})

test('an exception makes nobody experienced: whoever is still learning is not rung alone by one', async () => {
  const { sql } = house.db
  await sql`insert into training_paths (team_id, version, steps, sealed_words, made_by, made_at)
    values (${teamId}, 1, '[{}]', '', ${ids.amara}, ${clock.now()})`
  await sql`insert into trainings (team_id, member_id, version, begun_at, standing, by_hand, set_at)
    values (${teamId}, ${ids.sam}, 1, ${clock.now()}, 'trainee', false, ${clock.now()})`
  const untilAt = wall('2026-12-06T12:00').toISOString()
  for (const name of ['sam', 'dee'] as const) {
    const body = { exceptionId: randomId(), lineId, memberId: ids[name], untilAt, sealed: 'why' }
    assert.equal(await ask('amara', 'POST', '/api/shifts/exceptions', body), 201)
  }
  await consoles.dee.say('duty.out', {})
  await clockIn('sam')
  const contactId = await night.call()
  const reach = async () => (await availability(house.db.sql, house, teamId, lineId)).reachable
  assert.deepEqual([await crew(), view('sam').rings.length, await reach()], [['sam'], 0, 0])
  assert.equal(await consoles.sam.say('queue.claim', { contactId, locked: false }), 'learning')
  await clockIn('dee')
  assert.deepEqual([view('sam').rings.length, view('dee').rings.length, await reach()], [1, 1, 2])
  await night.end(contactId, 'crew')
  await to('2026-12-06T12:11')
})

test('the public page is closed for an empty shift only where the team’s rule says so, and the crew reads that it is', async () => {
  const open = async () => {
    const here = (await lineOf(house.db.sql, teamId, lineId))!
    const always = Object.fromEntries(days.map((day) => [day, [{ from: '00:00', to: '24:00' }]])) as typeof never
    return publicHours(house.db.sql, house, { ...here, hours: { weekly: always, exceptions: [] } }, zone)
  }
  assert.equal((await open()).open, true, 'nobody is on duty, and no rule says anything')
  await house.db.sql`insert into shift_rules (team_id, version, rules) values (${teamId}, 1, '{"emptyShift": "close"}')`
  assert.deepEqual((await open()).open, false)
  const put = { lineId, from: wall('2026-12-06T20:00'), until: wall('2026-12-07T02:00'), seats: [pair] }
  await putShift(house, teamId, { ...put, sits: [{ seat: pair, memberId: ids.ines }] })
  assert.deepEqual(await open(), { open: false, opensAt: wall('2026-12-06T20:00') })
  await to('2026-12-06T20:01')
  assert.equal((await open()).open, false, 'it has begun, and she is not there')
  await clockIn('ines')
  assert.equal((await open()).open, true)
})
