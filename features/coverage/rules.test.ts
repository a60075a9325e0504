import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hourMs, isUnfinished, mayTake, type Breach, type Problem } from '#features/shifts/checks'
import { at, capped, night, person, problem, seated, shift } from './acting.ts'
import { problemsOf } from './checking.ts'
import { drawProblem } from './drawing.ts'

const kinds = (breaches: Breach[]): string[] => breaches.map(({ kind }) => kind)

/** One rule at a time: who has which seats already, who would take which, and what speaks against it in both checks. */
const cases: { rule: string; problem: Problem; has?: string[]; wants: string; against: Breach['kind'][] }[] = [
  {
    rule: 'nobody sits in two shifts at once',
    problem: problem([person('Dee')], [night('fri', 4), shift('late', { day: 4, from: 22, hours: 4 }, [{}])]),
    has: ['fri-1 Dee'],
    wants: 'late-1 Dee',
    against: ['overlap'],
  },
  {
    rule: 'nobody sits twice in one shift',
    problem: problem([person('Dee')], [night('fri', 4)]),
    has: ['fri-1 Dee'],
    wants: 'fri-2 Dee',
    against: ['overlap'],
  },
  {
    rule: 'eight hours of rest lie between two shifts',
    problem: problem([person('Dee')], [night('fri', 4), shift('sat', { day: 5, from: 13, hours: 4 }, [{}])]),
    has: ['fri-1 Dee'],
    wants: 'sat-1 Dee',
    against: ['rest'],
  },
  {
    rule: 'after exactly eight hours they may',
    problem: problem([person('Dee')], [night('fri', 4), shift('sat', { day: 5, from: 14, hours: 4 }, [{}])]),
    has: ['fri-1 Dee'],
    wants: 'sat-1 Dee',
    against: [],
  },
  {
    rule: 'a night asks for a longer rest where the team says so, whichever of the two was taken first',
    problem: problem([person('Dee')], [night('fri', 4), shift('sat', { day: 5, from: 16, hours: 4 }, [{}])], {
      rules: { restAfterNightHours: 16 },
    }),
    has: ['sat-1 Dee'],
    wants: 'fri-1 Dee',
    against: ['rest'],
  },
  {
    rule: 'a seat asks for its skill',
    problem: problem([person('Dee')], [night('fri', 4, [{ skills: ['naloxone'] }])]),
    wants: 'fri-1 Dee',
    against: ['skill-missing'],
  },
  {
    rule: 'a skill that expires during the shift is no skill',
    problem: problem(
      [person('Dee', { skills: [{ id: 'naloxone', until: at(5, 5) }] })],
      [night('fri', 4, [{ skills: ['naloxone'] }])],
    ),
    wants: 'fri-1 Dee',
    against: ['skill-expired'],
  },
  {
    rule: 'a skill that lasts to the end of the shift is one',
    problem: problem(
      [person('Dee', { skills: [{ id: 'naloxone', until: at(5, 6) }] })],
      [night('fri', 4, [{ skills: ['naloxone'] }])],
    ),
    wants: 'fri-1 Dee',
    against: [],
  },
  {
    rule: 'a seat asks for its language',
    problem: problem([person('Dee')], [night('fri', 4, [{ languages: ['es'] }])]),
    wants: 'fri-1 Dee',
    against: ['language-missing'],
  },
  {
    rule: 'a trainee sits only where one may',
    problem: problem([person('Sam', { trainee: true })], [night('fri', 4)]),
    wants: 'fri-1 Sam',
    against: ['seat-not-for-trainees', 'trainee-alone'],
  },
  {
    rule: 'a trainee sits beside somebody experienced',
    problem: problem([person('Sam', { trainee: true }), person('Dee')], [night('fri', 4, [{ trainee: true }, {}])]),
    has: ['fri-2 Dee'],
    wants: 'fri-1 Sam',
    against: [],
  },
  {
    rule: 'nobody sits outside the times they gave',
    problem: problem([person('Mateo', { available: [[at(4, 23), at(5, 12)]] })], [night('fri', 4)]),
    wants: 'fri-1 Mateo',
    against: ['unavailable'],
  },
  {
    rule: 'two times that touch are one',
    problem: problem(
      [
        person('Mateo', {
          available: [
            [at(5, 0), at(5, 12)],
            [at(4, 20), at(5, 0)],
          ],
        }),
      ],
      [night('fri', 4)],
    ),
    wants: 'fri-1 Mateo',
    against: [],
  },
  {
    rule: 'nobody sits while on leave',
    problem: problem([person('Inés', { leave: [[at(5, 0), at(9, 0)]] })], [night('fri', 4)]),
    wants: 'fri-1 Inés',
    against: ['leave'],
  },
  {
    rule: 'nothing is put into somebody’s rest',
    problem: problem([person('Dee', { resting: [[at(2, 8), at(4, 21)]] })], [night('fri', 4)]),
    wants: 'fri-1 Dee',
    against: ['resting'],
  },
  {
    rule: 'a rest that ends as the shift begins, or begins as it ends, is no hindrance',
    problem: problem([person('Dee', { resting: [[at(2, 8), at(4, 20)], [at(5, 6), at(7, 0)]] })], [night('fri', 4)]), // prettier-ignore
    wants: 'fri-1 Dee',
    against: [],
  },
  {
    rule: 'hours of a week have a cap',
    problem: problem([person('Dee', capped({ hoursPerWeek: 19 }))], [night('fri', 4), night('sat', 5)]),
    has: ['fri-1 Dee'],
    wants: 'sat-1 Dee',
    against: ['week-hours'],
  },
  {
    rule: 'hours and shifts of a month have caps, and another month has its own',
    problem: problem(
      [person('Dee', capped({ hoursPerMonth: 19, shiftsPerMonth: 1 }))],
      [night('fri', 4), night('next', 11), night('new', 32)],
    ),
    has: ['fri-1 Dee', 'new-1 Dee'],
    wants: 'next-1 Dee',
    against: ['month-hours', 'month-shifts'],
  },
  {
    rule: 'days in a row have a cap, also when the gap between two rows is filled',
    problem: problem(
      [person('Dee')],
      [0, 1, 2].map((day) => night(`n${day}`, day)),
      {
        rules: { mostDaysInRow: 2, mostNightsInRow: 2 },
      },
    ),
    has: ['n0-1 Dee', 'n2-1 Dee'],
    wants: 'n1-1 Dee',
    against: ['days-in-row', 'nights-in-row'],
  },
  {
    rule: 'nobody sits alone, and somebody at home is no company',
    problem: problem([person('Dee'), person('Sam')], [night('fri', 4, [{}, {}, { standby: true }])], {
      rules: { neverAlone: true },
    }),
    has: ['fri-3 Sam'],
    wants: 'fri-1 Dee',
    against: ['alone'],
  },
  {
    rule: 'a night does not stand alone where the team says so',
    problem: problem(
      [person('Dee')],
      [0, 1, 2, 3].map((day) => night(`n${day}`, day)),
      { rules: { fewestNightsInRow: 2 } },
    ),
    wants: 'n1-1 Dee',
    against: ['single-night'],
  },
  {
    rule: 'a night may stand alone at the end of what is known',
    problem: problem(
      [person('Dee')],
      [0, 1, 2, 3].map((day) => night(`n${day}`, day)),
      { rules: { fewestNightsInRow: 2 } },
    ),
    wants: 'n3-1 Dee',
    against: [],
  },
  {
    rule: 'a weekend is worked whole or not at all where the team says so',
    problem: problem([person('Dee')], [night('sat', 5), night('sun', 6)], { rules: { wholeWeekends: true } }),
    wants: 'sat-1 Dee',
    against: ['half-weekend'],
  },
]

for (const { rule, problem: given, has = [], wants, against } of cases)
  test(rule, () => {
    const [before, wanted] = [seated(...has), seated(wants)[0]!]
    assert.deepEqual(kinds(mayTake(given, before, wanted)), against)
    assert.deepEqual(kinds(problemsOf(given, [...before, wanted])).sort(), against.toSorted())
  })

test('a seat has one person; what is agreed stays unless it may move; fewer shifts than promised are told', () => {
  const people = [person('Dee', capped({ fewestShiftsPerMonth: 2 })), person('Sam')]
  const given = problem(people, [night('fri', 4)], { agreed: seated('fri-1 Dee') })
  assert.deepEqual(kinds(mayTake(given, seated('fri-1 Dee'), seated('fri-1 Sam')[0]!)), ['seat-taken'])
  assert.deepEqual(kinds(problemsOf(given, seated('fri-1 Dee', 'fri-1 Sam'))), ['seat-taken', 'too-few-shifts'])
  assert.deepEqual(kinds(problemsOf(given, seated('fri-1 Sam'))), ['agreed-moved', 'too-few-shifts'])
  assert.deepEqual(kinds(problemsOf({ ...given, mayMove: true }, seated('fri-1 Sam'))), ['too-few-shifts'])
})

test('a seat that asks for hours says how many there are, and the nearest time somebody gave', () => {
  const given = problem([person('Mateo', { available: [[at(4, 23), at(5, 12)]] })], [night('fri', 4)])
  const [refused] = mayTake(given, [], seated('fri-1 Mateo')[0]!)
  assert.deepEqual(refused, { kind: 'unavailable', personId: 'Mateo', seatId: 'fri-1', near: [at(4, 23), at(5, 12)] })
  assert.equal(at(5, 12) - at(4, 23), 13 * hourMs)
})

test('the live check of one seating and the check of a whole roster agree, whatever the roster', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const { problem: given, seatings, wanted } = drawProblem(seed)
      const before = new Set(problemsOf(given, seatings).map((one) => JSON.stringify(one)))
      const after = problemsOf(given, [...seatings, wanted])
      const news = after.filter((one) => one.kind !== 'too-few-shifts' && !before.has(JSON.stringify(one)))
      const refused = mayTake(given, seatings, wanted)
      assert.deepEqual(
        kinds(refused.filter((one) => !isUnfinished(one))).sort(),
        kinds(news.filter((one) => !isUnfinished(one))).sort(),
      )
      // What is left unfinished by it is the same too, but for what it leaves as unfinished as before.
      for (const one of news.filter(isUnfinished)) assert.ok(kinds(refused).includes(one.kind), one.kind)
    }),
    { numRuns: 400 },
  )
})
