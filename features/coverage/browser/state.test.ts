import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Board } from '../../shifts/browser/plan/board.ts'
import { seating, shiftOn } from '../../shifts/browser/plan/fake-plan.ts'
import { Coverage } from './coverage.ts'
import { sayShare } from './numbers.ts'
import { askedFrom, sayPlan } from './planner-form.ts'
import { differencesNow, putsOf } from './taking.ts'
import { basisOf, chanceOf, chanceOfAbout, holesIn, oneMoreIn, weeksOf } from './weeks.ts'

const friday = shiftOn('2026-12-04')
const place = (slot: number) => ({ shiftId: friday.shiftId, seatId: 'line', slot })
const differences = [
  { ...place(0), memberId: 'dee', was: null },
  { ...place(1), memberId: 'sam', was: null },
]

test('what is accepted of a proposal is one step on the board, and one step takes it back', () => {
  const board = new Board()
  board.merge([friday])
  const all = differencesNow(differences, board, new Map())
  assert.deepEqual(
    all.map(({ standing, isAccepted }) => [standing, isAccepted]),
    [
      ['open', true],
      ['open', true],
    ],
  )
  board.putAll(putsOf(all))
  assert.deepEqual([board.at(place(0)), board.at(place(1))], ['dee', 'sam'])
  assert.deepEqual(
    board.changes().map(({ was }) => was),
    [null, null],
  )
  assert.equal(differencesNow(differences, board, new Map())[0]!.standing, 'there')
  board.undo()
  assert.deepEqual([board.at(place(0)), board.at(place(1)), board.canUndo], [null, null, false])
})

test('what is left is not put; what somebody else changed since is left unless it is accepted by itself', () => {
  const board = new Board()
  board.merge([{ ...friday, seatings: [seating('mateo', 1)] }])
  const first = `${friday.shiftId} line 0`
  const now = differencesNow(differences, board, new Map([[first, false]]))
  assert.deepEqual(
    now.map(({ standing, isAccepted }) => [standing, isAccepted]),
    [
      ['open', false],
      ['moved', false],
    ],
  )
  assert.deepEqual(putsOf(now), [])
  const second = differencesNow(differences, board, new Map([[`${friday.shiftId} line 1`, true]]))
  assert.deepEqual(putsOf(second).at(-1), { ...place(1), memberId: 'sam' })
  board.merge([])
  assert.deepEqual(
    differencesNow(differences, board, new Map()).map(({ standing }) => standing),
    ['gone', 'gone'],
  )
})

test('whoever has another seat of that shift changes it with what is taken: nobody sits twice', () => {
  const board = new Board()
  board.merge([{ ...friday, seatings: [seating('dee', 1)] }])
  board.putAll([{ ...place(0), memberId: 'dee' }])
  assert.deepEqual([board.at(place(0)), board.at(place(1))], ['dee', null])
})

test('to go on asks for the same once more, from where the one before ended; what went wrong is said', async () => {
  const said: [string, object][] = []
  let answer: () => Promise<unknown> = () => Promise.resolve({})
  const coverage = new Coverage({
    live: {
      follow: () => () => {},
      say: (name: string, body: object) => (said.push([name, body]), answer()) as never,
    } as never,
  })
  const dates = { lineId: null, from: '2026-12-01', to: '2026-12-28', mayMove: true }
  await coverage.goOn({ asked: { ...dates, proposalId: 'one', goesOnFrom: null } })
  const [name, { proposalId, ...rest }] = said.at(-1) as [string, { proposalId: string }]
  assert.deepEqual([name, rest, proposalId === 'one'], ['coverage.propose', { ...dates, goesOnFrom: 'one' }, false])
  const sundays = { lineId: 'night', days: ['sun'] as ['sun'], from: '14:00', to: '20:00', seats: [] }
  await coverage.goOn({ asked: { ...sundays, planId: 'two' } })
  const [what, { planId, ...others }] = said.at(-1) as [string, { planId: string }]
  assert.deepEqual([what, others, planId === 'two'], ['coverage.plan', sundays, false])
  answer = () => Promise.reject(Object.assign(new Error(), { code: 'under-way' }))
  assert.equal(await coverage.propose(dates), false)
  assert.deepEqual([coverage.now.trouble, coverage.now.asking], ['under-way', false])
})

const at = (shiftId: string, people: number, more: object = {}) => ({
  shiftId,
  lineId: 'night',
  startsAt: `2026-12-${shiftId}T20:00:00Z`,
  endsAt: `2026-12-${shiftId}T23:00:00Z`,
  seats: 2,
  people,
  backUps: 0,
  backUpSeats: 0,
  ...more,
})

test('the chance that nobody answers: assumed and said so, or from the rings of the line', () => {
  const assumed = basisOf(null)
  assert.deepEqual([assumed.isAssumed, assumed.answers], [true, 0.8])
  assert.deepEqual(
    [0, 1, 2].map((people) => Number(chanceOf(people, assumed).toFixed(3))),
    [1, 0.2, 0.04],
  )
  assert.equal(chanceOf(1, assumed, 1).toFixed(3), '0.040')
  const known = basisOf({ months: 6, rings: 98, answered: 89, people: 2, hours: 400 })
  assert.equal(known.load, null)
  // Nine of 98 were missed by two: with one more of each, one in ten.
  assert.equal(chanceOf(2, known).toFixed(2), '0.10')
  const busy = basisOf({ months: 6, rings: 400, answered: 380, people: 2, hours: 200 })
  assert.equal(busy.load?.perHour, 2)
  // Whatever part of it was being busy: two missed as many as were missed, one misses more, three miss fewer.
  const missed = 21 / 402
  assert.ok(Math.abs(chanceOf(2, busy) - missed) < 0.01, String(chanceOf(2, busy)))
  assert.ok(chanceOf(1, busy) > 2 * missed && chanceOf(3, busy) < missed / 2)
  assert.equal(chanceOf(0, busy), 1)
  assert.equal(chanceOfAbout(1.5, assumed).toFixed(2), '0.12')
})

test('holes stand first, empty shifts before them; weeks are added up; one more person goes where fewest are', () => {
  const shifts = [at('01', 2), at('02', 1), at('08', 0), at('09', 2, { backUpSeats: 1 })]
  assert.deepEqual(
    holesIn(shifts).map(({ shiftId }) => shiftId),
    ['08', '02', '09'],
  )
  const weeks = weeksOf(shifts, basisOf(null), (when) => (when < '2026-12-07' ? '2026-11-30' : '2026-12-07'))
  assert.deepEqual(
    weeks.map(({ week, people, seats, chance }) => [week, people, seats, Number(chance.toFixed(2))]),
    [
      ['2026-11-30', 3, 4, 0.12],
      ['2026-12-07', 2, 4, 0.52],
    ],
  )
  const more = oneMoreIn(shifts.slice(0, 3), basisOf(null))
  assert.deepEqual([more?.shifts[0]?.shiftId, more!.after < more!.before], ['08', true])
  assert.equal(oneMoreIn([], basisOf(null)), null)
})

test('shares are said as people read them', () => {
  assert.deepEqual(
    [0, 0.0004, 0.04, 0.2, 1].map((share) => sayShare(share, 'en')),
    ['0%', '< 0.1%', '4%', '20%', '100%'],
  )
})

test('a plan is asked for with a day and seats, and answered in sentences', () => {
  const form = { lineId: 'night', days: [], from: '14:00', to: '20:00', count: 2, like: null }
  assert.equal(
    askedFrom(form, () => 'new'),
    null,
  )
  assert.deepEqual(askedFrom({ ...form, days: ['sun'] }, () => 'new')?.seats, [
    { seatId: 'new', count: 2, skills: [], languages: [], trainee: true, kind: 'line' },
  ])
  const result = {
    shifts: 8,
    seats: 16,
    personHours: 96,
    hoursEach: { before: 12, after: 36 },
    filled: 12,
    open: [{}, {}, {}, {}] as never[],
    lost: ['one'],
    peopleEach: 1.5,
    added: [],
  }
  assert.deepEqual(sayPlan(result, basisOf(null), 'en'), [
    '8 shifts in eight weeks with 16 seats: 96 hours of people’s time.',
    'With every seat filled and all of it spread evenly, everybody would work 36 hours in eight weeks; without it 12.',
    'The crew as it is could fill 12 of 16; 4 would stay open.',
    '1 seat that would be filled without it would be open.',
    'On average 1.5 would sit there. The chance that a ring finds nobody then: 12%.',
  ])
})
