import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readable } from 'svelte/store'
import type { Desk } from '#features/keys/browser'
import '../../tests/without-screens.ts'
import type { OwedPart } from './browser/parts.ts'

const { owedByMe } = await import('./browser/owed-by-me.ts')
const { owedParts } = await import('./browser/parts.ts')

test('the number beside what we owe is what is mine: promises, and those who would like to talk with me', () => {
  let hear: (pulse: { mine: number }) => void = () => {}
  const live = { follow: (_topic: string, _key: string, { onView }: { onView: typeof hear }) => void (hear = onView) }
  owedParts.push({ component: {} as OwedPart['component'], count: () => readable(7), mine: () => readable(2) })
  const told: number[] = []
  const stop = owedByMe({ live } as unknown as Desk).subscribe((count) => told.push(count))
  hear({ mine: 3 })
  assert.deepEqual([told.at(-1)], [5])
  stop()
  hear({ mine: 4 })
  assert.equal(told.at(-1), 5)
})
