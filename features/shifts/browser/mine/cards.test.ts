import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualShiftRules } from '../../rules.ts'
import type { OfferView, Seating, ShiftView } from '../../views.ts'
import type { Seat } from '../../wire.ts'
import { hoursByMonth, myCards, offeredTo, seatsOf, sortedByNow } from './cards.ts'
import { dropPlan } from './giving.ts'
import { openSeats } from './open-seats.ts'
import { sayHours, sayNear, saySpan } from './saying.ts'
import { sayRules, sayWhy } from './whys.ts'

/* Dee's shifts as her console shows them: a weekend in December, in Los Angeles (UTC-8). */
const seat = (seatId: string, kind: Seat['kind'], count = 2): Seat => {
  const asks = { skills: [], languages: [], trainee: true }
  return { seatId, kind, count, ...asks }
}
const seats = [seat('home', 'back-up', 1), seat('out', 'pair'), seat('line', 'line')]
const sits = (memberId: string, seatId = 'line', slot = 0): Seating => {
  const usual = { how: 'placed', beside: false, coming: 'not asked' } as const
  return { memberId, seatId, slot, ...usual }
}
const shift = (shiftId: string, startsAt: string, seatings: Seating[], more: Partial<ShiftView> = {}): ShiftView => {
  const endsAt = new Date(Date.parse(startsAt) + 6 * 3_600_000).toISOString()
  const usual = {
    patternId: 'evening',
    lineId: 'river',
    hours: 6,
    clockHours: 6,
    wishes: [],
    offers: [],
    leftEmpty: [],
  }
  const night = startsAt.slice(0, 10)
  return { shiftId, startsAt, endsAt, night, seats, seatings, ...usual, state: 'on', published: true, ...more }
}
const friday = shift('friday', '2026-12-05T04:00:00Z', [sits('sam', 'home'), sits('ines', 'line', 1), sits('dee')])
const saturday = shift('saturday', '2026-12-06T04:00:00Z', [sits('ines')])
const later = shift('later', '2026-12-12T04:00:00Z', [sits('dee', 'out')])
const last = shift('last', '2026-11-28T04:00:00Z', [sits('dee')])
const all = [later, saturday, friday, last]
const offer = (more: Partial<OfferView>): OfferView => {
  const place = { shiftId: 'friday', seatId: 'line', slot: 0, memberId: 'dee' }
  const stage = { kind: 'swap', stage: 'some', asksMe: false, inReturn: null } as const
  return { offerId: 'o', madeAt: '', nextAt: '', ...place, ...stage, asked: ['ines', 'sam'], ...more }
}
const monday = Date.parse('2026-11-30T20:00:00Z')
const here = { language: 'en', team: { timeZone: 'America/Los_Angeles' } } as const

test('what comes next stands on top, with who sits there and what was offered of it; what is over is counted by month', () => {
  const cards = myCards(all, [offer({}), offer({ offerId: 'p', memberId: 'ines', slot: 1 })], 'dee')
  const { next, past } = sortedByNow(cards, monday)
  assert.deepEqual(
    next.map((card) => card.shift.shiftId),
    ['friday', 'later'],
  )
  assert.deepEqual(
    next[0]!.others.map(({ seating }) => seating.memberId),
    ['ines', 'sam'],
  )
  assert.deepEqual(
    next.map((card) => card.offer?.offerId ?? null),
    ['o', null],
  )
  assert.deepEqual(hoursByMonth(past), [{ month: '2026-11', shifts: 1, hours: 6 }])
  const running = sortedByNow(cards, Date.parse(friday.startsAt) + 1000)
  assert.equal(running.next[0]!.shift.shiftId, 'friday')
})

test('what others ask is shown only when all of it can be seen: a swap never takes what was not shown', () => {
  const inReturn = { shiftId: 'later', seatId: 'out', slot: 0 }
  const asks = offer({ shiftId: 'saturday', memberId: 'ines', asksMe: true, inReturn })
  assert.equal(offeredTo(all, [asks], 'dee').asked[0]!.inReturn!.shift.shiftId, 'later')
  assert.deepEqual(offeredTo([saturday, friday], [asks], 'dee').asked, [])
})

test('what others give away can be taken by whoever was not asked, but no swap that was asked of some, and no second seat', () => {
  const ines = { shiftId: 'saturday', memberId: 'ines' }
  const given = (more: Partial<OfferView>) => offeredTo(all, [offer({ ...ines, ...more })], 'dee').given.length
  assert.deepEqual(
    [given({ kind: 'drop' }), given({ stage: 'everybody' }), given({}), given({ asksMe: true })],
    [1, 1, 0, 0],
  )
  assert.equal(given({ kind: 'drop', shiftId: 'friday', slot: 1 }), 0)
})

test('in return somebody may be asked for what they have yet to work, elsewhere', () => {
  assert.deepEqual(
    seatsOf(all, 'ines', { shiftId: 'friday', now: monday }).map((one) => one.shift.shiftId),
    ['saturday'],
  )
})

test('open seats come by date, without those of shifts I sit in', () => {
  const open = {
    seats: [friday, saturday, later].map(({ shiftId }) => ({ shiftId, seatId: 'out', free: 1, why: [] })),
    months: [],
  }
  const wished = { ...saturday, wishes: [{ seatId: 'out', memberId: 'dee' }] }
  const found = openSeats([later, wished, friday], open, 'dee')
  assert.deepEqual(
    found.map((one) => [one.shift.shiftId, one.wished]),
    [['saturday', true]],
  )
})

test('"I cannot come" says first what will happen: in good time everybody is asked, late the back-ups, then those who plan', () => {
  const card = sortedByNow(myCards(all, [], 'dee'), monday).next[0]!
  const startsAt = Date.parse(friday.startsAt)
  const at = { now: monday, noticeHours: 48, could: ['mateo'] }
  assert.deepEqual(dropPlan(card, at), { first: 'early', goesOnAt: startsAt - 48 * 3_600_000 })
  const late = { ...at, now: startsAt - 4 * 3_600_000 }
  assert.deepEqual(dropPlan(card, late), { first: 'lateBackUps', goesOnAt: startsAt - 3 * 3_600_000 })
  const alone = { ...card, others: [] }
  assert.equal(dropPlan(alone, late).first, 'lateEverybody')
  assert.equal(dropPlan(alone, { ...late, could: [] }).first, 'lateCoordinators')
})

test('times are said with the weekday in the team’s zone; the night on which clocks go back says that it is longer', () => {
  assert.equal(saySpan(friday, here), 'Fri 4 Dec 20:00 to Sat 02:00')
  assert.equal(
    sayHours({ hours: 13, clockHours: 12 }, 'en'),
    '13 hours, and not 12 hours: the clocks go back that night',
  )
  assert.equal(sayHours({ hours: 11, clockHours: 12 }, 'es'), '11 horas, y no 12 horas: esa noche se adelanta el reloj')
  assert.deepEqual(
    [
      monday,
      Date.parse(friday.startsAt) - 5 * 3_600_000,
      Date.parse(friday.startsAt) + 1,
      Date.parse(friday.endsAt),
    ].map((now) => sayNear(friday, here, now)),
    ['in 4 days', 'today', 'now', null],
  )
  assert.equal(sayNear(later, here, monday), null)
})

test('every reason why not has a sentence in both languages, and the rules are said', () => {
  const spanish = { ...here, language: 'es' } as const
  const skill = (id: string) => (id === 'naloxone' ? 'Naloxone' : null)
  assert.equal(
    sayWhy({ kind: 'rest', needs: 12, has: 6.5 }, here, skill),
    'Only 6.5 hours of rest beside your other shift; the rules ask for 12 hours.',
  )
  assert.match(sayWhy({ kind: 'skill-missing', skill: 'naloxone' }, here, skill), /Naloxone/)
  assert.match(sayWhy({ kind: 'skill-missing', skill: 'x' }, spanish, skill), /una habilidad/)
  assert.match(
    sayWhy({ kind: 'unavailable', near: ['2026-12-05T05:00:00Z', '2026-12-05T10:00:00Z'] }, here, skill),
    /Fri 21:00 to Sat 02:00/,
  )
  assert.match(sayWhy({ kind: 'month-shifts', shifts: 5, cap: 4 }, spanish, skill), /turno número 5/)
  assert.equal(sayRules({ version: 1, rules: usualShiftRules }, here).length, 3)
  assert.equal(sayRules({ version: 1, rules: { ...usualShiftRules, signUp: 'not at all' } }, here).length, 2)
})
