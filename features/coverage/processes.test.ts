import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { lookUp, type Problem, type Seating } from '#features/shifts/checks'
import { until } from '../chat/acting.ts'
import { canAlways, newPattern, nights, openCrew, publishAll, seatOf, type Crew } from '../../tests/crew.ts'
import type { TestHouse } from '../../tests/house.ts'
import { asked, follows, heldSolver, type Following, type Held } from '../../tests/searching.ts'
import { deskOf } from './server/desk.ts'

/* Two processes on one database. Amara's console is at the second, Ruth's at the first; what each solver finds is in our hand. */

let crew: Crew
let second: TestHouse
let [amara, ruth] = [] as unknown as [Following, Following]
const [here, there] = [heldSolver(), heldSolver()]
before(async () => {
  crew = await openCrew()
  await canAlways([crew.people.dee, crew.people.mateo])
  await newPattern(crew, nights([seatOf({ count: 2 })]))
  second = await crew.house.openSecondProcess()
  deskOf(crew.house.house).solver = here
  deskOf(second.house).solver = there
  amara = follows(second, crew.people, crew.people.amara)
  ruth = follows(crew.house, crew.people, crew.people.ruth)
  await until(() => amara.seen.length > 0 && ruth.seen.length > 0, 'both following')
})
beforeEach(async () => {
  const { proposal, plan } = ruth.now()
  for (const one of [proposal?.asked.proposalId, plan?.asked.planId])
    if (one) await ruth.live.say('coverage.end', { id: one })
  await until(() => ruth.now().proposal === null && ruth.now().plan === null, 'nothing to be there')
  here.held.splice(0)
  there.held.splice(0)
})
after(() => crew.house.close())

/** Dee in the first seat, Mateo in the next, as many as wanted. */
const sitting = (problem: Problem, seats: number): Seating[] =>
  lookUp(problem)
    .open.slice(0, seats)
    .map(({ seat }, at) => ({ seatId: seat.id, personId: [crew.people.dee, crew.people.mateo][at % 2]!.memberId }))
const finds = ({ tell, order }: Held, seats: number, milliseconds: number): void =>
  tell({ stage: 'searching', cost: 10 - seats, bound: null, milliseconds, seatings: sitting(order.problem, seats) })
const aSecond = 1000

/** Amara's process works on it and has found somebody for so many seats. */
async function underWay(seats: number, more: object = {}): Promise<{ id: string; held: Held }> {
  const one = asked(more)
  await amara.live.say('coverage.propose', one)
  const held = there.held.at(-1)!
  finds(held, seats, 100)
  await crew.house.clock.advance(aSecond)
  await until(() => ruth.now().proposal?.progress.open === 8 - seats, 'its progress, at the other process')
  return { id: one.proposalId, held }
}
const stateIs = (console: Following, state: string): Promise<true> =>
  until(() => console.now().proposal?.state === state, `it to be ${state}`)

test('what one process works on is seen at the other, written down once a second at most, and kept out of the other’s way', async () => {
  const { held } = await underWay(1)
  const told = ruth.seen.length
  for (const seats of [2, 3, 4, 5]) finds(held, seats, seats * 100)
  await crew.house.settled()
  assert.equal(ruth.seen.length, told, 'nothing more in the same second')
  await crew.house.clock.advance(aSecond)
  await until(() => ruth.now().proposal?.progress.open === 3, 'the newest')
  assert.equal(ruth.seen.length, told + 1)
  assert.equal(ruth.now().proposal?.result, null, 'what was found is long, and shown once it has ended')
  await assert.rejects(ruth.live.say('coverage.propose', asked()), { code: 'under-way' })
  const seats = [seatOf()]
  const plan = { planId: crypto.randomUUID(), lineId: crew.lineId, days: ['sun'], from: '14:00', to: '20:00', seats }
  await assert.rejects(ruth.live.say('coverage.plan', plan), { code: 'under-way' })
})

test('two ask at the same time at two processes: one search begins', async () => {
  const both = await Promise.allSettled([amara, ruth].map(({ live }) => live.say('coverage.propose', asked())))
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  assert.equal(here.held.length + there.held.length, 1)
  await stateIs(ruth, 'under way')
})

test('stopped at the other process: the thread ends within a second, the best so far stays, its open seats are explained', async () => {
  const { id, held } = await underWay(3)
  await ruth.live.say('coverage.stop', { id })
  await stateIs(amara, 'stopped')
  const { result } = amara.now().proposal!
  assert.deepEqual([result?.differences.length, result?.why], [3, null])
  await crew.house.clock.advance(aSecond)
  assert.ok(held.isOver)
  finds(held, 8, 900)
  const explaining = await until(() => here.held[0], 'the reasons to be asked for')
  assert.deepEqual([explaining.order.seconds, explaining.order.start?.length], [0, 3])
  const solved = { seatings: explaining.order.start!, cost: 7, bound: null, isProven: false, milliseconds: 1 }
  const why = [{ seatId: 'one', reasons: [], people: [], suggestions: [] }]
  explaining.answer({ kind: 'solved', solved, breaches: [], why })
  await until(() => amara.now().proposal?.result?.why?.length === 1, 'the reasons')
  assert.deepEqual([amara.now().proposal?.state, amara.now().proposal?.result?.differences.length], ['stopped', 3])
})

test('a process that dies: what it had found is there within a quarter of a minute, and another goes on from it', async () => {
  const { id } = await underWay(4)
  // Its thread and its beats end; nobody says so.
  deskOf(second.house).drop({ teamId: crew.people.team.teamId, searchId: id })
  await crew.house.clock.advance(10 * aSecond)
  await stateIs(ruth, 'under way')
  await crew.house.clock.advance(5 * aSecond)
  await stateIs(ruth, 'broke off')
  assert.equal(ruth.now().proposal?.result?.differences.length, 4)
  await ruth.live.say('coverage.propose', asked({ goesOnFrom: id }))
  await stateIs(amara, 'under way')
  const { order } = here.held.at(-1)!
  assert.deepEqual([order.seconds, order.start?.length], [20, 4])
})

test('a process that lives and finds nothing for a long time is not taken for dead', async () => {
  const { held } = await underWay(2)
  for (let n = 0; n < 40; n++) await crew.house.clock.advance(aSecond)
  assert.equal(ruth.now().proposal?.state, 'under way')
  assert.equal(held.isOver, false)
})

test('a process that is stopped says at once that it broke off, with the newest it had found', async () => {
  const third = await crew.house.openSecondProcess()
  const solver = heldSolver()
  deskOf(third.house).solver = solver
  const amaras = follows(third, crew.people, crew.people.amara)
  await until(() => amaras.seen.length > 0, 'following at the third')
  await amaras.live.say('coverage.propose', asked())
  finds(solver.held[0]!, 5, 100)
  amaras.live.close()
  await third.close()
  await stateIs(ruth, 'broke off')
  assert.equal(ruth.now().proposal?.result?.differences.length, 5)
})

test('stopped before anything was found, it is gone; thrown away while it is under way, its thread ends too', async () => {
  const one = asked()
  await amara.live.say('coverage.propose', one)
  await ruth.live.say('coverage.stop', { id: one.proposalId })
  await until(() => amara.now().proposal === null, 'it to be gone')
  const { id, held } = await underWay(1)
  await ruth.live.say('coverage.end', { id })
  await until(() => amara.now().proposal === null, 'it to be gone')
  await crew.house.clock.advance(aSecond)
  assert.ok(held.isOver)
})

test('a proposal goes when its shifts are published, when somebody leaves the team, and after a day', async () => {
  const { teamId } = crew.people.team
  const stopped = async (more: object = {}): Promise<void> => {
    const { id } = await underWay(1, more)
    await ruth.live.say('coverage.stop', { id })
    await stateIs(ruth, 'stopped')
  }
  const isGone = (why: string): Promise<true> => until(() => ruth.now().proposal === null, `it to be gone: ${why}`)
  await stopped()
  await publishAll(crew.people.amara)
  await isGone('published')
  await stopped()
  const { house } = crew.house
  const { memberId } = crew.people.sam
  await house.db.transact((sql, afterCommit) =>
    house.moments.fire(sql, afterCommit, { of: memberRemoved, is: { teamId, memberId } }),
  )
  await isGone('somebody left')
  await stopped()
  await crew.house.clock.leap(86_400_000)
  const rows = await house.db.sql`select 1 as one from roster_searches where team_id = ${teamId}`
  assert.equal(rows.length, 0, 'a day later')
})
