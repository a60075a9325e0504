import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attention } from './browser/attention.ts'

/** A console whose reader looks at `at`; what it was told so far, and `pass` for the moment that passes. */
function reader() {
  const told: (number | 'call')[] = []
  let later: (() => void)[] = []
  const looks = { at: '' }
  const attention = new Attention({
    looksAt: (contactId) => looks.at === contactId,
    count: (unread) => void told.push(unread),
    call: () => void told.push('call'),
    soon: (work) => void later.push(work),
  })
  const pass = (): (number | 'call')[] => {
    for (const work of later.splice(0)) work()
    later = []
    return told.splice(0)
  }
  return { attention, looks, pass }
}
const one = (unread: number) => [{ contactId: 'one', unread }]

test('new words elsewhere are called out once, however many come in a moment; words before somebody’s eyes are not', () => {
  const { attention, looks, pass } = reader()
  looks.at = 'one'
  attention.received(one(0))
  assert.deepEqual(pass(), [0], 'I answered it and look at it')
  attention.received(one(1))
  attention.received(one(0))
  assert.deepEqual(pass(), [0], 'it came, and was read')
  looks.at = ''
  for (const unread of [1, 2, 3]) attention.received(one(unread))
  assert.deepEqual(pass(), [3, 'call'])
  attention.received(one(3))
  assert.deepEqual(pass(), [3], 'nothing new')
  attention.received(one(0))
  assert.deepEqual(pass(), [0])
})

test('somebody brought into a conversation hears of it, although nothing was written yet', () => {
  const { attention, pass } = reader()
  attention.received(one(0))
  assert.deepEqual(pass(), [0, 'call'])
})
