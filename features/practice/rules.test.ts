import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#platform/clock'
import { goesAt, mayUse, stageOf } from './rules.ts'

const now = new Date('2026-11-20T20:00:00Z')
const soon = new Date(now.getTime() + hour)
const unused = { contactId: null, linkUntil: soon }
const begun = { contactId: 'one', linkUntil: soon }
const lapsed = { contactId: null, linkUntil: now }

test('every cell of the README’s table of a link', () => {
  assert.deepEqual(
    [unused, begun, lapsed].map((link) => stageOf(link, now)),
    ['link', 'begun', 'lapsed'],
  )
  // A link that was used stays used when its hour is over.
  assert.equal(stageOf(begun, new Date(soon.getTime() + hour)), 'begun')
  const opens = (link: typeof unused | typeof begun): boolean[] =>
    [
      { contactId: 'one', kind: 'chat' as const },
      { contactId: 'two', kind: 'chat' as const },
      { contactId: 'two', kind: 'message' as const },
    ].map((wish) => mayUse(link, wish, now))
  assert.deepEqual(opens(unused), [true, true, true])
  assert.deepEqual(opens(begun), [true, false, true])
  assert.deepEqual(opens(lapsed), [false, false, false])
})

test('everything goes 24 hours after the practice was started', () => {
  assert.equal(goesAt(now).toISOString(), '2026-11-21T20:00:00.000Z')
})
