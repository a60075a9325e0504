import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { randomId } from '#platform/ids'
import { firstLine, insertLine, type LineDraft } from '#features/lines'
import { updateTeam } from '#features/members'
import { TestClock } from '../../tests/clock.ts'
import { lookAhead, putShift, seatOf, sit, wall, zone } from '../../tests/rostered.ts'
import { crewOf, onDuty } from './index.ts'
import { openNight, type Console, type Name } from './night.ts'
import type { QueueView } from './wire.ts'

/* On duty: seated at this instant, and clocked in. One house, one clock that goes on from test to test. */

const clock = new TestClock(wall('2026-10-30T19:00'))
// Never open: what the house does about lines that are open with nobody there is not what is shown here.
const weekly = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []]))
const hours = { weekly, exceptions: [] } as unknown as LineDraft['hours']
const night = await openNight({ clock, timeZone: zone, line: { hours } })
const { house, teamId, lineId, ids } = night
after(() => night.test.close())

const [line, second] = [seatOf('line', 2), seatOf('line', 2)]
const consoles = new Map<Name, Console>()
async function deskOf(name: Name): Promise<Console> {
  const desk = consoles.get(name) ?? (await night.console(name))
  consoles.set(name, desk)
  return desk
}
/** What the house says to clocking in, after the test ring. */
async function clockIn(name: Name, lineIds = [lineId]): Promise<string> {
  const desk = await deskOf(name)
  const ringId = randomId()
  await desk.say('duty.test', { ringId })
  await desk.say('duty.heard', { ringId })
  const said = await desk.say('duty.in', { lineIds, languages: ['en'] })
  await night.settled()
  return said
}
const namesOf = (memberIds: string[]): string[] =>
  memberIds.map((memberId) => Object.entries(ids).find(([, one]) => one === memberId)![0]).toSorted()
const crew = async (): Promise<string[]> =>
  namesOf((await onDuty(house.db.sql, teamId, lineId, clock.now())).map(({ memberId }) => memberId))
const view = async (name: Name): Promise<QueueView> => (await deskOf(name)).view as QueueView
const rings = async (name: Name): Promise<number> => (await view(name)).rings.length
async function go(at: Date): Promise<void> {
  await night.settled()
  await clock.leap(at.getTime() - clock.now().getTime())
  await night.settled()
}
const to = (there: string): Promise<void> => go(wall(there))
const put = (from: string, until: string, sits: Partial<Record<Name, number>>, seat = line) =>
  putShift(house, teamId, {
    lineId,
    from: wall(from),
    until: wall(until),
    seats: [seat],
    sits: Object.entries(sits).map(([name, slot]) => ({ seat, slot, memberId: ids[name as Name] })),
  })

test('on a line without a roster clocking in is enough, as ever', async () => {
  assert.equal(await clockIn('sam'), 'ok')
  assert.deepEqual(await crew(), ['sam'])
  await (await deskOf('sam')).say('duty.out', {})
  await night.settled()
  assert.deepEqual(await crew(), [])
})

test('across midnight: clocked in before the shift nothing rings; from its first instant it does, at 01:00 too, and at its end no more', async () => {
  await put('2028-01-01T20:00', '2028-01-02T02:00', {})
  await put('2026-10-30T20:00', '2026-10-31T02:00', { dee: 0, mateo: 1 })
  await put('2026-10-31T02:00', '2026-10-31T08:00', { ines: 0 }, second)
  await to('2026-10-30T19:40')
  assert.equal(await clockIn('dee'), 'ok')
  const early = await night.call()
  assert.deepEqual(
    [await crew(), await rings('dee')],
    [['dee'], 1],
    'until its first shift begins the line has no roster',
  )
  await night.end(early, 'crew')
  await to('2026-10-31T00:59')
  const contactId = await night.call()
  await to('2026-10-31T01:00')
  assert.deepEqual([await crew(), await rings('dee')], [['dee'], 1])
  assert.equal(await (await deskOf('dee')).say('queue.claim', { contactId, locked: false }), 'ok')
  assert.equal(await clockIn('ines'), 'no-shift-now', 'an hour before hers')
  await to('2026-10-31T01:30')
  assert.equal(await clockIn('ines'), 'ok')
  await to('2026-10-31T01:58')
  const waiting = await night.call()
  assert.deepEqual([await crew(), await rings('ines')], [['dee'], 0], 'hers begins at 02:00')
  assert.deepEqual([(await view('ines')).me.duty, (await view('ines')).me.shifts[0]?.startsAt], [null, wall('2026-10-31T02:00').toISOString()]) // prettier-ignore
  await to('2026-10-31T02:00')
  assert.deepEqual([await crew(), await rings('ines'), await rings('dee')], [['ines'], 1, 0])
  assert.equal((await view('dee')).mine[0]?.contactId, contactId, 'what she holds she keeps')
  assert.equal((await view('dee')).me.clockedIn?.offAt, wall('2026-10-31T02:10').toISOString())
  await to('2026-10-31T02:10')
  assert.equal((await view('dee')).me.clockedIn, null, 'clocked out by itself')
  assert.equal((await view('dee')).mine[0]?.contactId, contactId, 'and still with her')
  await night.end(contactId, 'crew')
  await night.end(waiting, 'crew')
})

test('the night in which clocks go back has 13 hours, and both times it is 01:30 somebody is on duty', async () => {
  await to('2026-10-31T19:55')
  const [from, until] = [wall('2026-10-31T20:00'), wall('2026-11-01T08:00')]
  assert.equal(until.getTime() - from.getTime(), 13 * hour)
  await put('2026-10-31T20:00', '2026-11-01T08:00', { mateo: 0 })
  assert.equal(await clockIn('mateo'), 'ok')
  for (const hours of [5.5, 6.5, 12.9]) {
    await go(new Date(from.getTime() + hours * hour))
    assert.deepEqual(await crew(), ['mateo'], `${hours} hours after its beginning`)
  }
  await to('2026-11-01T08:00')
  assert.deepEqual(await crew(), [])
})

test('a roster that is edited while the shift runs: the first is off duty at once, the second on once clocked in, and back again', async () => {
  await to('2026-11-06T19:50')
  const shift = { teamId, ...(await put('2026-11-06T20:00', '2026-11-07T02:00', { dee: 0 })) }
  await clockIn('dee')
  await to('2026-11-06T23:00')
  assert.deepEqual(await crew(), ['dee'])
  const contactId = await night.call()
  assert.equal(await rings('dee'), 1)
  await sit(house, shift, { seat: line, memberId: ids.ines })
  await night.settled()
  assert.deepEqual([await crew(), await rings('dee')], [[], 0], 'at once, and nothing of hers rings on')
  assert.equal(await clockIn('dee'), 'no-shift-now')
  assert.equal(await clockIn('ines'), 'ok')
  assert.deepEqual([await crew(), await rings('ines')], [['ines'], 1])
  await sit(house, shift, { seat: line, memberId: ids.dee })
  await night.settled()
  assert.deepEqual(await crew(), ['dee'], 'given back within ten minutes: she is still clocked in')
  await night.advance(11 * minute)
  assert.deepEqual([await crew(), (await view('ines')).me.clockedIn], [['dee'], null])
  await night.end(contactId, 'crew')
})

test('a break is a break: on duty, and nothing rings; the time zone of the team changes under a shift, and who is on duty does not', async () => {
  const dee = await deskOf('dee')
  await dee.say('duty.break', { on: true })
  await night.settled()
  const contactId = await night.call()
  assert.deepEqual([await crew(), await rings('dee')], [['dee'], 0])
  await dee.say('duty.break', { on: false })
  await house.db.transact((sql) =>
    updateTeam(sql, { teamId, name: 'Night line', languages: ['en', 'es'], timeZone: 'America/New_York' }),
  )
  await night.settled()
  assert.deepEqual([await crew(), await rings('dee')], [['dee'], 1])
  await to('2026-11-07T01:59')
  assert.deepEqual(await crew(), ['dee'])
  await to('2026-11-07T02:00')
  assert.deepEqual([await crew(), await rings('dee')], [[], 0], 'what has begun keeps its instants')
  await night.end(contactId, 'crew')
})

test('whoever sits beside to learn is on duty, and is rung with somebody experienced or not at all', async () => {
  await to('2026-11-07T10:00')
  await putShift(house, teamId, {
    lineId,
    from: wall('2026-11-07T10:10'),
    until: wall('2026-11-07T12:00'),
    seats: [line],
    sits: [
      { seat: line, slot: 0, memberId: ids.dee },
      { seat: line, slot: 1, memberId: ids.sam, beside: true },
    ],
  })
  await clockIn('dee')
  await clockIn('sam')
  await to('2026-11-07T10:10')
  const contactId = await night.call()
  assert.deepEqual([await crew(), await rings('dee'), await rings('sam')], [['dee', 'sam'], 1, 0])
  await night.advance(20_000)
  assert.equal(await rings('sam'), 1, 'with everybody who is free')
  await (await deskOf('dee')).say('duty.break', { on: true })
  await night.settled()
  assert.deepEqual([await rings('dee'), await rings('sam')], [0, 0])
  await night.end(contactId, 'crew')
})

test('whoever sits again within an hour stays clocked in, off duty between the two; on another line without asking again', async () => {
  const other = { teamId, lineId: randomId(), at: clock.now() }
  await house.db.transact((sql) => insertLine(sql, other, { ...firstLine(['en', 'es']), path: 'other', isRoot: false }))
  await to('2026-11-07T19:45')
  await put('2026-11-07T20:00', '2026-11-07T22:00', { sam: 0 })
  await putShift(house, teamId, {
    lineId: other.lineId,
    from: wall('2026-11-07T23:00'),
    until: wall('2026-11-08T01:00'),
    seats: [second],
    sits: [{ seat: second, memberId: ids.sam }],
  })
  assert.equal(await clockIn('sam'), 'ok')
  await to('2026-11-07T22:30')
  assert.deepEqual([await crew(), (await view('sam')).me.clockedIn !== null], [[], true])
  await to('2026-11-07T23:00')
  const sam = (await crewOf(house.db.sql, teamId, clock.now())).find(({ memberId }) => memberId === ids.sam)
  assert.deepEqual(sam?.lineIds, [other.lineId])
  await to('2026-11-08T01:10')
  assert.equal((await view('sam')).me.clockedIn, null)
})

test('a shift that nobody has published seats nobody, and one of another day lets nobody clock in', async () => {
  await putShift(house, teamId, {
    lineId,
    from: wall('2026-11-08T20:00'),
    until: wall('2026-11-09T02:00'),
    seats: [line],
    sits: [{ seat: line, memberId: ids.dee }],
    published: false,
  })
  await put('2026-12-31T20:00', '2027-01-01T08:00', { dee: 0, ines: 1 })
  await to('2026-11-08T21:00')
  assert.equal(await clockIn('dee'), 'no-shift-now')
  const where = await (await night.test.request('/api/duty', { headers: { cookie: 'who=dee' } })).json()
  const mine = where.lines.find((one: { lineId: string }) => one.lineId === lineId)
  assert.deepEqual([mine.rostered, mine.may, mine.next.startsAt], [true, false, wall('2026-12-31T20:00').toISOString()])
  assert.deepEqual(namesOf(where.planners), ['amara', 'noor', 'ruth'])
})

test('the year ends during a shift, and nobody notices', async () => {
  await to('2026-12-31T19:30')
  await lookAhead(house, teamId)
  assert.equal(await clockIn('ines'), 'ok')
  for (const there of ['2026-12-31T23:59', '2027-01-01T00:00', '2027-01-01T07:59']) {
    await to(there)
    assert.deepEqual(await crew(), ['ines'], there)
  }
  await to('2027-01-01T08:00')
  assert.deepEqual(await crew(), [])
})

test('the night in which clocks go forward has 11 hours: 02:30 does not come, and at 08:00 it is over', async () => {
  await to('2027-03-13T19:50')
  await put('2027-03-13T20:00', '2027-03-14T08:00', { mateo: 0 })
  const [from, until] = [wall('2027-03-13T20:00'), wall('2027-03-14T08:00')]
  assert.equal(until.getTime() - from.getTime(), 11 * hour)
  assert.equal(await clockIn('mateo'), 'ok')
  for (const there of ['2027-03-14T01:59', '2027-03-14T03:00', '2027-03-14T07:59']) {
    await to(there)
    assert.deepEqual(await crew(), ['mateo'], there)
  }
  await to('2027-03-14T08:00')
  assert.deepEqual(await crew(), [])
})
