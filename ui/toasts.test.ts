import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { hold, takeBack, toast, toasts, type Toast } from './toasts.ts'

let now: Toast[] = []
toasts.subscribe((shown) => (now = shown))
const said = (): string[] => now.map(({ sentence }) => sentence)
const undo = { words: 'Undo', act: () => {} }

/** The clock of timers in the test's hand; at its end nothing is said any more. */
function clockIn(t: TestContext): (milliseconds: number) => void {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => t.mock.timers.tick(60_000))
  return (milliseconds) => t.mock.timers.tick(milliseconds)
}

test('every sentence has its ten seconds, however many are said: none pushes another one’s way back out', (t) => {
  const pass = clockIn(t)
  for (const name of ['one', 'two', 'three', 'four']) {
    toast(name, { undo })
    pass(1_000)
  }
  assert.deepEqual(said(), ['one', 'two', 'three', 'four'])
  pass(6_000)
  assert.deepEqual(said(), ['two', 'three', 'four'])
  pass(3_000)
  assert.deepEqual(said(), [])
})

test('the same said again stands there once, but not when it can be taken back', (t) => {
  clockIn(t)
  toast('Saved.')
  toast('Saved.')
  toast('Retired.', { undo })
  toast('Retired.', { undo })
  assert.deepEqual(said(), ['Saved.', 'Retired.', 'Retired.'])
})

test('while somebody reads them none goes; afterwards each has its whole time again', (t) => {
  const pass = clockIn(t)
  toast('one', { undo })
  hold(true)
  toast('two')
  pass(30_000)
  assert.deepEqual(said(), ['one', 'two'])
  hold(false)
  pass(9_999)
  assert.deepEqual(said(), ['one', 'two'])
  pass(1)
  assert.deepEqual(said(), [])
})

test('taken back, the act is undone and its sentence gone; the hand that held it holds no later one', (t) => {
  const pass = clockIn(t)
  let isBack = false
  toast('Sam is on a break.', { undo: { words: 'Undo', act: () => (isBack = true) } })
  hold(true)
  takeBack(now[0]!)
  assert.deepEqual([isBack, said()], [true, []])
  toast('later')
  pass(10_000)
  assert.deepEqual(said(), [])
})
