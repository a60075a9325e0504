import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, later, minute } from '#platform/clock'
import { openTestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { putShift, seatOf } from '../../tests/rostered.ts'
import { act, hearAlarms, makeLine, openCase, owedTo, promise, weekendNights } from './acting.ts'
import { rosteredShift, shiftOf, shiftsOf, teamShift } from './server/shifts.ts'

const zone = 'America/Los_Angeles'
const at = (there: string): Date => new Date(Temporal.PlainDateTime.from(there).toZonedDateTime(zone).epochMilliseconds)
const shift = (there: string, hours = weekendNights) => shiftOf({ hours }, zone, at(there))

test('between two weekends the last shift ended on Sunday morning, and the next begins on Friday evening', () => {
  const friday = shift('2026-11-20T19:30')
  assert.deepEqual(friday, {
    open: false,
    openedAt: null,
    closesAt: null,
    opensAt: at('2026-11-20T20:00'),
    endedAt: at('2026-11-15T08:00'),
  })
  const during = shift('2026-11-21T02:00')
  assert.deepEqual(
    [during.open, during.openedAt, during.closesAt],
    [true, at('2026-11-20T20:00'), at('2026-11-21T08:00')],
  )
  assert.deepEqual([during.endedAt, during.opensAt], [at('2026-11-15T08:00'), at('2026-11-21T20:00')])
  const atOpening = shift('2026-11-20T20:00')
  assert.deepEqual([atOpening.open, atOpening.openedAt], [true, at('2026-11-20T20:00')])
})

test('a line that never closes has shifts from noon to noon; one that is never open has none', () => {
  const days = Object.keys(weekendNights.weekly)
  const hours = (spans: { from: string; to: string }[]) => ({
    weekly: Object.fromEntries(days.map((name) => [name, spans])) as typeof weekendNights.weekly,
    exceptions: [],
  })
  const always = shift('2026-11-20T09:00', hours([{ from: '00:00', to: '24:00' }]))
  assert.deepEqual([always.openedAt, always.closesAt], [at('2026-11-19T12:00'), at('2026-11-20T12:00')])
  const never = shift('2026-11-20T09:00', hours([]))
  assert.deepEqual(never, { open: false, openedAt: null, closesAt: null, opensAt: null, endedAt: null })
  assert.deepEqual(teamShift([never, shift('2026-11-20T19:30')]), {
    open: false,
    opensAt: at('2026-11-20T20:00'),
    endedAt: at('2026-11-15T08:00'),
  })
})

test('on a line with a roster, shifts that follow one another are one; a gap parts them; around the clock it is from noon to noon', () => {
  const of = (...times: [string, string][]) =>
    times.map(([from, until]) => ({ lineId: 'night', startsAt: at(from), endsAt: at(until) }))
  const nights = of(
    ['2026-11-20T20:00', '2026-11-21T02:00'],
    ['2026-11-21T01:30', '2026-11-21T08:00'],
    ['2026-11-21T20:00', '2026-11-22T02:00'],
  )
  const during = rosteredShift(nights, zone, at('2026-11-21T03:00'))
  assert.deepEqual(during, {
    open: true,
    openedAt: at('2026-11-20T20:00'),
    closesAt: at('2026-11-21T08:00'),
    opensAt: at('2026-11-21T20:00'),
    endedAt: null,
  })
  const between = rosteredShift(nights, zone, at('2026-11-21T08:00'))
  assert.deepEqual([between.open, between.endedAt], [false, at('2026-11-21T08:00')])
  const days = Array.from({ length: 8 }, (_, index) => 17 + index)
  const always = of(...days.map((day) => [`2026-11-${day}T08:00`, `2026-11-${day + 1}T08:00`] as [string, string]))
  const now = rosteredShift(always, zone, at('2026-11-20T09:00'))
  assert.deepEqual([now.openedAt, now.closesAt], [at('2026-11-19T12:00'), at('2026-11-20T12:00')])
  assert.deepEqual(rosteredShift([], zone, at('2026-11-20T09:00')).open, false)
})

test('a line’s own hours are its shifts until its roster begins; then its roster is, whatever the hours say', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  const { teamId } = people.team
  const opens = async () => (await shiftsOf(house.house.db.sql, teamId, house.clock.now()))[0]?.shift.opensAt
  assert.deepEqual(await opens(), at('2026-11-20T20:00'))
  const seats = [seatOf('line')]
  await putShift(house.house, teamId, { lineId, from: at('2026-11-20T22:00'), until: at('2026-11-21T04:00'), seats })
  assert.deepEqual(await opens(), at('2026-11-20T20:00'), 'the first shift has not begun')
  await putShift(house.house, teamId, { lineId, from: at('2026-11-20T06:00'), until: at('2026-11-20T08:00'), seats })
  assert.deepEqual(await opens(), at('2026-11-20T22:00'))
})

test('at the start of a shift whoever owes something hears one sentence, once, and so do the leads; nobody when nothing is owed', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  // Without chat: nobody is alarmed that nobody is there.
  const channels = { chat: false, phone: '555 0100', text: null }
  const lineId = await makeLine(people, { channels })
  const caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  const alarms = hearAlarms(house)
  const heard = () => alarms.splice(0)
  // Friday 13:00 in Los Angeles; the shift begins at 20:00.
  const promiseId = await promise(people.dee, {
    kind: 'follow-up',
    caseId,
    owner: people.dee,
    fallback: people.mateo,
    dueAt: at('2026-11-20T23:00'),
  })
  await house.clock.advance(6 * hour + 59 * minute)
  assert.deepEqual(heard(), [])
  await house.clock.advance(minute)
  const [digest, ...more] = heard()
  assert.deepEqual(more, [])
  const names = [people.dee, people.ruth, people.amara, people.noor].map(({ memberId }) => memberId)
  assert.deepEqual(digest?.toSorted(), names.toSorted())
  await house.clock.advance(2 * hour)
  assert.deepEqual(heard(), [])
  await act(people.dee, promiseId, ['POST', 'kept'])
  await house.clock.advance(day)
  assert.deepEqual(heard(), [], 'Saturday’s shift begins with nothing owed')
})

test('the list of the days before a shift holds everything since Sunday morning, kept or not; what was kept before is not there', async () => {
  await using house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await makeLine(people)
  const caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  const owed = (days: number) => ({
    kind: 'follow-up' as const,
    caseId,
    owner: people.dee,
    fallback: people.mateo,
    dueAt: later(house.clock.now(), days * day),
  })
  const before = await promise(people.dee, owed(10))
  await house.clock.leap(3 * day)
  const [kept, open] = [await promise(people.dee, owed(5)), await promise(people.mateo, owed(6))]
  await act(people.dee, kept, ['POST', 'kept'])
  await house.clock.leap(3 * day)
  const [amara, dee, mateo, sam] = [
    await owedTo(people.amara, 'since'),
    await owedTo(people.dee, 'mine'),
    await owedTo(people.mateo, 'all'),
    await owedTo(people.sam, 'all'),
  ]
  const idsOf = ({ promises }: typeof amara) => promises.map(({ promiseId }) => promiseId)
  assert.deepEqual(idsOf(amara), [kept, open])
  assert.equal(amara.shift.endedAt, at('2026-11-22T08:00').toISOString())
  assert.deepEqual(idsOf(dee), [open, before])
  assert.deepEqual(idsOf(mateo), [open, before])
  assert.deepEqual([sam.promises, sam.total], [[], 0])
  assert.deepEqual(dee.promises.map(({ opens }) => opens), [true, true]) // prettier-ignore
  assert.deepEqual((await owedTo(people.amara, 'all', 1)).total, 2)
  assert.equal((await owedTo(people.amara, 'all', 1)).promises.length, 1)
})
