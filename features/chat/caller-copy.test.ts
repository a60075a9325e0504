import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saidText } from './browser/caller/copy.ts'
import { callerWords } from './caller-words.ts'

const at = new Date(2026, 10, 20, 21, 3).getTime()
const dee = 'member:7d3a0b52-1111-4111-8111-111111111111:0011223344556677'
const row = (seq: number, slot: string, body: object | null) => ({ seq, id: `${seq}`, slot, body }) as never

test('a caller takes along what was said, by the names they were told, and nothing else', () => {
  const rows = [
    row(1, 'caller:0011223344556677', { k: 'hello', reader: 'r', recipient: 'age1pq1', lang: 'en' }),
    row(2, 'caller:0011223344556677', { k: 'text', text: 'is somebody there', at }),
    row(3, dee, { k: 'joined', name: 'Dee', as: 'answer', at }),
    row(4, dee, { k: 'text', text: 'I am with you', at }),
    row(5, '', null),
    row(6, dee, { k: 'bye', at }),
  ]
  const text = saidText({ rows, words: callerWords.en, language: 'en', lineName: 'Neighbors’ line' })
  assert.deepEqual(
    text
      .replaceAll(/\[.*?\]/g, '[…]')
      .trimEnd()
      .split('\n'),
    [
      'Neighbors’ line',
      '',
      '[…] You: is somebody there',
      'Dee is here with you.',
      '[…] Dee: I am with you',
      'One message could not be read.',
      'Dee said goodbye and ended the chat.',
    ],
  )
  assert.match(text, /Nov 20, 2026/)
  assert.ok(!text.includes('age1pq1'))
})
