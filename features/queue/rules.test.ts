import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute, second } from '#platform/clock'
import { begin, eventKinds, step, table, type Event, type EventKind, type Moment, type Outcome } from './rules.ts'
import { isOpen } from './rings.ts'
import { dueAt, isEnd, newSituation, states, type Situation, type State } from './situation.ts'
import { usualAsking, type Person, type Ring } from './waves.ts'

/** A walk through the rules with a clock and a crew in hand: every contact that people and time can bring about. */
type Place = { at: number; situation: Situation; rings: Map<string, Ring> }
const start = Date.UTC(2026, 10, 20, 21)
const person = (memberId: string, other: Partial<Person> = {}): Person => ({
  memberId,
  onBreak: false,
  reachable: true,
  canBeWoken: false,
  languages: ['en'],
  busy: 0,
  idleSince: start,
  ...other,
})
const crews: Person[][] = [
  [],
  [person('dee'), person('mateo')],
  [person('dee'), person('mateo', { onBreak: true }), person('ines', { busy: 2 }), person('sam', { reachable: false })],
]
const momentOf = (place: Place, crew: Person[], here: string[]): Moment => ({
  ...place,
  crew,
  here: new Set(here),
  callerHere: false,
})
const after = (place: Place, outcome: Outcome): Place => ({
  at: place.at,
  situation: outcome.situation,
  rings: new Map([...place.rings, ...outcome.rings.map((ring) => [ring.memberId, ring] as const)]),
})
const first = (crew: Person[]): Place => {
  const place = {
    at: start,
    situation: newSituation({ at: start, asking: usualAsking, language: 'en' }),
    rings: new Map(),
  }
  return after(place, begin(momentOf(place, crew, [])))
}

const events: Event[] = ['dee', 'mateo'].flatMap((memberId): Event[] => [
  { kind: 'claim', memberId, locked: false },
  { kind: 'claim', memberId, locked: true },
  ...(['unlocked', 'not now', 'gone', 'back', 'removed', 'offer', 'withdraw'] as const).map((kind) => ({
    kind,
    memberId,
  })),
])
for (const kind of ['crew', 'caller gone', 'caller back', 'leave', 'message', 'end'] as const) events.push({ kind })

/** What makes two places the same for the rules: everything but the absolute time. */
const keyOf = ({ at, situation, rings }: Place): string => {
  const times = ['since', 'waveAt', 'unlockBy', 'goneAt', 'watchAt', 'callerGoneAt'] as const
  const relative = Object.fromEntries(
    times.map((name) => [name, Math.min(999, Math.floor((at - (situation[name] ?? at)) / 60_000))]),
  )
  return JSON.stringify([
    { ...situation, ...relative, round: 0 },
    [...rings.values()].map((ring) => [ring.memberId, ring.state]).toSorted(),
  ])
}

function* neighbours(place: Place): Generator<Place> {
  for (const crew of crews) {
    for (const event of events) {
      const outcome = step(momentOf(place, crew, ['dee']), event)
      if (!('refused' in outcome)) yield after(place, outcome)
    }
    const due = dueAt(place.situation)
    if (due === null) continue
    for (const here of [[], ['dee', 'mateo']]) {
      const later = { ...place, at: Math.max(due, place.at) }
      const outcome = step(momentOf(later, crew, here), { kind: 'due' })
      if (!('refused' in outcome)) yield after(later, outcome)
    }
  }
}

/** Every place within `depth` steps of the beginning. */
function reachable(depth: number): Place[] {
  const known = new Map<string, Place>()
  let edge = crews.map(first)
  for (const place of edge) known.set(keyOf(place), place)
  for (let steps = 0; steps < depth; steps++) {
    const found = edge.flatMap((place) => [...neighbours(place)])
    edge = found.filter((place) => !known.has(keyOf(place)) && known.set(keyOf(place), place))
  }
  return [...known.values()]
}
const places = reachable(5)

test('every state is met in the walk, with every event tried in it', () => {
  assert.deepEqual([...new Set(places.map((place) => place.situation.state))].toSorted(), [...states].toSorted())
  for (const state of states) assert.deepEqual(Object.keys(table[state]).toSorted(), [...eventKinds].toSorted())
})

test('no contact can be in a state without a due deadline or an end', () => {
  for (const { situation } of places) {
    const due = dueAt(situation)
    assert.equal(due === null, isEnd(situation.state), JSON.stringify(situation))
    if (due !== null) assert.ok(Number.isFinite(due))
  }
})

test('when a deadline comes, it moves the contact: the next one is later, or it is at an end', () => {
  for (const place of places) {
    const due = dueAt(place.situation)
    if (due === null) continue
    for (const crew of crews) {
      let later: Place = { ...place, at: Math.max(due, place.at) }
      let next = dueAt(later.situation)
      for (let tries = 0; tries < 3 && next !== null && next <= later.at; tries++) {
        later = after(later, step(momentOf(later, crew, ['dee']), { kind: 'due' }) as Outcome)
        next = dueAt(later.situation)
      }
      assert.ok(next === null || next > later.at, `${JSON.stringify(place.situation)} stays due for ever`)
      if (next !== null) assert.ok(next - later.at <= 2 * minute, 'nothing is left alone for longer than two minutes')
    }
  }
})

test('a claimed contact rings nobody, an ended one rings nobody, and one that rings is held by nobody else', () => {
  for (const { situation, rings } of places) {
    const open = [...rings.values()].filter((ring) => isOpen(ring.state))
    const claimed = [...rings.values()].filter((ring) => ring.state === 'claimed')
    if (['claimed', 'unlocking', 'left', 'message', 'ended'].includes(situation.state)) assert.equal(open.length, 0)
    if (situation.state === 'claimed')
      assert.deepEqual(
        claimed.map((ring) => ring.memberId),
        [situation.responder],
      )
    if (['waiting', 'handover'].includes(situation.state)) assert.equal(claimed.length, 0)
  }
})

test('an end stays the end, whatever comes after it', () => {
  for (const place of places.filter(({ situation }) => isEnd(situation.state))) {
    for (const event of [...events, { kind: 'due' } as const]) {
      const outcome = step(momentOf(place, crews[1]!, ['dee']), event)
      if (!('refused' in outcome)) assert.deepEqual(outcome.situation, place.situation)
    }
  }
})

test('a handed-over contact is claimed again within reach: the walk never loses the way to an answer', () => {
  for (const place of places.filter(({ situation }) => !isEnd(situation.state))) {
    const answer: Event = { kind: 'claim', memberId: 'mateo', locked: false }
    const outcome = step(momentOf(place, crews[1]!, []), answer)
    const held: State[] = ['claimed', 'unlocking']
    if ('refused' in outcome) assert.ok(held.includes(place.situation.state) || place.situation.responder === 'mateo')
    else assert.equal(outcome.situation.responder, 'mateo')
  }
})

/** Nobody ends it, and time passes: what it is then, and after how long. */
function leftAlone(place: Place, callerHere: boolean, most: number): { place: Place; lasted: number } {
  let now = place
  for (let due = dueAt(now.situation); due !== null; due = dueAt(now.situation)) {
    const at = Math.max(due, now.at + 1)
    if (at - place.at > most) break
    const moment = { ...momentOf({ ...now, at }, crews[1]!, ['dee', 'mateo']), callerHere }
    now = after({ ...now, at }, step(moment, { kind: 'due' }) as Outcome)
  }
  return { place: now, lasted: now.at - place.at }
}

test('whatever a contact is in, once the caller’s page is gone it ends within hours, whoever forgets to end it', () => {
  const some = places.filter((_place, index) => index % 7 === 0)
  for (const place of some) {
    const { place: end, lasted } = leftAlone(place, false, 8 * hour)
    assert.ok(isEnd(end.situation.state), `${place.situation.state} goes on for ever`)
    assert.ok(lasted <= 6 * hour + 2 * minute)
  }
  for (const place of some.filter(({ situation }) => situation.state === 'claimed').slice(0, 20))
    assert.equal(
      leftAlone(place, true, 8 * hour).place.situation.state,
      'claimed',
      'a caller who is there is not cut off',
    )
})

test('events are what the table says they are', () => {
  const kinds: EventKind[] = [...new Set(events.map((event) => event.kind)), 'due']
  assert.deepEqual(kinds.toSorted(), [...eventKinds].toSorted())
  assert.ok(places.length > 500, `${places.length} places`)
  assert.ok(30 * second < minute)
})
