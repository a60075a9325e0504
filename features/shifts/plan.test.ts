import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import {
  canAlways,
  does,
  newPattern,
  nights,
  openCrew,
  place,
  publishAll,
  seal,
  seatOf,
  seen,
  sitting,
  type Crew,
} from '../../tests/crew.ts'
import { makeShifts } from './server/make.ts'
import type { ShiftView } from './views.ts'

let crew: Crew
before(async () => {
  crew = await openCrew()
  await canAlways([crew.people.dee, crew.people.mateo, crew.people.sam])
})
after(() => crew.house.close())

const planner = () => crew.people.amara
const times = ({ startsAt, endsAt }: ShiftView): string => `${startsAt.slice(0, 16)} ${endsAt.slice(0, 16)}`
const end = (patternId: string, endedOn: string | null) =>
  does(planner(), `PUT /api/shifts/patterns/${patternId}/end`, { endedOn })

test('shifts are made for 16 weeks; making them again, on two processes at once, makes the same ones', async () => {
  const { house, people } = crew
  const patternId = await newPattern(crew, nights([seatOf()]))
  const made = await seen(planner(), patternId)
  assert.deepEqual([made.length, made[0]?.night, made.at(-1)?.night], [14, '2026-11-20', '2027-02-19'])
  assert.equal(times(made[0]!), '2026-11-21T04:00 2026-11-21T10:00')
  await using second = await house.openSecondProcess()
  const make = (one: typeof house) =>
    one.house.db.transact((sql, afterCommit) => makeShifts({ sql, afterCommit, house: one.house }, people.team.teamId))
  await Promise.all([make(house), make(second), make(house), make(second)])
  assert.deepEqual(await seen(planner(), patternId), made)
  assert.equal((await seen(planner(), patternId, '2026-12-10')).at(-1)?.night, '2027-03-12')
  await end(patternId, '2026-11-01')
})

test('a closure turns shifts off and tells who sat there; taken back, they are the same shifts with the same people', async () => {
  const { people } = crew
  const { dee, mateo } = people
  const [line, pair] = [seatOf({ count: 1 }), seatOf({ count: 1, kind: 'pair' })]
  const patternId = await newPattern(crew, nights([line, pair]))
  const [, second] = await seen(planner(), patternId)
  await place(planner(), [
    { shift: second!, seat: line, who: dee },
    { shift: second!, seat: pair, who: mateo },
  ])
  await publishAll(planner())
  crew.happened()
  const closureId = crypto.randomUUID()
  const closure = { closureId, lineId: null, firstDate: '2026-11-26', lastDate: '2026-11-27', sealed: 'abc' }
  assert.equal((await does(planner(), 'POST /api/shifts/closures', closure)).status, 201)
  assert.equal((await does(planner(), 'POST /api/shifts/closures', closure)).status, 201, 'said again, it is the same')
  assert.deepEqual(crew.happened().toSorted(), ['gone: dee', 'gone: mateo'])
  const shown = async (by = dee) => (await seen(by, patternId)).find(({ night }) => night === '2026-11-27')
  assert.equal((await shown())?.state, 'off', 'shown to those who sat there')
  assert.equal((await shown(people.sam))?.state, undefined)
  assert.equal((await does(planner(), `DELETE /api/shifts/closures/${closureId}`)).status, 200)
  assert.equal((await does(planner(), `DELETE /api/shifts/closures/${closureId}`)).status, 404)
  assert.deepEqual(
    [(await shown())?.shiftId, (await shown())?.state, sitting(crew, (await shown())!)],
    [second!.shiftId, 'on', ['dee', 'mateo']],
  )
  await end(patternId, '2026-11-01')
})

test('a pattern is saved by whoever read it last; ended and taken back, its shifts are the same', async () => {
  const seat = seatOf()
  const patternId = await newPattern(crew, nights([seat]))
  const before = await seen(planner(), patternId)
  const path = `PUT /api/shifts/patterns/${patternId}`
  const later = nights([seat], { from: '21:00' })
  const sealed = await seal(planner(), { name: { en: 'Later', es: 'Más tarde' } })
  assert.deepEqual(await does(planner(), path, { version: 1, pattern: later, sealed }), { status: 200, version: 2 })
  assert.deepEqual(await does(planner(), path, { version: 1, pattern: later, sealed }), { status: 200, version: 2 })
  const stale = await does(crew.people.ruth, path, { version: 1, pattern: nights([seat]), sealed }, 'es')
  assert.deepEqual([stale.status, stale.refused], [409, 'changed'])
  assert.match(stale.words!, /Alguien cambió esto/)
  const moved = await seen(planner(), patternId)
  assert.deepEqual(
    moved.map(({ shiftId }) => shiftId),
    before.map(({ shiftId }) => shiftId),
  )
  assert.equal(times(moved[0]!), '2026-11-21T05:00 2026-11-21T10:00')
  await end(patternId, '2026-12-01')
  assert.deepEqual(
    (await seen(planner(), patternId)).map(({ night }) => night),
    ['2026-11-20', '2026-11-27'],
  )
  await end(patternId, null)
  assert.deepEqual(await seen(planner(), patternId), moved)
  await end(patternId, '2026-11-01')
})

test('edited while it runs: this night keeps its times and its people, the next has the new ones; lost seats are told', async () => {
  const { house, people } = crew
  const { dee, mateo, sam } = people
  const [line, pair] = [seatOf({ count: 2 }), seatOf({ count: 1, kind: 'pair' })]
  const patternId = await newPattern(crew, nights([line, pair]))
  const [first, second] = await seen(planner(), patternId)
  const changes = [first!, second!].flatMap((shift) => [
    { shift, seat: line, who: dee },
    { shift, seat: line, slot: 1, who: mateo },
    { shift, seat: pair, who: sam },
  ])
  assert.deepEqual(await place(planner(), changes), { status: 200 })
  await publishAll(planner())
  crew.happened()
  // Friday 19:50, then 20:00.
  await house.clock.advance(6 * hour + 50 * minute)
  assert.deepEqual(crew.happened(), ['nears'])
  await house.clock.advance(10 * minute)
  assert.deepEqual(crew.happened(), ['began', 'seated changed'])
  const pattern = nights([{ ...line, count: 1 }], { from: '22:00', to: '01:00' })
  await does(planner(), `PUT /api/shifts/patterns/${patternId}`, { version: 1, pattern, sealed: 'abc' })
  const [running, next] = await seen(planner(), patternId)
  assert.deepEqual([times(running!), sitting(crew, running!)], [times(first!), ['dee', 'mateo', 'sam']])
  assert.deepEqual([times(next!), sitting(crew, next!)], ['2026-11-28T06:00 2026-11-28T09:00', ['dee']])
  assert.deepEqual(crew.happened().toSorted(), ['gone: mateo', 'gone: sam'])
  await end(patternId, '2026-11-01')
  assert.equal((await seen(planner(), patternId))[0]?.state, 'on', 'ended as of today, it still runs')
  await house.clock.advance(6 * hour)
  assert.ok(crew.happened().includes('ended'))
})

test('a seat of a shift that runs changes hands, and who is seated now is asked again', async () => {
  const { house, people } = crew
  const seat = seatOf({ count: 1 })
  // It is Saturday 02:00.
  const today = nights([seat], { repeats: { kind: 'once', date: '2026-11-21' }, from: '01:00', to: '05:00' })
  const patternId = await newPattern(crew, today)
  const [shift] = await seen(planner(), patternId)
  await publishAll(planner())
  await house.settled()
  crew.happened()
  assert.equal((await place(planner(), [{ shift: shift!, seat, who: people.ines }], true)).status, 200)
  assert.deepEqual(crew.happened(), ['seated changed'])
  assert.equal(
    (await place(planner(), [{ shift: shift!, seat, who: people.noor, was: people.ines }], true)).status,
    200,
  )
  assert.deepEqual(crew.happened(), ['gone: ines', 'seated changed'])
  await end(patternId, '2026-11-01')
})

const starts = async (): Promise<Map<string, number>> => {
  const rows = await crew.house.house.db.sql<{ id: string; at: Date }[]>`
    select shift_id as id, starts_at as at from shifts where state = 'on'`
  return new Map(rows.map(({ id, at }) => [id, at.getTime()]))
}
test('another time zone moves only what has not begun, and says beforehand how much; set back, all is as it was', async () => {
  const { people } = crew
  const patternId = await newPattern(
    crew,
    nights([seatOf()], {
      repeats: { kind: 'weekly', days: ['fri', 'sat'], every: 1, first: '2026-11-16' },
      from: '00:30',
      to: '06:00',
    }),
  )
  // Saturday 02:00 in Los Angeles: tonight's runs.
  const [running, next] = await seen(planner(), patternId, '2026-11-21')
  assert.equal(times(running!), '2026-11-21T08:30 2026-11-21T14:00')
  const path = 'PUT /api/team/time-zone'
  assert.equal((await does(people.dee, path, { timeZone: 'America/New_York' })).status, 403)
  assert.equal((await does(people.ruth, path, { timeZone: 'Somewhere/Else' })).status, 422)
  await place(planner(), [{ shift: next!, seat: next!.seats[0]!, who: people.dee }])
  await publishAll(planner())
  const asItWas = (await seen(planner(), patternId, '2026-11-21')).slice(0, 2)
  const moves = (by = people.ruth, to = 'America/New_York') => does(by, `GET /api/team/time-zone/moves?to=${to}`)
  assert.equal((await moves(people.dee)).status, 403)
  assert.equal((await moves(people.ruth, 'Somewhere/Else')).refused, 'no-zone')
  assert.deepEqual(await moves(people.ruth, 'America/Los_Angeles'), { status: 200, shifts: 0, people: 0 })
  const said = await moves()
  assert.equal(said['people'], 1)
  const before = await starts()
  assert.equal((await does(people.ruth, path, { timeZone: 'America/New_York' })).status, 200)
  const after = await starts()
  assert.equal(said['shifts'], [...before].filter(([id, at]) => after.get(id) !== at).length, 'as it was said')
  const [still, moved] = await seen(planner(), patternId, '2026-11-21')
  assert.equal(times(still!), times(running!))
  assert.deepEqual([moved!.shiftId, times(moved!)], [next!.shiftId, '2026-11-27T05:30 2026-11-27T11:00'])
  await does(people.ruth, path, { timeZone: 'America/Los_Angeles' })
  assert.deepEqual((await seen(planner(), patternId, '2026-11-21')).slice(0, 2), asItWas)
  await end(patternId, '2026-11-01')
})

test('every day there is a day more; the night in which clocks go forward has 11 hours, and says that the wall says 12', async () => {
  const long = nights([seatOf()], {
    repeats: { kind: 'weekly', days: ['sat'], every: 1, first: '2027-03-01' },
    to: '08:00',
  })
  const patternId = await newPattern(crew, long)
  const known = async () => (await seen(planner(), patternId, '2027-03-01')).map(({ night }) => night)
  assert.deepEqual(await known(), ['2027-03-06', '2027-03-13'])
  await crew.house.clock.leap(7 * day)
  await planner().signIn()
  assert.deepEqual(await known(), ['2027-03-06', '2027-03-13', '2027-03-20'])
  const [before, shift] = await seen(planner(), patternId, '2027-03-01')
  assert.deepEqual([before!.hours, before!.clockHours, shift!.hours, shift!.clockHours], [12, 12, 11, 12])
  await end(patternId, '2026-11-01')
})

test('who worked which shift is kept for twelve months after its end, and not longer', async () => {
  const { house, people } = crew
  const { sql } = house.house.db
  const seat = seatOf({ count: 1 })
  const patternId = await newPattern(crew, nights([seat], { repeats: { kind: 'once', date: '2026-12-02' } }))
  const [shift] = await seen(planner(), patternId)
  await place(planner(), [{ shift: shift!, seat, who: people.dee }], true)
  const left = async () =>
    (await sql`select 1 from seatings where team_id = ${people.team.teamId} and shift_id = ${shift!.shiftId}`).length
  await house.clock.leap(365 * day)
  assert.equal(await left(), 1)
  await house.clock.leap(8 * day)
  assert.equal(await left(), 0)
})
