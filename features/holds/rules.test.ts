import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { day, hour } from '#platform/clock'
import { delayHours } from '../keys/rules.ts'
import {
  goingOf,
  motionMoves,
  nextMotion,
  refuseHold,
  standardPeriods,
  waitFor,
  type Measure,
  type MotionEvent,
  type MotionKind,
  type MotionState,
} from './rules.ts'

/* The tables of the README are the rules, cell by cell. */
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
function tableAfter(heading: string): string[][] {
  const lines = readme.slice(readme.indexOf(heading)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const events: MotionEvent[] = ['agree', 'wait over', 'withdraw', 'end', 'run out', 'gone']
const states: MotionState[] = ['open', 'standing', 'over', 'withdrawn']
const kinds: MotionKind[] = ['hold', 'export', 'periods']

test('every cell of the README’s table of motions, for everybody who could say it', () => {
  const [head, , ...rows] = tableAfter('## A motion')
  assert.deepEqual(head!.slice(1), events)
  assert.deepEqual(
    rows.map(([name]) => name),
    kinds.flatMap((kind) => states.map((state) => `${kind}, ${state}`)),
  )
  for (const [name, ...cells] of rows) {
    const [kind, state] = name!.split(', ') as [MotionKind, MotionState]
    for (const [at, event] of events.entries())
      for (const by of ['ruth', 'amara', null]) {
        const next = nextMotion({ kind, state, movedBy: 'ruth' }, event, by)
        const own = event === 'agree' && by === 'ruth'
        const wanted = cells[at] === '' ? { refused: 'not-now' } : own ? { refused: 'own' } : cells[at]
        assert.deepEqual(next, wanted, `${name}: ${event} by ${by}`)
      }
  }
  assert.deepEqual(Object.keys(motionMoves).toSorted(), kinds.toSorted())
})

const begun = new Date('2026-11-20T21:00:00Z')
const long = new Date(begun.getTime() + 60 * day)
const after: Record<string, number> = { '14 days': 14 * day, '30 days': 30 * day, '24 h': day, '1 h': hour }

test('every cell of the README’s table of when an object goes', () => {
  const [, , ...rows] = tableAfter('## When an object goes')
  assert.equal(rows.length, 8)
  for (const [name, ...cells] of rows) {
    const measure = name!.startsWith('none') ? null : (name as Measure)
    const cases = [
      { heldUntil: null, promises: 0 },
      { heldUntil: long, promises: 0 },
      { heldUntil: long, promises: 1 },
    ]
    for (const [at, given] of cases.entries()) {
      const clock = measure && { measure, startedAt: begun }
      const going = goingOf({ clock, ended: name !== 'none, open', periods: standardPeriods, ...given })
      const [why, when] = cells[at]!.split(', ')
      assert.equal(going.why, why, `${name} ${at}`)
      const wanted =
        when === undefined
          ? null
          : when.startsWith('until')
            ? long.getTime()
            : begun.getTime() + (when === 'at once' ? 0 : after[when.replace('after ', '')]!)
      assert.equal(going.at?.getTime() ?? null, wanted, `${name} ${at}`)
    }
  }
})

test('a hold that ends before the clock changes nothing', () => {
  const clock = { measure: 'words' as const, startedAt: begun }
  const heldUntil = new Date(begun.getTime() + 2 * day)
  const going = goingOf({ clock, ended: true, periods: standardPeriods, heldUntil, promises: 0 })
  assert.deepEqual(going, { why: 'clock', at: new Date(begun.getTime() + 14 * day) })
})

test('a hold ends after it begins, and within 90 days', () => {
  const at = (days: number): Date => new Date(begun.getTime() + days * day)
  assert.equal(refuseHold(at(0), begun, null), 'too-short')
  assert.equal(refuseHold(at(1), begun, at(1)), 'too-short')
  assert.equal(refuseHold(at(2), begun, at(1)), null)
  assert.equal(refuseHold(at(90), begun, null), null)
  assert.equal(refuseHold(at(90.01), begun, null), 'too-long')
})

test('what the console says of the wait is what keys decide', () => assert.equal(waitFor, delayHours * hour))
