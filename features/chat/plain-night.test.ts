import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { minute } from '#platform/clock'
import { memberRemoved } from '#features/keys'
import { lineByPath } from '#features/lines'
import { Hono } from 'hono'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, until } from './acting.ts'
import { PlainBrowser } from './acting-plain.ts'
import type { Conversation } from './browser/conversation.ts'
import { growing } from './server/stream.ts'
import { pageOf } from './server/stream-page.ts'

/* What a night brings to a chat without script: a removal, a restart, a slow reader, a page that goes, two processes. */

type Night = { people: People; desk: ReturnType<typeof deskOf>; caller: PlainBrowser; contactId: string }

async function started(house: TestHouse, text = ''): Promise<Night> {
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, lineId)
  const caller = new PlainBrowser(house)
  await caller.start(text)
  const rows = await house.house.db.sql<{ id: string }[]>`select contact_id as id from contacts`
  return { people, desk, caller, contactId: rows[0]!.id }
}

async function answered(house: TestHouse, { desk, contactId }: Night): Promise<Conversation> {
  await desk.live.say('queue.claim', { contactId, locked: false })
  const conversation = conversationOf(house, desk, contactId)
  await until(() => conversation.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  return conversation
}

test('after a removal the talk goes on under a new key: nothing is taken under the old one, and every word is read', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await started(house, 'first')
  const frame = await night.caller.stream()
  await frame.says('first')
  const conversation = await answered(house, night)
  const is = { teamId: night.people.team.teamId, memberId: night.people.sam.memberId }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is }),
  )
  conversation.write('under the new key')
  await frame.says('under the new key')
  assert.equal((await night.caller.write('mine too')).status, 303)
  await frame.says('mine too')
  await until(
    () => conversation.talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === 'mine too'),
    'Dee reading it',
  )
  const epochs = await house.house.db.sql<{ body: string }[]>`select body from stream_rows order by seq desc limit 2`
  assert.deepEqual(epochs.map(({ body }) => (JSON.parse(body) as { e: number }).e).includes(1), false)
})

test('alone after a removal: a message is not taken under the old key, and comes back to be sent again', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const { people, caller } = await started(house, 'first')
  const is = { teamId: people.team.teamId, memberId: people.sam.memberId }
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is }),
  )
  const { status, html } = await caller.write('please keep this')
  assert.equal(status, 422)
  assert.match(html, /someone of them has to open this chat first/)
  assert.match(html, /please keep this/, 'what was typed is not lost')
  const left = await caller.post('/left', { text: 'then this way', safe: 'no' })
  assert.match(left.html, /We have your message/)
  const kept = await house.house.db.sql<{ state: string }[]>`select state from messages_left`
  assert.deepEqual(
    kept.map(({ state }) => state),
    ['open'],
  )
  const waits = await house.house.db.sql`select 1 from contacts where state = 'open' and channel = 'chat'`
  assert.equal(waits.length, 0)
})

test('a page that is open counts as there; when it goes, the queue knows; a stop ends it, and it comes again', async () => {
  const house = await openTestHouse({ features: floor, clock: 'wall' })
  const { caller, contactId, people } = await started(house, 'here')
  const frame = await caller.stream()
  await frame.says('here')
  const present = (): string[] => house.house.live.connected(people.team.teamId).contactIds
  assert.deepEqual(present(), [contactId])
  frame.hangUp()
  await until(() => present().length === 0, 'its going being noticed')
  const again = await caller.stream()
  await again.says('here')
  await using after = await house.restarted()
  await again.ends()
  assert.match(again.html, /<\/html>\s*$/, 'whole, so that the browser comes again')
  const next = new PlainBrowser(after)
  next.cookie = caller.cookie
  await (await next.stream()).says('here')
})

test('the answer begins anew after twenty minutes; signs of life come meanwhile', async () => {
  await using house = await openTestHouse({ features: floor })
  const { caller } = await started(house, 'long')
  const frame = await caller.stream()
  await frame.says('long')
  await house.clock.advance(20 * minute + 1000)
  await frame.ends()
  assert.equal(frame.html.includes('The chat has ended'), false)
})

test('a reader who takes nothing costs a bounded amount of memory, and misses nothing', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const night = await started(house, 'slow')
  const got: string[] = []
  const reader = (await unread(house, night.caller)).body!.pipeThrough(new TextDecoderStream()).getReader()
  const conversation = await answered(house, night)
  const words = 'x'.repeat(3900)
  for (let n = 0; n < 300; n++) conversation.write(`${n} ${words}`)
  await until(() => conversation.talk.outbox.pending.length === 0, 'everything being kept', 120)
  assert.ok((await seenBy(house, night)) < 300, 'what was not taken is not said to be on the page')
  while (!got.at(-1)?.includes('>299 xxx')) got.push((await reader.read()).value ?? '')
  await reader.cancel()
  const html = got.join('')
  for (let n = 0; n < 300; n++) assert.equal(html.split(`>${n} xxx`).length, 2, `${n} once`)
})

/** The answer itself, without a network that would take some of it. */
async function unread({ house }: TestHouse, caller: PlainBrowser): Promise<Response> {
  const line = (await lineByPath(house.db.sql, 'line'))!
  const manner = { language: 'en' as const, dist: '', timeZone: 'UTC', chat: caller.path, practice: false }
  const app = new Hono().get(
    '*',
    async (c) =>
      (await growing(house, (await pageOf(house, c, line))!, { manner, once: false, elsewhere: async () => [] }))!,
  )
  return app.request('http://localhost/', { headers: { cookie: caller.cookie } })
}

const seenBy = async (house: TestHouse, { contactId }: Night): Promise<number> =>
  (
    await house.house.db.sql<{ seen: number }[]>`
    select seen_by_caller::int as seen from contacts where contact_id = ${contactId}`
  )[0]!.seen

test('written on one server process, shown by another; words, cookie and key are in no file and no log', async () => {
  await using house = await openTestHouse({ features: floor, clock: 'wall' })
  const sentinel = `lantern${crypto.randomUUID().replaceAll('-', '')}`
  const night = await started(house, `first ${sentinel}`)
  const second = await house.openSecondProcess()
  const elsewhere = new PlainBrowser(second)
  elsewhere.cookie = night.caller.cookie
  const frame = await elsewhere.stream()
  await frame.says(sentinel)
  await night.caller.write(`again ${sentinel}`)
  await frame.says(`again ${sentinel}`)
  await night.caller.post('/left', { text: `left ${sentinel}`, safe: 'no' })
  await frame.says('We have your message')
  const [token, key] = night.caller.cookie.replace(/^page=/, '').split('.')
  assert.deepEqual(await filesHolding(house, [sentinel, token!, key!]), [])
  const logged = [...house.logged, ...second.logged].join('\n')
  for (const secret of [sentinel, token!, key!, night.contactId]) assert.equal(logged.includes(secret), false)
  assert.ok(readFileSync(`${house.folder}/keys.sqlite`).length > 0)
})
