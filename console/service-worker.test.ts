import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { allowedTexts } from '#features/alarms'
import { themeAt } from './theme.ts'
import { placeOf } from './place.ts'

const worker = readFileSync(new URL('public/console-sw.js', import.meta.url), 'utf8')

test('a notification can say one sentence only: the one alarms allow, in each language', () => {
  const [, table] = /const sentences = (\{.*\})/.exec(worker) ?? []
  const said = Object.fromEntries(
    [...table!.matchAll(/(\w+): '([^']+)'/g)].map(([, language, text]) => [language, text]),
  )
  const allowed = Object.entries(allowedTexts).map(([language, { sentence }]) => [language, sentence])
  assert.deepEqual(said, Object.fromEntries(allowed))
  assert.equal([...worker.matchAll(/showNotification\(/g)].length, 1)
  assert.doesNotMatch(worker, /event\.data|caches\./, 'it reads no payload and keeps nothing')
})

test('by itself the console is dark from eight in the evening to seven, and follows the device by day', () => {
  assert.deepEqual(
    [19, 20, 23, 0, 6, 7, 12].map((hour) => themeAt('auto', hour)),
    [null, 'night', 'night', 'night', 'night', null, null],
  )
  assert.equal(themeAt('day', 23), 'day')
  assert.equal(themeAt('night', 12), 'night')
})

test('the address says the screen and what is open on it', () => {
  assert.deepEqual(placeOf('#/talks/abc/notes'), { path: 'talks', rest: 'abc/notes' })
  assert.deepEqual(placeOf('#/team'), { path: 'team', rest: '' })
  for (const nowhere of ['', '#', '#/']) assert.deepEqual(placeOf(nowhere), { path: '', rest: '' })
})
