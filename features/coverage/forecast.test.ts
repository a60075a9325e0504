import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answersOf, assumedAnswers, erlangA, erlangC, peopleFor, unansweredRing, withOneMore } from './forecast.ts'

const near = (a: number, b: number, by = 1e-3): void => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`)

test('a ring goes unanswered when nobody of the shift answers; what is assumed is said', () => {
  const dee = answersOf({ rung: 40, answered: 30 })
  const sam = answersOf({ rung: 3, answered: 0 })
  assert.deepEqual(unansweredRing([dee]), { unanswered: 0.25, isAssumed: false })
  assert.equal(sam.answers, null)
  const both = unansweredRing([dee, sam])
  near(both.unanswered, 0.25 * (1 - assumedAnswers))
  assert.equal(both.isAssumed, true)
  near(withOneMore([dee]).unanswered, both.unanswered)
  assert.deepEqual(unansweredRing([]), { unanswered: 1, isAssumed: false })
})

test('Erlang C gives what its tables give', () => {
  // 20 calls an hour of 3 minutes are one at a time: with two people a third waits; with one, it never ends.
  const load = { perHour: 20, minutes: 3, patience: 5 }
  near(erlangC(2, load)!.waits, 1 / 3)
  near(erlangC(2, load)!.meanMinutes, 1)
  assert.equal(erlangC(1, load), null)
  // Ten servers at 8 erlangs: 40.9 %.
  near(erlangC(10, { perHour: 160, minutes: 3, patience: 5 })!.waits, 0.409)
})

test('Erlang A becomes Erlang C when nobody leaves, and loses calls when nobody waits', () => {
  const load = { perHour: 40, minutes: 6, patience: 1e7 }
  near(erlangA(6, load).waits, erlangC(6, load)!.waits)
  near(erlangA(6, load).meanMinutes, erlangC(6, load)!.meanMinutes)
  // Erlang B: 4 people, 4 erlangs, 31.07 % find nobody.
  near(erlangA(4, { ...load, patience: 1e-6 }).leaves, 0.3107)
  assert.deepEqual(erlangA(0, load), { waits: 1, leaves: 1, meanMinutes: 1e7 })
  assert.equal(erlangA(3, { ...load, perHour: 0 }).leaves, 0)
})

test('in balance: whoever arrives is answered or leaves, and one more person never makes it worse', () => {
  const load = fc.record({
    perHour: fc.integer({ min: 1, max: 300 }),
    minutes: fc.integer({ min: 1, max: 40 }),
    patience: fc.integer({ min: 1, max: 30 }),
  })
  fc.assert(
    fc.property(load, fc.integer({ min: 1, max: 40 }), (given, people) => {
      const [now, more] = [erlangA(people, given), erlangA(people + 1, given)]
      assert.ok(now.leaves >= more.leaves - 1e-9 && now.waits >= more.waits - 1e-9)
      assert.ok(now.leaves >= 0 && now.leaves <= now.waits + 1e-9 && now.waits <= 1 + 1e-9)
      // Those who wait leave at the rate of their patience (Little's law both ways).
      near(now.meanMinutes / given.patience, now.leaves, 1e-6)
      const enough = peopleFor(given, 0.05)
      assert.ok(erlangA(enough, given).leaves <= 0.05)
      assert.ok(enough === 1 || erlangA(enough - 1, given).leaves > 0.05)
    }),
    { numRuns: 60 },
  )
})
