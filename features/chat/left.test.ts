import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nextLeft, type Left, type LeftEvent, type Spare } from './left-rules.ts'

/** The table of a message left in the README is the rules, cell by cell. */
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const lines = readme.slice(readme.indexOf('## A message left')).split('\n')
const start = lines.findIndex((line) => line.startsWith('| event'))
const table = lines
  .slice(start, lines.findIndex((line, index) => index > start && !line.startsWith('|')))
  .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())) // prettier-ignore

const states: Record<string, Left> = {
  open: { state: 'open', ownerId: 'dee', fallbackId: 'amara', late: false },
  late: { state: 'open', ownerId: 'amara', fallbackId: null, late: true },
  done: { state: 'done', ownerId: 'dee', fallbackId: 'amara', late: false },
}
const events: Record<string, (left: Left) => LeftEvent> = {
  'taken or given': () => ({ kind: 'given', to: 'mateo' }),
  'its seat passes on': () => ({ kind: 'its seat passes on', to: 'mateo' }),
  'given back': () => ({ kind: 'given back' }),
  'its owner is removed': (left) => ({ kind: 'removed', memberId: left.ownerId! }),
  'its fallback steps down': (left) => ({ kind: 'demoted', memberId: left.fallbackId ?? 'mateo' }),
  due: () => ({ kind: 'due' }),
  done: () => ({ kind: 'done' }),
  undone: () => ({ kind: 'undone' }),
  'ten minutes later': () => ({ kind: 'ten minutes later' }),
  'the chat ends': () => ({ kind: 'the chat ends' }),
  'erased or blocked': () => ({ kind: 'erased or blocked' }),
}
const spare: Spare = (not) => ['amara', 'ruth', 'noor'].find((one) => !not.includes(one)) ?? null
const nobody: Spare = () => null
const nameOf = (next: Left | 'gone' | null): string => {
  if (next === null) return '✕'
  if (next === 'gone') return 'gone'
  return next.state === 'done' ? 'done' : next.late ? 'late' : 'open'
}

test('every cell of the README’s table of a message left', () => {
  const [head, _rule, ...rows] = table
  assert.deepEqual(head, ['event', ...Object.keys(states)])
  assert.deepEqual(rows.map(([event]) => event), Object.keys(events)) // prettier-ignore
  for (const [event, ...cells] of rows) {
    Object.entries(states).forEach(([state, left], index) => {
      const next = nextLeft(left, events[event!]!(left), spare)
      const [named, whose] = cells[index]!.split(', ')
      assert.equal(nameOf(next), named, `${state} × ${event}`)
      if (whose) assert.equal(next !== null && next !== 'gone' && next.ownerId, whose, `${state} × ${event}`)
    })
  }
})

test('while there are people, whatever happens in whatever order, an open message has an owner and another fallback', () => {
  let reached: Left[] = [states['open']!]
  const known = new Set<string>()
  while (reached.length > 0) {
    const fresh = reached.filter((left) => !known.has(JSON.stringify(left)))
    for (const left of fresh) known.add(JSON.stringify(left))
    reached = fresh.flatMap((left) =>
      Object.values(events)
        .map((make) => nextLeft(left, make(left), spare))
        .filter((next) => next !== null && next !== 'gone'),
    )
    for (const left of reached) {
      assert.ok(left.ownerId)
      assert.notEqual(left.ownerId, left.fallbackId)
      assert.equal(left.late || left.fallbackId !== null, true)
    }
  }
  assert.ok(known.size > 5)
})

test('who left the team or stepped down is nowhere in a message, also one that was done and may be taken back', () => {
  for (const [state, left] of Object.entries(states)) {
    for (const memberId of ['dee', 'amara']) {
      const removed = nextLeft(left, { kind: 'removed', memberId }, spare) as Left
      assert.ok(![removed.ownerId, removed.fallbackId].includes(memberId), `${state} without ${memberId}`)
      const demoted = nextLeft(left, { kind: 'demoted', memberId }, spare) as Left
      assert.notEqual(demoted.fallbackId, memberId, state)
      assert.equal(demoted.ownerId, left.ownerId, 'whoever owns it can open it as a responder too')
    }
  }
})

test('with nobody else in the team it stays, everybody’s, and is called out all the same', () => {
  const alone = nextLeft({ ...states['open']!, fallbackId: null }, { kind: 'given back' }, nobody) as Left
  assert.deepEqual(alone, { state: 'open', ownerId: null, fallbackId: null, late: false })
  assert.deepEqual(nextLeft(alone, { kind: 'due' }, nobody), { ...alone, late: true })
})
