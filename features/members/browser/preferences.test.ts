import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepPreferences, readPreferences } from './preferences.ts'

function shelf(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start))
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  }
}

test('a new device speaks what its browser speaks, follows its theme and locks after ten minutes', () => {
  assert.deepEqual(readPreferences(shelf(), ['es-MX', 'en']), {
    language: 'es',
    theme: 'auto',
    lockMinutes: 10,
    singleKeys: true,
  })
})

test('what was chosen comes back', () => {
  const device = shelf()
  const chosen = { language: 'es', theme: 'night', lockMinutes: 5, singleKeys: false } as const
  keepPreferences(device, chosen)
  assert.deepEqual(readPreferences(device, ['en']), chosen)
})

for (const broken of ['{', 'null', '7', '{"theme":"neon","lockMinutes":99999,"language":"fr","singleKeys":"no"}'])
  test(`unreadable preferences (${broken}) count as never chosen`, () => {
    const kept = shelf({ 'beside.preferences': broken })
    const fresh = { language: 'en', theme: 'auto', lockMinutes: 10, singleKeys: true }
    assert.deepEqual(readPreferences(kept, ['en']), fresh)
  })

test('a device that forbids storage still works', () => {
  const forbidden = {
    getItem: () => {
      throw new Error('forbidden')
    },
    setItem: () => {
      throw new Error('forbidden')
    },
  }
  keepPreferences(forbidden, { language: 'en', theme: 'day', lockMinutes: 10, singleKeys: true })
  assert.equal(readPreferences(forbidden, []).theme, 'auto')
})
