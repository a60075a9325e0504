import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { alarmAgain, blip, nextCover, type Cover, type There } from './cover.ts'
import { nextRing, ringEvents, ringStates, type RingEvent } from './rings.ts'
import { step, type Event } from './rules.ts'
import { nextShort, shortAgain, type Short, type Stage } from './short.ts'
import { newSituation, states, type Situation, type State } from './situation.ts'
import { usualAsking, type Person } from './waves.ts'

/** The tables of the README are the rules, cell by cell. */
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const tableAfter = (heading: string): string[][] => {
  const lines = readme.slice(readme.indexOf(heading)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('**', '').trim()),
  )
}

test('every cell of the README’s table of rings', () => {
  const [head, _rule, ...rows] = tableAfter('## A ring')
  assert.deepEqual(head!.slice(1), [...ringEvents])
  assert.deepEqual(
    rows.map(([state]) => state),
    [...ringStates],
  )
  for (const [state, ...cells] of rows) {
    cells.forEach((cell, index) =>
      assert.equal(nextRing(state as never, ringEvents[index] as RingEvent) ?? '', cell, `${state}`),
    )
  }
})

const at = Date.UTC(2026, 10, 20, 21)
const [dee, mateo] = ['dee', 'mateo']
const crew: Person[] = [dee, mateo].map((memberId) => ({
  memberId,
  onBreak: false,
  reachable: true,
  canBeWoken: false,
  languages: ['en'],
  busy: 0,
  idleSince: at,
}))
const held = { responder: dee, watchAt: at + 1000 }
const situations: Record<State, Partial<Situation>> = {
  waiting: {},
  unlocking: { claimer: dee, unlockBy: at + 20_000 },
  claimed: held,
  offered: { ...held, purpose: 'offer' },
  handover: { responder: dee, purpose: 'handover' },
  left: {},
  message: {},
  ended: {},
}
const events: Record<string, Event[]> = {
  'claim by whoever may': [{ kind: 'claim', memberId: mateo, locked: false }],
  'claim, locked': [{ kind: 'claim', memberId: mateo, locked: true }],
  'claim, off duty': [{ kind: 'claim', memberId: 'sam', locked: false }],
  unlocked: [{ kind: 'unlocked', memberId: dee }],
  'not now': [{ kind: 'not now', memberId: mateo }],
  'gone, back': [
    { kind: 'gone', memberId: dee },
    { kind: 'back', memberId: dee },
  ],
  removed: [{ kind: 'removed', memberId: dee }],
  offer: [{ kind: 'offer', memberId: dee }],
  withdraw: [{ kind: 'withdraw', memberId: dee }],
  'crew (who can be asked changed)': [{ kind: 'crew' }],
  due: [{ kind: 'due' }],
  'caller gone, caller back': [{ kind: 'caller gone' }, { kind: 'caller back' }],
  leave: [{ kind: 'leave' }],
  message: [{ kind: 'message' }],
  end: [{ kind: 'end' }],
}

test('every cell of the README’s table of waitings', () => {
  const [head, _rule, ...rows] = tableAfter('## A waiting')
  assert.deepEqual(
    rows.map(([event]) => event),
    Object.keys(events),
  )
  for (const state of states) {
    const column = head!.findIndex((cell) => cell.split(', ').includes(state))
    for (const row of rows) for (const event of events[row[0]!]!) assertCell(state, event, row[column]!)
  }
})

function assertCell(state: State, event: Event, cell: string): void {
  const situation: Situation = {
    ...newSituation({ at, asking: usualAsking, language: 'en' }),
    ...situations[state],
    state,
  }
  const before = JSON.stringify(situation)
  const outcome = step(
    { at: at + 5000, situation, rings: new Map(), crew, here: new Set([dee]), callerHere: false },
    event,
  )
  const where = `${state} × ${event.kind}: ${cell}`
  if ('refused' in outcome) return assert.equal(`✕ ${outcome.refused}`, cell, where)
  const [named = ''] = cell.split(', ')
  const expected = { stays: state, 'where it rang before': 'waiting' }[named] ?? named
  assert.equal(outcome.situation.state, event.kind === 'due' ? state : expected, where)
  assert.equal(JSON.stringify(situation), before, 'the rules change nothing themselves')
}

const since = at - 60_000
const covers: Record<string, Cover | null> = {
  covered: null,
  uncovered: { uncoveredSince: since, alarmedAt: null },
  alarmed: { uncoveredSince: since, alarmedAt: at },
}
const looks: [There, (cover: Cover | null) => number][] = [
  ['somebody', () => at],
  ['device', () => at],
  ['nobody', () => since + blip - 1],
  ['nobody', () => since + blip],
  ['nobody', (cover) => (cover?.alarmedAt ?? at) + alarmAgain],
  ['closed', () => at],
]

test('every cell of the README’s table of cover; an empty one cannot be', () => {
  const [head, _rule, ...rows] = tableAfter('## Cover of a line')
  assert.equal(head!.length - 1, looks.length)
  assert.deepEqual(
    rows.map(([state]) => state),
    Object.keys(covers),
  )
  for (const [state, ...cells] of rows) {
    looks.forEach(([there, when], index) => {
      if (cells[index] === '') return
      const { cover, sounds } = nextCover(covers[state!]!, there, when(covers[state!]!))
      const next = cover === null ? 'covered' : cover.alarmedAt === null ? 'uncovered' : 'alarmed'
      assert.equal(`${next}${sounds ? ', sounds' : ''}`, cells[index], `${state} × ${head![index + 1]}`)
    })
  }
  const filled = rows.flat().filter((cell) => cell !== '').length - rows.length
  assert.equal(filled, 15)
})

const shorts: Record<string, Short | null> = { whole: null, short: { since, calledAt: at } }
const looksAtShift: { isShort: boolean; stage: Stage; at: number }[] = [
  { isShort: false, stage: 'now', at },
  { isShort: true, stage: 'now', at },
  { isShort: true, stage: 'now', at: at + shortAgain },
  { isShort: true, stage: 'ending', at: at + shortAgain },
  { isShort: true, stage: 'over', at },
]

test('every cell of the README’s table of short shifts; an empty one cannot be', () => {
  const [head, _rule, ...rows] = tableAfter('## A shift')
  assert.equal(head!.length - 1, looksAtShift.length)
  assert.deepEqual(rows.map(([state]) => state), Object.keys(shorts)) // prettier-ignore
  for (const [state, ...cells] of rows) {
    looksAtShift.forEach((look, index) => {
      if (cells[index] === '') return
      const { short, calls } = nextShort(shorts[state!]!, look)
      assert.equal(
        `${short ? 'short' : 'whole'}${calls ? ', calls' : ''}`,
        cells[index],
        `${state} × ${head![index + 1]}`,
      )
    })
  }
})
