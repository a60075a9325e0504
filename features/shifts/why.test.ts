import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readmeTable } from '../../tests/readme-table.ts'
import type { Breach } from './problem.ts'
import { whyNotNow, usualShiftRules } from './rules.ts'
import { keepsFromPlacing, keepsFromSigningUp, whyOf } from './why.ts'
import { words } from './words.ts'

const who = { personId: 'dee', seatId: 'a' }
const breaches: Record<string, Breach> = {
  unavailable: { kind: 'unavailable', ...who, near: [0, 3_600_000] },
  leave: { kind: 'leave', ...who, leave: [0, 1] },
  resting: { kind: 'resting', ...who, until: 0 },
  'skill-missing': { kind: 'skill-missing', ...who, skill: 'naloxone' },
  'skill-expired': { kind: 'skill-expired', ...who, skill: 'naloxone', until: 0 },
  'language-missing': { kind: 'language-missing', ...who, language: 'es' },
  'seat-not-for-trainees': { kind: 'seat-not-for-trainees', ...who },
  overlap: { kind: 'overlap', ...who, otherSeatId: 'b' },
  rest: { kind: 'rest', ...who, otherSeatId: 'b', needs: 8, has: 2 },
  'week-hours': { kind: 'week-hours', personId: 'dee', week: '2026-11-16', hours: 30, cap: 24 },
  'month-hours': { kind: 'month-hours', personId: 'dee', month: '2026-11', hours: 80, cap: 72 },
  'month-shifts': { kind: 'month-shifts', personId: 'dee', month: '2026-11', shifts: 9, cap: 8 },
  'nights-in-row': { kind: 'nights-in-row', personId: 'dee', day: 1, days: 4, cap: 3 },
  'days-in-row': { kind: 'days-in-row', personId: 'dee', day: 1, days: 6, cap: 5 },
  'trainee-alone': { kind: 'trainee-alone', shiftId: 's', trainees: 1, experienced: 0 },
  'alone, room for two': { kind: 'alone', shiftId: 's', personId: 'dee' },
  'alone, room for one': { kind: 'alone', shiftId: 's', personId: 'dee' },
  'single-night': { kind: 'single-night', shiftId: 's', personId: 'dee' },
  'half-weekend': { kind: 'half-weekend', weekend: '2026-11-21', personId: 'dee' },
}

test('who may sit where is the table of the README', () => {
  const table = readmeTable(import.meta.dirname, 'Who may sit where')
  const no = (is: boolean): string => (is ? 'no' : '')
  const said = Object.entries(breaches).map(([name, breach]) => [
    name,
    no(keepsFromSigningUp(breach, name.endsWith('one') ? 1 : 2)),
    no(keepsFromPlacing(breach, false)),
    no(keepsFromPlacing(breach, true)),
  ])
  assert.deepEqual(table, [['', 'signs up', 'is put there', 'anyway'], ...said])
})

test('every reason has a sentence in both languages, and tells nobody’s id', () => {
  for (const breach of Object.values(breaches)) {
    const why = whyOf(breach)!
    assert.ok(words.en.why[why.kind] && words.es.why[why.kind], why.kind)
    assert.doesNotMatch(JSON.stringify(why), /dee|"b"/)
  }
  assert.deepEqual(whyOf(breaches['unavailable']!), {
    kind: 'unavailable',
    near: ['1970-01-01T00:00:00.000Z', '1970-01-01T01:00:00.000Z'],
  })
})

test('signing up is open between its two times, to the millisecond', () => {
  const rules = { ...usualShiftRules, opensDaysBefore: 10, closesHoursBefore: 2 }
  const [startsAt, hour] = [Date.parse('2026-12-01T04:00:00Z'), 3_600_000]
  const kind = (before: number): string | undefined => whyNotNow(rules, startsAt, startsAt - before)?.kind
  assert.deepEqual(
    [kind(240 * hour + 1), kind(240 * hour), kind(2 * hour + 1), kind(2 * hour)],
    ['not-yet', undefined, undefined, 'too-late'],
  )
  assert.deepEqual(whyNotNow(rules, startsAt, 0), { kind: 'not-yet', opensAt: '2026-11-21T04:00:00.000Z' })
  assert.equal(whyNotNow({ ...rules, signUp: 'not at all' }, startsAt, startsAt - hour)?.kind, 'not-at-all')
})
