import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { mayAct, nextCase, type CaseAct, type CaseEvent, type CaseMember, type CaseState } from './rules.ts'

/** The tables in the README are the rules, cell by cell. */
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
function tableAfter(heading: string): string[][] {
  const lines = readme.slice(readme.indexOf(heading)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines
    .slice(start, end < 0 ? undefined : end)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())) // prettier-ignore
}

const one: CaseState = { state: 'open', assigned: ['dee'], fallbackId: 'mateo', offer: null }
const states: Record<string, CaseState> = {
  open: one,
  offered: { ...one, offer: { from: 'dee', to: 'ines' } },
  'offered to its fallback': { ...one, offer: { from: 'dee', to: 'mateo' } },
  'of two': { ...one, assigned: ['dee', 'sam'] },
  'without a fallback': { ...one, fallbackId: null },
  "nobody's": { ...one, assigned: [], fallbackId: null },
  closed: { ...one, state: 'closed' },
}
const events: Record<string, CaseEvent> = {
  'Inés is put on it': { kind: 'assigned', memberId: 'ines' },
  'Mateo takes it himself': { kind: 'assigned', memberId: 'mateo' },
  'Dee is taken off': { kind: 'taken off', memberId: 'dee' },
  'Inés is named the fallback': { kind: 'fallback named', memberId: 'ines' },
  'Dee offers it to Inés': { kind: 'offered', from: 'dee', to: 'ines' },
  'the offer is taken back': { kind: 'withdrawn' },
  'the offer is declined': { kind: 'declined' },
  'the offer is accepted': { kind: 'accepted' },
  'Dee leaves the team': { kind: 'removed', memberId: 'dee' },
  'Mateo leaves the team': { kind: 'removed', memberId: 'mateo' },
  'Inés leaves the team': { kind: 'removed', memberId: 'ines' },
  'it is closed': { kind: 'closed' },
  'it is opened again': { kind: 'reopened' },
  'its time is over': { kind: 'its time is over' },
}

/** `dee, sam / mateo → ines` : who works it, its fallback, and to whom it is offered; in brackets when it is closed. */
function said(next: CaseState | 'gone' | null): string {
  if (next === null) return '✕'
  if (next === 'gone') return 'gone'
  const people = `${next.assigned.join(', ') || '-'} / ${next.fallbackId ?? '-'}`
  const all = next.offer ? `${people} → ${next.offer.to}` : people
  return next.state === 'closed' ? `(${all})` : all
}

test('every cell of the README’s table of a case', () => {
  const [head, _rule, ...rows] = tableAfter('## A case: event')
  assert.deepEqual(head, ['event', ...Object.keys(states)])
  const expected = Object.entries(events).map(([event, happens]) => [
    event,
    ...Object.values(states).map((state) => said(nextCase(state, happens))),
  ])
  assert.deepEqual(rows, [['before', ...Object.values(states).map(said)], ...expected])
})

test('every cell of the README’s table of who may do what', () => {
  const [head, _rule, ...rows] = tableAfter('## Who may do what')
  const of: CaseState = { ...one, offer: { from: 'dee', to: 'ines' } }
  const is: Record<string, CaseMember> = {
    assigned: { memberId: 'dee', permissions: new Set() },
    fallback: { memberId: 'mateo', permissions: new Set() },
    offered: { memberId: 'ines', permissions: new Set() },
    steward: { memberId: 'ruth', permissions: new Set(['cases.keep', 'messages.work']) },
  }
  assert.deepEqual(head, ['', ...Object.keys(is)])
  for (const [what, ...cells] of rows) {
    const act = (what === 'read and write' ? 'read' : what) as CaseAct
    assert.deepEqual(Object.values(is).map((member) => (mayAct(member, act, of) ? 'yes' : '')), cells, what!) // prettier-ignore
    for (const permission of ['messages.work', 'duty.work', 'team.see', 'alarms.receive'])
      assert.equal(
        mayAct({ memberId: 'sam', permissions: new Set([permission]) }, act, of),
        false,
        `${permission} ${act}`,
      )
  }
  assert.equal(rows.length, 11)
})

test('whatever happens in whatever order, nobody is twice in a case, and an open one with people never loses them all', () => {
  const everything: CaseEvent[] = ['dee', 'mateo', 'ines'].flatMap((memberId): CaseEvent[] => [
    { kind: 'assigned', memberId },
    { kind: 'taken off', memberId },
    { kind: 'fallback named', memberId },
    { kind: 'offered', from: 'dee', to: memberId },
    { kind: 'offered', from: memberId, to: 'sam' },
    { kind: 'removed', memberId },
  ])
  const all = [...everything, ...Object.values(events)]
  const known = new Map<string, CaseState>()
  for (let fresh: CaseState[] = Object.values(states); fresh.length > 0;) {
    for (const state of fresh) known.set(JSON.stringify(state), state)
    fresh = fresh
      .flatMap((state) => all.map((event) => keeps(state, event)))
      .filter((next) => next !== null && next !== 'gone')
      .filter((next) => !known.has(JSON.stringify(next)))
    fresh = [...new Map(fresh.map((state) => [JSON.stringify(state), state])).values()]
  }
  assert.ok(known.size > 40)
  for (const { assigned, fallbackId, offer } of known.values()) {
    assert.equal(new Set(assigned).size, assigned.length)
    assert.ok(!assigned.includes(fallbackId ?? ''))
    assert.ok(offer === null || (assigned.includes(offer.from) && !assigned.includes(offer.to)))
  }
})

/** Only the leaving of the very last, without a fallback, leaves a case to nobody. */
function keeps(state: CaseState, event: CaseEvent): CaseState | 'gone' | null {
  const next = nextCase(state, event)
  if (next === null || next === 'gone' || next.assigned.length > 0 || state.assigned.length === 0) return next
  assert.equal(event.kind, 'removed')
  assert.equal(state.fallbackId, null)
  return next
}
