import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PanelView } from '#features/keys/browser'
import type { ConsoleDesk, Screen, ScreenGroup } from './desk.ts'
import { barOf, countsOf, grouped, isLong, shownFolded } from './navigation.ts'

const screen = (path: string, group: ScreenGroup, count?: number) => ({
  name: path,
  path,
  title: () => path,
  component: (() => {}) as unknown as PanelView,
  group,
  readers: 'you' as const,
  badge: () => ({ subscribe: (read: (count: number) => void) => (count === undefined || read(count), () => {}) }),
})
const all = [
  screen('waiting', 'tonight', 2),
  screen('shifts', 'tonight'),
  screen('talks', 'tonight', 0),
  screen('room', 'tonight'),
  screen('owed', 'afterwards', 3),
  screen('cases', 'afterwards'),
  screen('roster', 'crew'),
  screen('settings', 'you'),
]
const paths = (screens: readonly Screen[]): string[] => screens.map(({ path }) => path)

test('screens stand in groups in their order, and who may see none of a group sees no heading', () => {
  assert.deepEqual(
    grouped(all).map(({ group, screens }) => [group, paths(screens)]),
    [
      ['tonight', ['waiting', 'shifts', 'talks', 'room']],
      ['afterwards', ['owed', 'cases']],
      ['crew', ['roster']],
      ['you', ['settings']],
    ],
  )
  const few = all.filter(({ group }) => group !== 'afterwards')
  assert.deepEqual(
    grouped(few).map(({ group }) => group),
    ['tonight', 'crew', 'you'],
  )
})

test('a phone shows the first four at the bottom, and always where one begins; five are shown without "More"', () => {
  assert.deepEqual(paths(barOf(all, all[0])), ['waiting', 'shifts', 'talks', 'room'])
  assert.deepEqual(paths(barOf(all, all[4])), ['waiting', 'shifts', 'talks', 'owed'])
  assert.deepEqual(paths(barOf(all.slice(0, 5), all[0])), paths(all.slice(0, 5)))
})

test('a folded group still shows where one is and what asks for somebody; only long lists fold', () => {
  const counts = new Map([
    ['owed', 3],
    ['cases', 0],
  ])
  const afterwards = grouped(all)[1]!.screens
  assert.deepEqual(paths(shownFolded(afterwards, 'waiting', counts)), ['owed'])
  assert.deepEqual(paths(shownFolded(afterwards, 'cases', counts)), ['owed', 'cases'])
  assert.equal(isLong(all), false)
  assert.equal(isLong([...all, ...all]), true)
})

test('the numbers of every screen are told as one, and let go together', () => {
  let told: ReadonlyMap<string, number> = new Map()
  let stopped = 0
  const leaving = { ...screen('left', 'crew'), badge: () => ({ subscribe: () => () => void stopped++ }) } as Screen
  const stop = countsOf({} as ConsoleDesk, [...all, leaving]).subscribe((now) => (told = now))
  assert.deepEqual(
    [...told],
    [
      ['waiting', 2],
      ['talks', 0],
      ['owed', 3],
    ],
  )
  stop()
  assert.equal(stopped, 1)
})
