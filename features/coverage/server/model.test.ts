import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Highs } from 'highs'
import { isUnfinished, lookUp, type Problem, type Seating } from '#features/shifts/checks'
import { problemsOf } from '../checking.ts'
import { costOf } from '../cost.ts'
import { drawProblem } from '../drawing.ts'
import { at, night, person, problem, seated, shift } from '../acting.ts'
import { finish } from './finishing.ts'
import { writeModel } from './model.ts'
import { readPosts, seatingsFrom } from './posts.ts'
import { prove, relax } from './proving.ts'
import { search } from './searching.ts'
import { loadHighs } from './solving.ts'

let highs: Highs
before(async () => (highs = await loadHighs()))

const limit = { now: (): number => 0, until: 1 }

function best(given: Problem): { cost: number; seatings: Seating[]; isProven: boolean; bound: number } {
  const posts = readPosts(given)
  const from = finish(posts, posts.agreed)
  const proof = prove(highs, { model: writeModel(posts), from, limit, better: () => {}, tell: () => {} })
  const seatings = seatingsFrom(posts, proof.found!.sitting)
  return { cost: proof.found!.cost, seatings, isProven: proof.isProven, bound: proof.bound }
}

const isWhole = (given: Problem, seatings: Seating[]): boolean => {
  const was = new Set(problemsOf(given, given.agreed).map((one) => JSON.stringify(one)))
  return problemsOf(given, seatings).every((one) => one.kind === 'too-few-shifts' || was.has(JSON.stringify(one)))
}

const keepsFinalRules = (given: Problem, seatings: Seating[]): boolean =>
  problemsOf(given, seatings).every(isUnfinished)

/** The least cost of all rosters there are, by looking at every one. */
function leastOfAll(given: Problem): number {
  const taken = new Set(given.mayMove ? [] : given.agreed.map(({ seatId }) => seatId))
  const seats = lookUp(given).open.filter(({ seat }) => !taken.has(seat.id))
  let least = Infinity
  const next = (seatings: Seating[], n: number): void => {
    if (n === seats.length) {
      if (isWhole(given, seatings)) least = Math.min(least, costOf(given, seatings).total)
      return
    }
    next(seatings, n + 1)
    for (const { id } of given.people) next([...seatings, { seatId: seats[n]!.seat.id, personId: id }], n + 1)
  }
  next(given.mayMove ? [] : given.agreed, 0)
  return least
}

test('the proven roster is the cheapest of all there are, and the independent check finds nothing in it', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const isRow = seed % 5 > 2
    const size = isRow
      ? { days: 8, people: seed % 5 === 4 ? 1 : 2, seats: seed % 5 === 4 ? 8 : 7, nights: true }
      : { days: 2 + (seed % 3), people: 3, seats: 5 }
    const drawn = drawProblem(seed, size)
    // Unfinished ones too: a proposal may mend them, and may not add to them.
    const valid = drawn.seatings
      .slice(0, 2)
      .filter((_one, n, all) => keepsFinalRules(drawn.problem, all.slice(0, n + 1)))
    const given = { ...drawn.problem, agreed: seed % 2 === 0 ? valid : [], mayMove: seed % 4 === 0 }
    const found = best(given)
    assert.ok(found.isProven)
    assert.ok(isWhole(given, found.seatings), `seed ${seed}`)
    assert.equal(
      Math.round(found.cost * 1000),
      Math.round(costOf(given, found.seatings).total * 1000),
      `seed ${seed}: its cost`,
    )
    assert.equal(Math.round(found.cost * 1000), Math.round(leastOfAll(given) * 1000), `seed ${seed}: the least`)
  }
})

test('what the search counts is what the roster costs, it breaks nothing, and no bound is above it', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const { problem: given } = drawProblem(seed, { days: 9, people: 6, seats: 60 })
    const posts = readPosts(given)
    let turn = 0
    const found = finish(posts, search({ posts, from: [], seed, milliseconds: 100, now: () => turn++ }).sitting)
    const seatings = seatingsFrom(posts, found.sitting)
    assert.ok(isWhole(given, seatings), `seed ${seed}`)
    assert.equal(Math.round(found.cost * 1000), Math.round(costOf(given, seatings).total * 1000), `seed ${seed}`)
    const bound = relax(highs, writeModel(posts), limit)!
    assert.ok(bound <= found.cost + 1e-3, `seed ${seed}: ${bound} is above ${found.cost}`)
  }
})

test('what is agreed and breaks a rule already is left as it is, and nothing is added to it', () => {
  const people = [person('Dee', { leave: [[at(4, 0), at(6, 0)]] }), person('Mateo')]
  const given = problem(people, [night('fri', 4), night('sat', 5)], {
    agreed: seated('fri-1 Dee'),
    rules: { neverAlone: true },
  })
  const { seatings } = best(given)
  assert.deepEqual(seatings, seated('fri-1 Dee', 'fri-2 Mateo'))
})

test('what is agreed is moved only when asked, and then only for a reason', () => {
  const people = [person('Dee', { skills: [{ id: 'medic', until: null }] }), person('Mateo')]
  const shifts = [night('fri', 4, [{ skills: ['medic'] }, {}])]
  const given = problem(people, shifts, { agreed: seated('fri-2 Dee') })
  assert.deepEqual(best(given).seatings, seated('fri-2 Dee'))
  assert.deepEqual(best({ ...given, mayMove: true }).seatings, seated('fri-1 Dee', 'fri-2 Mateo'))
  const settled = problem(people, shifts, { agreed: seated('fri-1 Dee', 'fri-2 Mateo'), mayMove: true })
  assert.deepEqual(best(settled).seatings, seated('fri-1 Dee', 'fri-2 Mateo'))
})

test('hours and hard hours are spread evenly, counting recent months; a wish decides between equals', () => {
  const [dee, mateo] = [person('Dee', { past: { hours: 30, badHours: 30 } }), person('Mateo')]
  const nights = [3, 10, 17].map((day) => night(`n${day}`, day, [{}]))
  const { seatings } = best(problem([dee, mateo], nights))
  assert.deepEqual(
    seatings.map(({ personId }) => personId),
    ['Mateo', 'Mateo', 'Mateo'],
  )
  const sam = person('Sam', { wishes: [{ kind: 'rather-not', spans: [[at(3, 0), at(4, 0)]], weight: 1 }] })
  assert.deepEqual(best(problem([sam, mateo], nights.slice(0, 2))).seatings, seated('n3-1 Mateo', 'n10-1 Sam'))
})

test('nobody is given more days in a row than the team allows, also around what is agreed', () => {
  const nights = [0, 1, 2, 3, 4].map((day) => night(`n${day}`, day, [{}]))
  const early = shift('early', { day: 1, from: 0, hours: 3 }, [{}])
  const late = shift('late', { day: 1, from: 12, hours: 3 }, [{}])
  const rules = { mostDaysInRow: 2 }
  const found = best(problem([person('Dee')], nights, { rules, agreed: seated('n2-1 Dee') }))
  assert.deepEqual(found.seatings.length, 3)
  const twice = best(problem([person('Dee')], [nights[0]!, early, late, nights[2]!], { rules }))
  assert.deepEqual(
    problemsOf(problem([person('Dee')], [nights[0]!, early, late, nights[2]!], { rules }), twice.seatings),
    [],
  )
  assert.equal(twice.seatings.length, 3)
})

test('somebody who has one night agreed gets those beside it, though another has worked less', () => {
  const people = [person('Dee', { past: { hours: 40, badHours: 40 } }), person('Sam')]
  const nights = [0, 1, 2, 3, 4].map((day) => night(`n${day}`, day, day % 4 === 0 ? [] : [{}]))
  const given = problem(people, nights, { agreed: seated('n1-1 Dee'), rules: { fewestNightsInRow: 2 } })
  assert.deepEqual(best(given).seatings, seated('n1-1 Dee', 'n2-1 Dee', 'n3-1 Dee'))
})
