import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backUpsOf, mayTakeNow, missingIn } from './short.ts'

/* Who is missing in a shift: pure rules. What is called out and when stands in the README as a table (readme.test.ts). */

const seats = [
  { seatId: 'line', kind: 'line' as const, count: 2 },
  { seatId: 'pair', kind: 'pair' as const, count: 1 },
  { seatId: 'home', kind: 'back-up' as const, count: 1 },
]
const sits = (seatId: string, slot: number, memberId: string, beside = false) => ({ seatId, slot, memberId, beside })
const shift = {
  startsAt: new Date(Date.UTC(2026, 11, 4, 20)),
  endsAt: new Date(Date.UTC(2026, 11, 5, 2)),
  seats,
  seatings: [sits('line', 0, 'dee'), sits('pair', 0, 'ines'), sits('home', 0, 'amara')],
  leftEmpty: [],
}

test('missing is an empty seat, and whoever sits in one and is not clocked in; a back-up stays at home', () => {
  assert.deepEqual(missingIn(shift, new Set(['dee'])), [
    { seatId: 'line', slot: 1, memberId: null },
    { seatId: 'pair', slot: 0, memberId: 'ines' },
  ])
  const full = { ...shift, seatings: [...shift.seatings, sits('line', 1, 'sam', true)] }
  assert.deepEqual(missingIn(full, new Set(['dee', 'ines'])), [], 'whoever sits beside to learn may be late')
  const left = { ...shift, leftEmpty: ['line', 'pair'].flatMap((seatId) => [0, 1].map((slot) => ({ seatId, slot }))) }
  assert.deepEqual(
    missingIn(left, new Set(['dee'])),
    [{ seatId: 'pair', slot: 0, memberId: 'ines' }],
    'a seat that stays empty is not missed; whoever sits in one is',
  )
  assert.deepEqual(backUpsOf(shift), ['amara'])
})

test('a back-up takes an empty seat at once, and one whose holder is late only once the shift has begun', () => {
  const [empty, late] = missingIn(shift, new Set(['dee']))
  const [before, begun] = [shift.startsAt.getTime() - 1, shift.startsAt.getTime()]
  assert.deepEqual(
    [mayTakeNow(empty!, shift, before), mayTakeNow(late!, shift, before), mayTakeNow(late!, shift, begun)],
    [true, false, true],
  )
})
