import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { day, later } from '#platform/clock'
import {
  dueIn,
  formProblem,
  goesIn,
  handStates,
  hears,
  longest,
  nextCard,
  openStates,
  ownerAmong,
  states,
  usualDays,
  type Card,
  type CardEvent,
  type State,
} from './rules.ts'

const events: Record<string, CardEvent> = {
  read: { kind: 'read' },
  talked: { kind: 'talked' },
  invited: { kind: 'invited' },
  'joined, sits beside': { kind: 'joined', memberId: 'sam', standing: 'trainee' },
  'joined, may sit alone': { kind: 'joined', memberId: 'sam', standing: 'experienced' },
  'sits beside somebody': { kind: 'stands', standing: 'trainee' },
  'may sit alone': { kind: 'stands', standing: 'experienced' },
  'had their first shift': { kind: 'seated' },
  'not taken on': { kind: 'declined' },
  'one step back': { kind: 'back' },
}
const cardAt = (state: State): Card => ({
  state,
  from: state === 'declined' ? 'talked' : null,
  memberId: state === 'training' || state === 'ready' || state === 'done' ? 'sam' : null,
})

test('every cell of the README’s table', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const lines = readme.slice(readme.indexOf('## A card')).split('\n')
  const [head, , ...rows] = lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  assert.deepEqual(head!.slice(1), [...states])
  const expected = Object.entries(events).map(([name, event]) => [
    name,
    ...states.map((state) => nextCard(cardAt(state), event)?.state ?? ''),
  ])
  assert.deepEqual(rows, expected)
})

test('in every state that can be reached: a member while and only while linked, a time while open, an end while over', () => {
  const seen = new Map<string, Card>()
  const waiting: Card[] = [cardAt('new')]
  for (let card = waiting.pop(); card; card = waiting.pop()) {
    if (seen.has(JSON.stringify(card))) continue
    seen.set(JSON.stringify(card), card)
    for (const event of Object.values(events)) {
      const next = nextCard(card, event)
      if (next) waiting.push(next)
    }
  }
  const now = new Date('2026-11-30T12:00:00Z')
  for (const { state, from, memberId } of seen.values()) {
    assert.equal(memberId !== null, ['training', 'ready', 'done'].includes(state))
    assert.equal(from !== null, state === 'declined')
    assert.equal(dueIn(state, usualDays, now) !== null, openStates.includes(state as never))
    assert.equal(goesIn(state, now) !== null, !openStates.includes(state as never))
  }
  assert.deepEqual(new Set([...seen.values()].map(({ state }) => state)), new Set(states))
  assert.deepEqual(goesIn('declined', now), later(now, 90 * day))
  assert.deepEqual(dueIn('new', usualDays, now), later(now, 7 * day))
  assert.equal([...seen.values()].filter(({ state }) => state === 'declined').length, handStates.length)
})

test('who looks after it: who coordinates before who does not, then who has fewest; nobody when nobody plans', () => {
  const ruth = { memberId: 'ruth', coordinates: false, load: 0 }
  const amara = { memberId: 'amara', coordinates: true, load: 5 }
  const ines = { memberId: 'ines', coordinates: true, load: 4 }
  assert.equal(ownerAmong([ruth, amara, ines]), 'ines')
  assert.equal(ownerAmong([ruth]), 'ruth')
  assert.equal(ownerAmong([]), null)
  assert.deepEqual([hears(0, 'ruth'), hears(1, 'ruth'), hears(0, null)], ['owner', 'planners', 'planners'])
})

test('a form needs a name and a way, and no field is longer than it may be', () => {
  const good = { name: 'Ana', reach: 'mail', wish: '', when: '', languages: '' }
  assert.equal(formProblem(good), null)
  assert.equal(formProblem({ ...good, name: ' ' }), 'name')
  assert.equal(formProblem({ ...good, reach: '' }), 'reach')
  assert.equal(formProblem({ ...good, wish: 'x'.repeat(longest.wish) }), null)
  assert.equal(formProblem({ ...good, wish: 'x'.repeat(longest.wish + 1) }), 'too-long')
})
