import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { removeMember } from '#features/members'
import { minute } from '#platform/clock'
import type { Person } from '../../tests/people.ts'
import {
  canAlways,
  does,
  newPattern,
  nights,
  openCrew,
  place,
  publishAll,
  seatOf,
  seen,
  sitting,
  type Answer,
  type Crew,
} from '../../tests/crew.ts'
import { nothingGiven, usualShiftRules } from './rules.ts'
import type { SeatingsRefused, ShiftView } from './views.ts'
import type { Seat, ShiftRules } from './wire.ts'

let crew: Crew
before(async () => {
  crew = await openCrew()
  const { dee, mateo, ines, sam, noor } = crew.people
  await canAlways([dee, mateo, ines, sam, noor])
})
after(() => crew.house.close())

const signUp = (by: Person, { shiftId }: ShiftView, { seatId }: Seat, language = 'en'): Promise<Answer> =>
  does(by, 'POST /api/shifts/sign-up', { shiftId, seatId }, language)
const takeBack = (by: Person, { shiftId }: ShiftView, { seatId }: Seat): Promise<Answer> =>
  does(by, 'DELETE /api/shifts/sign-up', { shiftId, seatId })
let version = 0
async function ask(rules: Partial<ShiftRules>): Promise<void> {
  const body = { version, rules: { ...usualShiftRules, ...rules } }
  const { status } = await does(crew.people.ruth, 'PUT /api/shifts/rules', body)
  assert.equal(status, 200)
  version += 1
}
/** A night that nobody else's test uses, published. */
let date = Temporal.PlainDate.from('2026-11-24')
async function aNight(seats: Seat[], published = true): Promise<ShiftView> {
  date = date.add({ days: 2 })
  const patternId = await newPattern(crew, nights(seats, { repeats: { kind: 'once', date: date.toString() } }))
  const night = { firstDate: date.toString(), lastDate: date.toString() }
  if (published) await does(crew.people.amara, 'POST /api/shifts/publish', night)
  return (await seen(crew.people.amara, patternId))[0]!
}
const again = async ({ patternId }: ShiftView, by = crew.people.amara): Promise<ShiftView | undefined> =>
  (await seen(by, patternId))[0]

test('only whoever plans changes the plan; until it is published nobody else sees who sits where', async () => {
  const { dee, amara } = crew.people
  const seat = seatOf()
  const night = await aNight([seat], false)
  const refused = await Promise.all([
    does(dee, 'POST /api/shifts/patterns', {
      patternId: crypto.randomUUID(),
      lineId: crew.lineId,
      pattern: nights([seat]),
      sealed: 'x',
    }),
    does(dee, 'POST /api/shifts/publish', { firstDate: '2026-11-01', lastDate: '2026-12-01' }),
    does(dee, 'PUT /api/shifts/rules', { version, rules: usualShiftRules }),
    place(dee, [{ shift: night, seat, who: dee }]),
  ])
  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 403, 403, 403],
  )
  assert.deepEqual(await place(amara, [{ shift: night, seat, who: dee }]), { status: 200 })
  assert.equal(await again(night, dee), undefined, 'a draft is nobody’s news')
  assert.equal((await signUp(crew.people.mateo, night, seat)).status, 404)
  await publishAll(amara)
  assert.deepEqual(sitting(crew, (await again(night, crew.people.sam))!), ['dee'])
  await does(amara, 'DELETE /api/shifts/publish', { shiftIds: [night.shiftId] })
  assert.equal(await again(night, dee), undefined)
})

test('seats are changed all or none: what somebody else changed meanwhile refuses, and says what', async () => {
  const { amara, ruth, dee, mateo, sam } = crew.people
  const [line, pair] = [seatOf(), seatOf({ kind: 'pair', count: 1 })]
  const shift = await aNight([line, pair])
  await place(ruth, [{ shift, seat: line, who: dee }])
  const stale = (await place(amara, [
    { shift, seat: line, who: sam },
    { shift, seat: pair, who: mateo },
  ])) as unknown as SeatingsRefused & Answer
  assert.deepEqual([stale.status, stale.refused, stale.changes.length], [409, 'changed', 1])
  assert.deepEqual(sitting(crew, (await again(shift))!), ['dee'])
  const twoSeats = await place(amara, [{ shift, seat: pair, who: dee }], true)
  assert.equal(twoSeats.refused, 'two-places')
  assert.equal((await place(amara, [{ shift, seat: pair, slot: 3, who: sam }], true)).refused, 'no-place')
  // Two change places in one request, and a third comes in.
  await place(amara, [{ shift, seat: pair, who: mateo }])
  const swapped = await place(amara, [
    { shift, seat: line, who: mateo, was: dee },
    { shift, seat: pair, who: dee, was: mateo },
    { shift, seat: line, slot: 1, who: sam },
  ])
  assert.deepEqual(swapped, { status: 200 })
  assert.deepEqual(sitting(crew, (await again(shift))!), ['mateo', 'sam', 'dee'])
})

test('rules speak against a seat and are named, change by change; anyway is possible', async () => {
  const { amara, sam, ines } = crew.people
  const seat = seatOf({ languages: ['es'] })
  const shift = await aNight([seat])
  const changes = [
    { shift, seat, who: sam },
    { shift, seat, slot: 1, who: ines },
  ]
  await canAlways([ines], { languages: ['es'], leave: [{ firstDate: shift.night, lastDate: shift.night }] })
  const no = (await place(amara, changes)) as unknown as SeatingsRefused & Answer
  assert.deepEqual(
    no.changes.map(({ memberId, why }) => [memberId === sam.memberId ? 'sam' : 'ines', why.map(({ kind }) => kind)]),
    [
      ['sam', ['language-missing']],
      ['ines', ['leave']],
    ],
  )
  assert.deepEqual(sitting(crew, (await again(shift))!), [])
  assert.equal((await place(amara, changes, true)).status, 200)
  await canAlways([ines])
})

test('two sign up for the last place at once: exactly one has it, the other is told in their language', async () => {
  const { dee, mateo, ines, sam } = crew.people
  const seat = seatOf()
  const shift = await aNight([seat])
  assert.equal((await signUp(sam, shift, seat)).state, 'seated')
  const said = await Promise.all([
    signUp(dee, shift, seat, 'es'),
    signUp(mateo, shift, seat, 'es'),
    signUp(ines, shift, seat, 'es'),
  ])
  assert.deepEqual(said.map(({ status }) => status).toSorted(), [201, 409, 409])
  const refused = said.find(({ status }) => status === 409)!
  assert.deepEqual([refused.refused, refused.words], ['seat-taken', 'Alguien acaba de tomar el último lugar.'])
  assert.equal((await again(shift))!.seatings.length, 2)
})

test('whoever signed up takes it back for ten minutes; later it is offered', async () => {
  const { dee } = crew.people
  const seat = seatOf()
  const shift = await aNight([seat])
  await signUp(dee, shift, seat)
  assert.equal((await signUp(dee, shift, seat)).state, 'seated', 'said twice, it is the same')
  assert.equal((await takeBack(dee, shift, seat)).status, 200)
  assert.equal((await takeBack(dee, shift, seat)).status, 200)
  await signUp(dee, shift, seat)
  await crew.house.clock.advance(11 * minute)
  const late = await takeBack(dee, shift, seat)
  assert.deepEqual([late.status, late.refused], [409, 'keep-it'])
  assert.deepEqual(sitting(crew, (await again(shift))!), ['dee'])
})

test('signing up keeps the window, the rest, the caps and what a seat asks for; one’s own week does not matter', async () => {
  const { noor, dee, sam } = crew.people
  const [skilled, plain] = [seatOf({ skills: [crypto.randomUUID()] }), seatOf()]
  const shift = await aNight([skilled, plain])
  const kinds = async (by: Person, seat: Seat): Promise<string | undefined> => (await signUp(by, shift, seat)).refused
  assert.equal(await kinds(dee, skilled), 'skill-missing')
  await ask({ opensDaysBefore: 1 })
  assert.equal(await kinds(dee, plain), 'not-yet')
  await ask({ closesHoursBefore: 168, opensDaysBefore: 120 })
  const soon = await aNight([plain])
  assert.equal((await signUp(dee, soon, plain)).status, 201)
  await ask({ signUp: 'not at all' })
  assert.equal(await kinds(dee, plain), 'not-at-all')
  await ask({ mostShiftsPerMonth: 1 })
  await signUp(sam, shift, plain)
  const second = await aNight([plain])
  assert.equal((await signUp(sam, second, plain)).refused, 'month-shifts')
  await ask({})
  const { version: own } = await does(noor, 'GET /api/shifts/availability')
  await does(noor, 'PUT /api/shifts/availability', { version: own, given: nothingGiven, sealed: 'x' })
  assert.equal((await signUp(noor, second, plain)).status, 201)
  const alone = await aNight([seatOf({ count: 1 })])
  assert.equal((await signUp(noor, alone, alone.seats[0]!)).refused, 'alone')
  const stale = await does(noor, 'PUT /api/shifts/availability', { version: 0, given: nothingGiven, sealed: 'x' })
  assert.equal(stale.refused, 'changed')
})

test('the names of shifts stand nowhere in the clear, and nothing of them is logged', async () => {
  const { sql } = crew.house.house.db
  const rows = await sql`select sealed, pattern from shift_patterns where team_id = ${crew.people.team.teamId}`
  assert.ok(rows.length > 0)
  assert.doesNotMatch(JSON.stringify(rows) + crew.house.logged.join('\n'), /Friday at the river|Viernes/)
})

test('whoever leaves the team leaves their seats open, told to whoever plans; what they worked stays', async () => {
  const { house, people } = crew
  const { sam, dee, amara } = people
  const [worked, ahead] = [await aNight([seatOf()]), await aNight([seatOf()])]
  for (const shift of [worked, ahead])
    await place(
      amara,
      [
        { shift, seat: shift.seats[0]!, who: sam },
        { shift, seat: shift.seats[0]!, slot: 1, who: dee },
      ],
      true,
    )
  await house.clock.leap(Date.parse(worked.endsAt) - house.clock.now().getTime())
  await amara.signIn()
  crew.happened()
  const gone = { teamId: people.team.teamId, memberId: sam.memberId }
  await house.house.db.transact(async (sql, afterCommit) => {
    await removeMember(sql, gone.teamId, gone.memberId, { house: house.house, afterCommit })
    await house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is: gone })
  })
  assert.deepEqual(new Set(crew.happened()), new Set(['gone: sam']))
  assert.deepEqual(sitting(crew, (await again(worked))!), ['sam', 'dee'])
  assert.deepEqual(sitting(crew, (await again(ahead))!), ['dee'])
  assert.equal((await place(amara, [{ shift: ahead, seat: ahead.seats[0]!, who: sam }], true)).refused, 'not-here')
})
