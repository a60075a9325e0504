import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from './history.ts'

test('typing is one step, a pause begins another, undo and redo walk them', () => {
  const history = new History('')
  history.add('N', 0)
  history.add('Ni', 300)
  history.add('Night', 600)
  history.add('Night line', 5000)
  assert.equal(history.undo(), 'Night')
  assert.equal(history.undo(), '')
  assert.equal(history.canUndo, false)
  assert.equal(history.undo(), '')
  assert.equal(history.redo(), 'Night')
  history.add('Nightly', 9000)
  assert.equal(history.canRedo, false)
  assert.equal(history.undo(), 'Night')
})

test('a state that is the present one is no step', () => {
  const history = new History({ name: 'a' })
  history.add({ name: 'a' }, 0)
  assert.equal(history.canUndo, false)
})
