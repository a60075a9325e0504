import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Conversation } from '#features/chat/browser'
import { conversationText } from './browser/text.ts'

const at = Date.UTC(2026, 10, 21, 5, 3)
const dee = '7d3a0b52-1111-4111-8111-111111111111'
const row = (seq: number, slot: string, body: object | null) => ({ seq, id: `${seq}`, slot, body })
const talk = {
  log: {
    rows: [
      row(1, 'caller:0011223344556677', {
        k: 'hello',
        reader: 'caller:0011223344556677',
        recipient: 'age1pq1',
        lang: 'es',
      }),
      row(2, `member:${dee}:0011223344556677`, { k: 'joined', name: 'Dee', as: 'answer', at }),
      row(3, 'caller:0011223344556677', { k: 'text', text: 'my brother\nis shouting', at }),
      row(4, `member:${dee}:0011223344556677`, { k: 'text', text: 'I am with you', at: at + 60_000 }),
      row(5, '', null),
      row(6, `member:${dee}:0011223344556677`, { k: 'bye', at: at + 120_000 }),
    ],
  },
} as unknown as Conversation['talk']

const desk = (language: 'en' | 'es') =>
  ({
    language,
    team: { name: 'Beside the River', timeZone: 'America/Los_Angeles' },
    keyring: { names: () => new Map([[dee, 'Dee']]) },
  }) as never

test('a person’s copy: who said what when, in the team’s time, and that something could not be read', () => {
  assert.equal(
    conversationText({ talk }, desk('en'), at + 3_600_000),
    [
      'A conversation with Beside the River, copied on Fri 20 Nov 2026 22:03 (America/Los_Angeles)',
      '',
      '[Fri 20 Nov 2026 21:03] Dee is here.',
      '[Fri 20 Nov 2026 21:03] You: my brother\nis shouting',
      '[Fri 20 Nov 2026 21:04] Dee: I am with you',
      '(This could not be read.)',
      '[Fri 20 Nov 2026 21:05] Dee ended the chat.',
      '',
    ].join('\n'),
  )
  assert.match(conversationText({ talk }, desk('es'), at), /Tú: my brother/)
})
