import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PanelView } from '#features/keys/browser'
import { fetchQuietly, fetchView, viewOf } from './fetching.ts'

const view = (() => {}) as unknown as PanelView

/** A screen that comes unless `offline` says so; `asked` counts how often it was asked for. */
function later(path: string) {
  const screen = {
    path,
    asked: 0,
    offline: false,
    load: () => {
      screen.asked++
      return screen.offline ? Promise.reject(new TypeError('offline')) : Promise.resolve({ default: view })
    },
  }
  return screen
}

test('what is here is shown at once; what has come once is never fetched again', async () => {
  assert.equal(viewOf({ path: 'here', component: view }), view)
  const roster = later('roster')
  assert.equal(viewOf(roster), undefined)
  assert.equal(await fetchView(roster), view)
  assert.equal(await fetchView(roster), view)
  assert.deepEqual([viewOf(roster), roster.asked], [view, 1])
})

test('what did not come is asked for again when it is opened again', async () => {
  const coverage = later('coverage')
  coverage.offline = true
  await assert.rejects(fetchView(coverage), /offline/)
  coverage.offline = false
  assert.equal(await fetchView(coverage), view)
  assert.equal(coverage.asked, 2)
})

test('quietly everything one may open comes, one after the other; without a connection it ends until there is one', async () => {
  const [lines, form, team] = [later('lines'), later('form'), later('team')]
  form.offline = true
  await fetchQuietly([{ path: 'waiting', component: view }, lines, form, team])
  assert.deepEqual([lines, form, team].map(viewOf), [view, undefined, undefined])
  form.offline = false
  await fetchQuietly([lines, form, team])
  assert.deepEqual([lines, form, team].map(viewOf), [view, view, view])
  assert.equal(lines.asked, 1)
})
