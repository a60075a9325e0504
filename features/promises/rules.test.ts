import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { day, hour, minute } from '#platform/clock'
import {
  againAfter,
  decideWithin,
  isWithinReach,
  longestAttempt,
  mayDo,
  newPromise,
  nextPromise,
  promiseStandings,
  usualPolicy,
  whyNotNow,
  type PromiseAct,
  type Promised,
  type PromiseEvent,
  type PromiseEventKind,
  type Situation,
} from './rules.ts'

/** The tables of the README are the rules, cell by cell. */
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
function tableUnder(heading: string): string[][] {
  const lines = readme.slice(readme.indexOf(`## ${heading}`)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('*', '')),
  )
}

const now = Date.parse('2026-11-20T21:00:00Z')
const stewards =
  (...there: string[]): Situation['spare'] =>
  (not) =>
    there.find((one) => !not.includes(one)) ?? null
const at: Situation = { now, policy: usualPolicy, spare: stewards('ruth', 'amara') }
const base: Promised = {
  kind: 'callback',
  state: 'open',
  ownerId: 'dee',
  fallbackId: 'mateo',
  dueAt: now + hour,
  late: false,
  attempts: 1,
  triedAt: now - day,
  nextAt: now + hour,
}
const columns: Record<string, Promised> = {
  open: base,
  late: { ...base, ownerId: 'mateo', fallbackId: null, late: true, dueAt: now - hour },
  trying: { ...base, state: 'trying' },
  deciding: { ...base, state: 'deciding', ownerId: 'ruth', fallbackId: 'amara' },
  ended: { ...base, state: 'kept', nextAt: null },
}
const events: Record<PromiseEventKind, (promise: Promised) => PromiseEvent> = {
  begun: () => ({ kind: 'begun' }),
  reached: () => ({ kind: 'reached' }),
  again: () => ({ kind: 'again' }),
  stopped: () => ({ kind: 'stopped' }),
  'ran out': () => ({ kind: 'ran out' }),
  due: () => ({ kind: 'due' }),
  asked: () => ({ kind: 'asked' }),
  given: () => ({ kind: 'given', to: 'sam' }),
  moved: () => ({ kind: 'moved', dueAt: now + day }),
  'another round': () => ({ kind: 'another round', to: 'sam', dueAt: now + day }),
  kept: () => ({ kind: 'kept' }),
  'let go': () => ({ kind: 'let go' }),
  undone: () => ({ kind: 'undone' }),
  left: ({ ownerId }) => ({ kind: 'left', memberId: ownerId }),
}
const nameOf = (next: Promised | null): string => {
  if (!next) return ''
  const whose = next.fallbackId ? `${next.ownerId}, then ${next.fallbackId}` : next.ownerId
  if (next.nextAt === null) return next.state
  const state = next.state === 'open' && next.late ? 'late' : `${next.state}${next.late ? ', late' : ''}`
  return `${state}: ${whose}`
}

test('every cell of the table is what the rules do', () => {
  const [header, , ...rows] = tableUnder('A promise: state')
  assert.deepEqual(header, ['', ...Object.keys(columns)])
  assert.deepEqual(rows.map(([event]) => event), Object.keys(events)) // prettier-ignore
  for (const [event, ...cells] of rows) {
    for (const [index, promise] of Object.values(columns).entries()) {
      const next = nextPromise(promise, events[event as PromiseEventKind](promise), at)
      assert.equal(nameOf(next), cells[index], `${event} when ${Object.keys(columns)[index]}`)
    }
  }
})

test('who may do what is the table of the README', () => {
  const [header, , ...rows] = tableUnder('Who may do what')
  const [, ...standings] = header!
  const promise = { ownerId: 'dee', fallbackId: 'mateo' }
  const members: Record<string, { memberId: string; isSteward: boolean }> = {
    owner: { memberId: 'dee', isSteward: false },
    fallback: { memberId: 'mateo', isSteward: false },
    steward: { memberId: 'ruth', isSteward: true },
  }
  assert.equal(rows.length, 9)
  for (const [act, ...cells] of rows) {
    for (const [index, standing] of standings.entries())
      assert.equal(mayDo(members[standing]!, act as PromiseAct, promise), cells[index] === 'yes', `${standing}: ${act}`)
    assert.equal(mayDo({ memberId: 'sam', isSteward: false }, act as PromiseAct, promise), false, `others: ${act}`)
  }
  assert.deepEqual(promiseStandings(members['owner']!, promise), ['owner', 'reader'])
})

test('whatever happens in any state, an unkept promise has an owner and a time; an ended one has none', () => {
  const spares = [at.spare, stewards('dee'), stewards()]
  for (const [name, promise] of Object.entries(columns)) {
    for (const [kind, event] of Object.entries(events)) {
      for (const spare of spares) {
        const next = nextPromise(promise, event(promise), { ...at, spare })
        if (!next) continue
        const isEnd = next.state === 'kept' || next.state === 'let go'
        assert.equal(next.nextAt === null, isEnd, `${kind} when ${name}`)
        assert.ok(next.ownerId)
        assert.notEqual(next.fallbackId, next.ownerId)
        assert.ok(!next.late || next.fallbackId === null)
      }
    }
  }
})

test('an attempt: not before the pause is over, due after twice that, and a steward decides after the last', () => {
  const first = newPromise({ kind: 'callback', ownerId: 'dee', fallbackId: 'mateo', dueAt: now + hour })
  assert.deepEqual({ nextAt: first.nextAt, late: first.late }, { nextAt: now + hour, late: false })
  const trying = nextPromise(first, { kind: 'begun' }, at)!
  assert.equal(trying.nextAt, now + longestAttempt)
  const again = nextPromise(trying, { kind: 'again' }, at)!
  assert.deepEqual(
    { state: again.state, attempts: again.attempts, dueAt: again.dueAt },
    { state: 'open', attempts: 1, dueAt: now + 8 * hour },
  )
  assert.equal(whyNotNow(again, { ...at, now: now + 239 * minute }), 'too-soon')
  assert.equal(whyNotNow(again, { ...at, now: now + 240 * minute }), null)
  assert.equal(nextPromise(again, { kind: 'begun' }, { ...at, now: now + 239 * minute }), null)
  const far = nextPromise({ ...trying, dueAt: now + 3 * day }, { kind: 'ran out' }, at)!
  assert.equal(far.dueAt, now + 3 * day)
  const last = nextPromise({ ...trying, attempts: 2 }, { kind: 'ran out' }, at)!
  assert.deepEqual(
    { state: last.state, ownerId: last.ownerId, dueAt: last.dueAt, attempts: last.attempts },
    { state: 'deciding', ownerId: 'ruth', dueAt: now + decideWithin, attempts: 3 },
  )
  const round = nextPromise(last, { kind: 'another round', to: 'dee', dueAt: now + day }, at)!
  assert.deepEqual(
    { state: round.state, ownerId: round.ownerId, attempts: round.attempts, triedAt: round.triedAt },
    { state: 'open', ownerId: 'dee', attempts: 0, triedAt: null },
  )
})

test('a follow-up is never called; an overdue promise is looked at again each day', () => {
  assert.equal(whyNotNow({ ...base, kind: 'follow-up' }, at), 'no-callback')
  assert.equal(nextPromise({ ...base, kind: 'follow-up' }, { kind: 'begun' }, at), null)
  const late = nextPromise(base, { kind: 'due' }, { ...at, now: now + hour })!
  assert.equal(late.nextAt, now + hour + againAfter)
  assert.equal(late.ownerId, 'mateo')
  const alone = nextPromise({ ...base, fallbackId: null }, { kind: 'due' }, { ...at, spare: stewards() })!
  assert.equal(alone.ownerId, 'dee')
})

test('a time that is over, or too far away, is no time for a promise', () => {
  assert.equal(isWithinReach(now + 90 * day, now), true)
  assert.equal(isWithinReach(now + 90 * day + 1, now), false)
  assert.equal(isWithinReach(now - 2 * hour, now), false)
})
