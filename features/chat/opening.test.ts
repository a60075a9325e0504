import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Desk } from '#features/keys/browser'
import { until } from './acting.ts'
import { Conversation } from './browser/conversation.ts'
import { conversationsOf } from './browser/conversations.ts'

test('a conversation that somebody else takes over while it opens is gone, and does not open without keys', async () => {
  const { desk, it } = deskThatWaits((asked) => asked > 1)
  const conversation = new Conversation(desk, 'c1')
  await until(() => it.asked === 2, 'looking for a newer key')
  it.ends['contact']!()
  it.again.resolve()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(conversation.state, 'gone')
  conversation.close()
})

test('locked and unlocked while it opens: it is followed once, by the opening that is under way', async () => {
  const { desk, it } = deskThatWaits((asked) => asked === 1)
  const conversation = new Conversation(desk, 'c1')
  await until(() => it.asked === 1, 'asking for the keys')
  it.became('locked')
  it.became('open')
  await until(() => conversation.state === 'open', 'the second opening')
  it.again.resolve()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(it.followed, ['contact', 'talk', 'crew', 'timeline'])
  conversation.close()
})

test('sixty messages left are Dee’s: each is followed while she reads it; a conversation is from the start', async () => {
  const { desk, it } = deskThatWaits(() => false)
  const conversations = conversationsOf(desk)
  const messages = Array.from({ length: 60 }, (_, n) => ({ contactId: `m${n}`, channel: 'message' }))
  it.mine([...messages, { contactId: 'c1', channel: 'chat' }])
  await until(() => it.followed.includes('talk'), 'the conversation being followed')
  await until(() => conversations.of('c1').state === 'open', 'the conversation being open')
  assert.deepEqual(it.followed, ['mine', 'contact', 'talk', 'crew', 'timeline'])
  await until(() => conversations.of('m7').state === 'open', 'a message being open')
  assert.equal(it.followed.length, 9)
  conversations.leave('m7')
  assert.deepEqual(it.followed, ['mine', 'contact', 'talk', 'crew', 'timeline'])
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

/** A console whose questions to the server wait for the test: those of which it says so, by their number. */
function deskThatWaits(waits: (asked: number) => boolean) {
  const it = {
    asked: 0,
    again: Promise.withResolvers<void>(),
    ends: {} as Record<string, () => void>,
    followed: [] as string[],
    became: (_state: 'locked' | 'open'): void => {},
    mine: (_mine: object[]): void => {},
  }
  const api = {
    async get() {
      it.asked += 1
      if (waits(it.asked)) await it.again.promise
      return { contact, wraps: [], now: 0 }
    },
  }
  const live = {
    state: { get: () => 'open', subscribe: () => () => {} },
    follow: (
      topic: string,
      _key: string,
      { onEnd, onView }: { onEnd?: () => void; onView?: (view: object) => void },
    ) => {
      it.followed.push(topic)
      if (onEnd) it.ends[topic] = onEnd
      if (topic === 'mine') it.mine = onView!
      return () => void it.followed.splice(it.followed.lastIndexOf(topic), 1)
    },
  }
  const subscribe = (read: (state: string) => void) => {
    it.became = read
    read('open')
    return () => {}
  }
  return { desk: { me: { memberId: 'dee' }, api, live, keyring: { ...keyring, subscribe } } as unknown as Desk, it }
}

/** Unlocked, with nothing in it. */
const keyring = {
  state: 'open',
  slot: 'member:dee:1',
  verified: async () => {},
  forget: async () => {},
  thread: () => ({ beginAgain: async () => {} }),
  learn: async () => {},
  newestEpoch: async () => 1,
  needsKey: async () => false,
  names: () => new Map(),
}
