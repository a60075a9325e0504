import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, later } from '#platform/clock'
import {
  hearsOf,
  marksPast,
  monthsLater,
  nextHeld,
  skillDue,
  skillState,
  takenKept,
  type Held,
  type SkillEvent,
  type SkillState,
} from './rules.ts'
import { tableAfter } from './readme-table.ts'

const now = new Date('2026-11-20T21:00:00Z')
const ends = later(now, 60 * day)
const claimed: Held = { claimedAt: now, confirmed: null, taken: null }
const confirmed: Held = { claimedAt: null, confirmed: { by: 'amara', at: now, expiresAt: ends }, taken: null }
const states: Record<SkillState, { held: Held | null; at: Date }> = {
  none: { held: null, at: now },
  claimed: { held: claimed, at: now },
  confirmed: { held: confirmed, at: now },
  expired: { held: confirmed, at: ends },
  'taken back': { held: { ...confirmed, taken: { by: 'amara', at: now } }, at: now },
}
const said: Record<string, (at: Date) => SkillEvent> = {
  claimed: (at) => ({ kind: 'claimed', by: 'dee', at }),
  confirmed: (at) => ({ kind: 'confirmed', by: 'amara', at, expiresAt: later(at, 90 * day) }),
  'taken back': (at) => ({ kind: 'taken back', by: 'amara', at }),
}

/** What follows in each column: an event that is said, time that passes, or an undo (any state that an event led to). */
function follows(state: SkillState, column: string): string {
  const { held, at } = states[state]
  const event = said[column]?.(at)
  if (event) {
    const next = nextHeld(held, event)
    return next ? skillState(next, at) : ''
  }
  if (column === 'undone') return Object.values(said).some((of) => reaches(state, of)) ? 'as before' : ''
  if (!held) return ''
  if (column === 'its end passes') {
    const passed = skillState(held, later(ends, 1))
    return passed === state ? '' : passed
  }
  return held.taken && skillDue(held, 0)?.getTime() === later(held.taken.at, takenKept).getTime() ? 'none' : ''
}

/** Whether an event leads to this state: then there is a state before it to come back to. */
const reaches = (state: SkillState, event: (at: Date) => SkillEvent): boolean =>
  Object.values(states).some(({ held, at }) => {
    const next = nextHeld(held, event(at))
    return next !== null && skillState(next, at) === state
  })

test('every cell of the README’s table of a skill', () => {
  const [head, _rule, ...rows] = tableAfter('## A skill: state') as [string[], string[], ...string[][]]
  const columns = head.slice(1)
  assert.deepEqual(
    rows,
    (Object.keys(states) as SkillState[]).map((state) => [state, ...columns.map((column) => follows(state, column))]),
  )
  assert.deepEqual(columns.slice(0, 3), Object.keys(said))
})

test('an end that is past confirms nothing; a new confirmation lifts what was taken back and keeps nobody’s old end', () => {
  const past: SkillEvent = { kind: 'confirmed', by: 'amara', at: now, expiresAt: now }
  for (const { held } of Object.values(states)) assert.equal(nextHeld(held, past), null)
  const again = nextHeld(states['taken back'].held, { kind: 'confirmed', by: 'ruth', at: ends, expiresAt: null })
  assert.deepEqual(again, { claimedAt: null, confirmed: { by: 'ruth', at: ends, expiresAt: null }, taken: null })
})

test('the marks before an end: each is due at its time, and who hears', () => {
  const dues = [0, 1, 2, 3].map((told) => skillDue(confirmed, told))
  assert.deepEqual(dues, [later(ends, -30 * day), later(ends, -7 * day), ends, null])
  const past = [-31 * day, -30 * day, -8 * day, -7 * day, -1, 0, day].map((from) => marksPast(ends, later(ends, from)))
  assert.deepEqual(past, [0, 1, 1, 2, 2, 3, 3])
  assert.deepEqual([1, 2, 3].map(hearsOf), ['member', 'member', 'planners'])
  assert.equal(marksPast(null, now), 0)
  assert.equal(skillDue({ ...confirmed, confirmed: { by: 'amara', at: now, expiresAt: null } }, 0), null)
  assert.equal(skillDue(claimed, 0), null)
})

test('months later is the same day of the month, or its last one', () => {
  const months: [string, number, string][] = [
    ['2026-01-31T10:00:00Z', 1, '2026-02-28T10:00:00Z'],
    ['2028-01-31T10:00:00Z', 1, '2028-02-29T10:00:00Z'],
    ['2026-11-20T21:00:00Z', 24, '2028-11-20T21:00:00Z'],
    ['2026-12-31T23:59:00Z', 2, '2027-02-28T23:59:00Z'],
  ]
  for (const [from, count, to] of months) assert.deepEqual(monthsLater(new Date(from), count), new Date(to))
})
