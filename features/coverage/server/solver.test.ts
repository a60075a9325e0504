import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Seating } from '#features/shifts/checks'
import { drawProblem } from '../drawing.ts'
import { night, person, problem } from '../acting.ts'
import { problemsOf } from '../checking.ts'
import { costOf } from '../cost.ts'
import { whyOpen } from '../reasons.ts'
import { readPlan, withShifts } from '../planning.ts'
import { finish } from './finishing.ts'
import { readPosts } from './posts.ts'
import type { Progress } from './solving.ts'
import { openSolver, type Answer, type Running, type Solver } from './solver.ts'

const order = { seconds: 0.3, seed: 1, clock: 'cpu' as const }
const begun = (running: ReturnType<Solver['begin']>): Running => {
  assert.ok(typeof running !== 'string', String(running))
  return running
}

test('a proposal is told on the way, proven, and what the check finds in it comes with it', async () => {
  const solver = openSolver()
  const { problem: given } = drawProblem(3, { days: 9, people: 6, seats: 40 })
  const told: Progress[] = []
  const answer = await begun(solver.begin('north', { ...order, seconds: 20, problem: given }, (one) => told.push(one)))
    .answer
  await solver.close()
  assert.ok(answer.kind === 'solved')
  const { solved, breaches, why } = answer
  assert.ok(solved.isProven)
  assert.deepEqual(breaches, problemsOf(given, solved.seatings))
  assert.ok(breaches.every(({ kind }) => kind === 'too-few-shifts'))
  assert.equal(Math.round(costOf(given, solved.seatings).total), Math.round(solved.cost))
  assert.deepEqual(why, whyOpen(given, solved.seatings))
  assert.ok(solved.bound! <= solved.cost + 1e-6)
  const costs = told.map(({ cost }) => cost)
  assert.deepEqual(
    costs,
    costs.toSorted((a, b) => b - a),
  )
  assert.equal(told.at(-1)!.stage, 'done')
  const proposals = told.flatMap(({ seatings }) => (seatings === null ? [] : [seatings]))
  assert.ok(proposals.length > 0)
  assert.equal(costOf(given, proposals.at(-1)!).total, costOf(given, solved.seatings).total)
})

test('a team has one under way, others wait their turn, and one that is stopped tells nothing more', async () => {
  const solver = openSolver()
  const { problem: given } = drawProblem(5, { days: 9, people: 6, seats: 40 })
  const first = begun(solver.begin('north', { ...order, seconds: 600, problem: given }, () => {}))
  assert.equal(
    solver.begin('north', { ...order, problem: given }, () => {}),
    'under-way',
  )
  const waits = begun(
    solver.begin('south', { ...order, problem: given }, () => assert.fail('told after it was stopped')),
  )
  const last = begun(solver.begin('west', { ...order, problem: given }, () => {}))
  waits.cancel()
  first.cancel()
  begun(solver.begin('north', { ...order, problem: given }, () => {})).cancel()
  assert.deepEqual(await first.answer, { kind: 'cancelled' })
  assert.deepEqual(await waits.answer, { kind: 'cancelled' })
  assert.equal((await last.answer).kind, 'solved')
  for (let n = 0; n < 8; n++) begun(solver.begin(`team ${n}`, { ...order, problem: given }, () => {}))
  assert.equal(
    solver.begin('one more', { ...order, problem: given }, () => {}),
    'full',
  )
  await solver.close()
})

test('a problem that cannot be solved fails by itself, and the next one is solved', async () => {
  const solver = openSolver()
  const { problem: given } = drawProblem(5, { days: 4, people: 3, seats: 8 })
  const broken = { ...given, people: null as never }
  const failed = begun(solver.begin('north', { ...order, problem: broken }, () => {}))
  const next = begun(solver.begin('south', { ...order, problem: given }, () => {}))
  assert.equal((await failed.answer).kind, 'failed')
  assert.equal((await next.answer).kind, 'solved')
  await solver.close()
})

test('opening Sundays: what it needs, whether the present crew can, and what it would cost the other days', async () => {
  const solver = openSolver()
  const caps = { hoursPerWeek: null, hoursPerMonth: null, shiftsPerMonth: 2, fewestShiftsPerMonth: 0 }
  const now = problem([person('Dee', { caps }), person('Sam', { caps })], [night('fri', 4)], {
    rules: { neverAlone: true },
  })
  const sundays = [night('sun', 6), night('sun2', 13)]
  const planned = withShifts(now, sundays)
  const solve = async (given: typeof now): Promise<{ seatId: string; personId: string }[]> => {
    const answer = await begun(solver.begin('north', { ...order, problem: given }, () => {})).answer
    assert.ok(answer.kind === 'solved')
    return answer.solved.seatings
  }
  const before = await solve(now)
  const after = await solve({ ...planned, agreed: before })
  const plan = readPlan(planned, sundays, { before, after, why: whyOpen(planned, after) })
  await solver.close()
  assert.deepEqual(
    [plan.shifts, plan.seats, plan.personHours, plan.hoursEach, plan.filled, plan.lost],
    [2, 4, 40, { before: 10, after: 30 }, 2, []],
  )
  assert.deepEqual(
    plan.open.map(({ people }) => people[0]!.breaches[0]!.kind),
    ['month-shifts', 'month-shifts'],
  )
})

test('from what was found before: without time it is kept and explained, with time it is never worse, and what may not be is left out', async () => {
  const solver = openSolver()
  const { problem: given } = drawProblem(3, { days: 9, people: 6, seats: 40 })
  const told: Progress[] = []
  const solve = async (more: object): Promise<Answer & { kind: 'solved' }> => {
    told.splice(0)
    const whole = { ...order, problem: given, ...more }
    const answer = await begun(solver.begin('north', whole, (one) => told.push(one))).answer
    assert.ok(answer.kind === 'solved')
    return answer
  }
  const { solved: best } = await solve({ seconds: 20 })
  const { solved: start } = await solve({ seconds: 0, start: [] })
  assert.equal(start.cost, finish(readPosts(given), []).cost, 'nothing was searched')
  assert.ok(start.cost > best.cost + 1)
  const kept = await solve({ seconds: 0, start: start.seatings })
  const byName = (seatings: Seating[]): string[] => seatings.map((one) => JSON.stringify(one)).toSorted()
  assert.deepEqual(byName(kept.solved.seatings), byName(start.seatings))
  assert.deepEqual([kept.solved.isProven, kept.why], [false, whyOpen(given, start.seatings)])
  await solve({ start: best.seatings })
  assert.ok(told[0]!.cost <= best.cost + 1e-6, `${told[0]!.cost} after ${best.cost}`)
  const [first] = start.seatings
  const away = given.people.map((one) => (one.id === first!.personId ? { ...one, available: [] } : one))
  const changed = { ...given, people: away }
  const { solved } = await solve({ seconds: 0, start: start.seatings, problem: changed })
  assert.ok(solved.seatings.length > 0)
  assert.deepEqual(
    problemsOf(changed, solved.seatings).filter(({ kind }) => kind !== 'too-few-shifts'),
    [],
  )
  await solver.close()
})
