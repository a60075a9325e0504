import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Desk } from '#features/keys/browser'
import { until } from './acting.ts'
import { Conversation } from './browser/conversation.ts'

test('a conversation that somebody else takes over while it opens is gone, and does not open without keys', async () => {
  const { desk, it } = deskThatWaits()
  const conversation = new Conversation(desk, 'c1')
  await until(() => it.asked === 2, 'looking for a newer key')
  it.ends['contact']!()
  it.again.resolve()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(conversation.state, 'gone')
  conversation.close()
})

const contact = {
  contactId: 'c1',
  lineId: 'l1',
  channel: 'chat',
  state: 'open',
  people: ['dee'],
  epochs: { talk: 1, crew: 1 },
  made: { talk: 1, crew: 1 },
}

/** A console whose second question to the server waits for the test. */
function deskThatWaits() {
  const it = { asked: 0, again: Promise.withResolvers<void>(), ends: {} as Record<string, () => void> }
  const desk = {
    me: { memberId: 'dee' },
    api: {
      async get() {
        it.asked += 1
        if (it.asked > 1) await it.again.promise
        return { contact, wraps: [], now: 0 }
      },
    },
    live: {
      state: { get: () => 'open', subscribe: () => () => {} },
      follow: (topic: string, _key: string, { onEnd }: { onEnd?: () => void }) => {
        if (onEnd) it.ends[topic] = onEnd
        return () => {}
      },
    },
    keyring: {
      state: 'open',
      slot: 'member:dee:1',
      subscribe: (read: (state: string) => void) => (read('open'), () => {}),
      rosters: async () => ({}),
      forget: async () => {},
      learn: async () => {},
      newestEpoch: async () => 1,
      needsKey: async () => false,
      names: () => new Map(),
    },
  } as unknown as Desk
  return { desk, it }
}
