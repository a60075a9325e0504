import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Highs } from 'highs'
import type { Problem, Seating } from '#features/shifts/checks'
import { at, capped, night, person, problem, seated, shift } from './acting.ts'
import { drawProblem } from './drawing.ts'
import { whyOpen, type Why } from './reasons.ts'
import { finish } from './server/finishing.ts'
import { writeModel } from './server/model.ts'
import { readPosts, seatingsFrom } from './server/posts.ts'
import { prove } from './server/proving.ts'
import { loadHighs } from './server/solving.ts'
import { once } from './suggesting.ts'

let highs: Highs
before(async () => (highs = await loadHighs()))

function solveAgain(given: Problem): Seating[] {
  const posts = readPosts(given)
  const limit = { now: (): number => 0, until: 1 }
  const from = finish(posts, posts.agreed)
  const proof = prove(highs, { model: writeModel(posts), from, limit, better: () => {}, tell: () => {} })
  return seatingsFrom(posts, proof.found!.sitting)
}

/** Every suggestion of an open seat, made true, and solved again with everything else as it was: the seat is filled. */
function mustFill(given: Problem, seatings: Seating[], { seatId, suggestions }: Why): void {
  for (const suggestion of suggestions) {
    const after = solveAgain(once(given, seatings, suggestion))
    assert.ok(
      after.some((one) => one.seatId === seatId),
      JSON.stringify(suggestion),
    )
  }
}

const why = (given: Problem, seatings: Seating[]): Why => {
  const [found, ...others] = whyOpen(given, seatings)
  assert.equal(others.length, 0, 'one seat is open')
  mustFill(given, seatings, found!)
  return found!
}

const medic = { skills: [{ id: 'naloxone', until: null }] }
const seat = [{ skills: ['naloxone'] }]

test('nobody with naloxone is available Friday; Mateo would be if he came an hour earlier; Amara is at her cap', () => {
  const mateo = person('Mateo', { ...medic, available: [[at(4, 21), at(9, 0)]] })
  const amara = person('Amara', { ...medic, ...capped({ shiftsPerMonth: 1 }) })
  const given = problem([mateo, amara, person('Sam')], [night('fri', 4, seat), night('mon', 0, [{}])])
  const found = why(given, seated('mon-1 Amara'))
  assert.deepEqual(found.reasons, [{ kind: 'everybody-has-a-reason' }])
  assert.deepEqual(
    found.people.map(({ personId, breaches }) => [personId, ...breaches.map(({ kind }) => kind)]),
    [
      ['Amara', 'month-shifts'],
      ['Mateo', 'unavailable'],
      ['Sam', 'skill-missing'],
    ],
  )
  assert.deepEqual(found.suggestions[0]!.changes, [
    { kind: 'available', personId: 'Mateo', from: at(4, 20), to: at(5, 6), minutes: 60 },
  ])
  assert.deepEqual(found.suggestions[1]!.changes, [
    { kind: 'cap', personId: 'Amara', cap: 'shiftsPerMonth', to: 2, by: 1 },
  ])
})

test('what is true of everybody is said as such', () => {
  const shifts = [night('fri', 4, seat)]
  const away = person('Dee', { ...medic, leave: [[at(0, 0), at(9, 0)]] })
  assert.deepEqual(why(problem([away, person('Sam')], shifts), []).reasons, [
    { kind: 'nobody-available', skills: ['naloxone'], languages: [] },
  ])
  const expired = person('Dee', { skills: [{ id: 'naloxone', until: at(4, 0) }] })
  assert.deepEqual(why(problem([expired, person('Sam')], shifts), []).reasons, [
    { kind: 'skill-expired', skill: 'naloxone', personIds: ['Dee'] },
  ])
  assert.deepEqual(why(problem([person('Sam')], shifts), []).reasons, [{ kind: 'nobody-has-skill', skill: 'naloxone' }])
  assert.deepEqual(why(problem([person('Sam')], [night('fri', 4, [{ languages: ['es'] }])]), []).reasons, [
    { kind: 'nobody-speaks', language: 'es' },
  ])
  const both = [night('fri', 4, [{ skills: ['naloxone'], languages: ['es'] }])]
  assert.deepEqual(why(problem([person('Dee', medic), person('Inés', { languages: ['es'] })], both), []).reasons, [
    { kind: 'nobody-has-all', skills: ['naloxone'], languages: ['es'] },
  ])
  const one = problem([person('Dee')], [night('fri', 4, [{}])], { rules: { neverAlone: true } })
  assert.deepEqual(why(one, []).reasons, [{ kind: 'one-seat' }])
})

test('somebody who rests could come if another took what they rest from', () => {
  const given = problem(
    [person('Dee', medic), person('Sam', { available: [[at(4, 0), at(4, 14)]] })],
    [shift('day', { day: 4, from: 8, hours: 6 }, [{}]), night('fri', 4, seat)],
  )
  const found = why(given, seated('day-1 Dee'))
  assert.equal(found.people[0]!.breaches[0]!.kind, 'rest')
  assert.deepEqual(found.suggestions[0]!.changes, [{ kind: 'moved', seatId: 'day-1', from: 'Dee', to: 'Sam' }])
})

test('a night that would stand alone is filled with the one beside it, taken over from somebody', () => {
  const people = [
    person('Dee', { available: [[at(1, 12), at(3, 12)]] }),
    person('Sam', { available: [[at(2, 12), at(3, 12)]] }),
  ]
  const given = problem(
    people,
    [0, 1, 2, 3].map((day) => night(`n${day}`, day, day % 3 === 0 ? [] : [{}])),
    {
      rules: { fewestNightsInRow: 2 },
    },
  )
  const [found] = whyOpen(given, seated('n2-1 Sam'))
  mustFill(given, seated('n2-1 Sam'), found!)
  assert.deepEqual(found!.suggestions[0]!.changes, [{ kind: 'moved', seatId: 'n2-1', from: 'Sam', to: 'Dee' }])
})

test('whatever is suggested for whatever roster fills the seat when it is done', () => {
  let tried = 0
  for (let seed = 1; seed <= 8; seed++) {
    const { problem: given } = drawProblem(seed, { days: 6, people: 4, seats: 16 })
    const seatings = solveAgain(given)
    for (const found of whyOpen(given, seatings)) {
      mustFill(given, seatings, found)
      tried += found.suggestions.length
    }
  }
  assert.ok(tried > 8, String(tried))
})
