import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour } from '#platform/clock'
import { readmeTable } from '../../tests/readme-table.ts'
import { fromTheFirst, monthsOf, nudgesOf, weekendsBefore, type Load } from './load.ts'
import {
  endedFor,
  listeningActs,
  listenWithin,
  mayDo,
  mayMark,
  newListening,
  nextAt,
  nextListening,
  undoFor,
  type Listening,
  type ListeningEvent,
  type Situation,
} from './rules.ts'

const now = Date.parse('2026-11-20T21:00:00Z')
const at: Situation = { now, spare: (not) => ['ruth', 'amara'].find((who) => !not.includes(who)) ?? null }
const nobody: Situation = { now, spare: () => null }
const open: Listening = { ...newListening({ memberId: 'sam', ownerId: 'dee' }, at), fallbackId: 'mateo', dueAt: now }
const columns: Record<string, Listening> = {
  open,
  late: { ...open, ownerId: 'mateo', fallbackId: 'ruth', late: true },
  alone: { ...open, fallbackId: null },
  ended: { ...open, state: 'kept', endedAt: now - undoFor },
}
const events: Record<string, (of: Listening) => ListeningEvent | null> = {
  due: () => ({ kind: 'due' }),
  kept: () => ({ kind: 'kept' }),
  'let go': () => ({ kind: 'let go' }),
  'given to Inés': () => ({ kind: 'given', to: 'ines' }),
  taken: ({ fallbackId }) => (fallbackId ? { kind: 'given', to: fallbackId } : null),
  undone: () => ({ kind: 'undone' }),
  'Dee left': () => ({ kind: 'left', who: 'dee' }),
  'Mateo left': () => ({ kind: 'left', who: 'mateo' }),
}

function inShort(next: Listening | null): string {
  if (!next) return ''
  if (next.state !== 'open') return next.state
  return `${next.late ? 'late' : 'open'}: ${next.ownerId}${next.fallbackId ? `, then ${next.fallbackId}` : ''}`
}

test('a listening goes on as the table says, cell by cell', () => {
  const [[, ...names], ...rows] = readmeTable(import.meta.dirname, 'A listening') as [string[], ...string[][]]
  assert.deepEqual([names, rows.map(([name]) => name)], [Object.keys(columns), Object.keys(events)])
  for (const [name, ...cells] of rows)
    for (const [index, cell] of cells.entries()) {
      const of = columns[names[index]!]!
      const event = events[name!]!(of)
      assert.equal(inShort(event && nextListening(of, event, at)), cell, `${name}, ${names[index]}`)
    }
})

test('who may do what is what the table says; others may do nothing', () => {
  const [[, ...names], ...rows] = readmeTable(import.meta.dirname, 'Who may do what') as [string[], ...string[][]]
  const who: Record<string, string> = { 'who asked': 'sam', owner: 'dee', fallback: 'mateo' }
  const ended = [open, { ...open, state: 'kept', endedAt: now }, { ...open, state: 'let go', endedAt: now }] as const
  assert.deepEqual(
    rows.map(([act]) => act),
    listeningActs,
  )
  for (const [act, ...cells] of rows)
    for (const [index, cell] of cells.entries()) {
      const may = ended.some((of) => mayDo(of, who[names[index]!]!).includes(act as 'keep'))
      assert.equal(may ? 'yes' : '', cell, `${names[index]}, ${act}`)
    }
  assert.deepEqual(mayDo(open, 'ines'), [])
  assert.deepEqual([mayDo(ended[1], 'sam'), mayDo(ended[2], 'dee')], [[], []], 'whoever ended it takes it back')
})

test('nobody who would like to talk is ever without an owner and a time, whatever happens', () => {
  const people = ['dee', 'mateo', 'ines', 'ruth', 'amara']
  let seen = [open, columns['alone']!]
  for (let round = 0; round < 3; round++)
    seen = seen.flatMap((of) => {
      const all: ListeningEvent[] = [
        ...(['due', 'kept', 'let go', 'undone'] as const).map((kind) => ({ kind })),
        ...people.flatMap((one) => [{ kind: 'given', to: one } as const, { kind: 'left', who: one } as const]),
      ]
      return all.flatMap((event) =>
        [at, nobody].flatMap((with_) => nextListening({ ...of, dueAt: now }, event, with_) ?? []),
      )
    })
  assert.ok(seen.length > 1000)
  for (const of of seen) {
    assert.ok(of.ownerId !== 'sam' && of.fallbackId !== 'sam' && of.ownerId !== of.fallbackId, JSON.stringify(of))
    assert.equal(of.state === 'open', of.endedAt === null)
  }
})

test('when it is looked after, and what ends when nobody is left', () => {
  const fresh = newListening({ memberId: 'sam', ownerId: 'ruth' }, at)
  assert.deepEqual([fresh.fallbackId, nextAt(fresh)], ['amara', now + listenWithin])
  assert.equal(nextListening(fresh, { kind: 'due' }, at), null, 'not before its time')
  const late = nextListening(open, { kind: 'due' }, at)!
  assert.equal(nextAt(late), now + day)
  const kept = nextListening(open, { kind: 'kept' }, at)!
  assert.equal(nextAt(kept), now + endedFor)
  assert.equal(nextListening(kept, { kind: 'undone' }, { ...at, now: now + undoFor + 1 }), null)
  const left = nextListening(columns['alone']!, { kind: 'left', who: 'dee' }, nobody)!
  assert.equal(left.state, 'let go')
  assert.equal(nextListening(open, { kind: 'given', to: 'sam' }, at), null)
})

test('a hard night is said by them, by who sat there, by who plans: of nobody else', () => {
  const sat = ['dee', 'sam']
  const may = (by: string, plans = false, memberId = 'sam'): boolean => mayMark(sat, { memberId, by, plans })
  assert.deepEqual([may('sam'), may('dee'), may('ines'), may('amara', true)], [true, true, false, true])
  assert.equal(may('amara', true, 'ines'), false)
})

const load = (daysAgo: number, hours = 6, more: Partial<Load> = {}): Load => {
  const endsAt = now - daysAgo * day
  const startsAt = endsAt - hours * hour
  const date = new Date(startsAt).toISOString().slice(0, 10)
  return { startsAt, endsAt, dates: [date], night: false, hard: false, alone: false, ...more }
}
const kinds = (loads: Load[]): string[] =>
  nudgesOf(loads, { now, today: '2026-11-20', cap: 72 }).map(({ kind }) => kind)

test('somebody carries too much from these numbers on, and not one before', () => {
  const hours = (count: number): Load[] => [load(1, count / 2), load(27, count / 2)]
  assert.deepEqual([kinds(hours(57)), kinds(hours(58))], [[], ['hours']])
  assert.deepEqual(kinds([load(1, 30), load(28, 30)]), [], 'four weeks, not longer')
  const nights = [1, 3, 6].map((days) => load(days, 6, { night: true }))
  assert.deepEqual([kinds(nights.slice(1)), kinds(nights)], [[], ['nights']])
  assert.deepEqual(kinds([...nights.slice(1), load(7, 6, { night: true })]), [])
  const hard = [2, 29].map((days) => load(days, 6, { hard: true }))
  assert.deepEqual([kinds(hard.slice(1)), kinds(hard)], [[], ['hard']])
  assert.deepEqual(kinds([load(-1, 100)]), [], 'what is to come does not count')
})

test('no weekend off in five: one free Saturday and Sunday is enough', () => {
  const weekends = weekendsBefore('2026-11-20', 5)
  assert.deepEqual(weekends[0], ['2026-11-14', '2026-11-15'])
  assert.deepEqual(weekendsBefore('2026-11-15', 1), [['2026-11-07', '2026-11-08']], 'a Sunday is not over')
  const each = weekends.map((days, index) => load(6 + index * 7, 1, { dates: [days[index % 2]!] }))
  assert.deepEqual([kinds(each), kinds(each.slice(1))], [['weekends'], []])
})

test('twelve months, this one last; a shift counts in the month in which it begins', () => {
  const loads = [
    load(0, 7.5, { night: true, hard: true }),
    load(20, 6, { dates: ['2026-10-31', '2026-11-01'], alone: true }),
    load(400),
  ]
  const months = monthsOf(loads, '2026-11-20')
  assert.deepEqual([months.length, months[0]!.month], [12, '2025-12'])
  assert.deepEqual(months.at(-1), { month: '2026-11', shifts: 1, hours: 7.5, nights: 1, hard: 1, alone: 0 })
  assert.deepEqual(months.at(-2), { month: '2026-10', shifts: 1, hours: 6, nights: 0, hard: 0, alone: 1 })
  const shown = fromTheFirst(months).map(({ month }) => month)
  assert.deepEqual([shown, fromTheFirst(months.slice(0, 5))], [['2026-10', '2026-11'], []])
})
