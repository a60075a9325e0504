import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '#platform/clock'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, until } from './acting.ts'
import { PlainBrowser } from './acting-plain.ts'
import type { Conversation } from './browser/conversation.ts'

/* The chat without script, over plain HTTP: a page that grows in one frame, a form in another. */

async function night(house: TestHouse): Promise<{ people: People; desk: ReturnType<typeof deskOf> }> {
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, lineId)
  return { people, desk }
}

const contactId = async (house: TestHouse): Promise<string> =>
  (
    await house.house.db.sql<{ id: string }[]>`select contact_id as id from contacts order by opened_at desc nulls last`
  )[0]!.id

/** Dee answers whoever waits. */
async function answer(house: TestHouse, desk: ReturnType<typeof deskOf>): Promise<Conversation> {
  const id = await contactId(house)
  await desk.live.say('queue.claim', { contactId: id, locked: false })
  const conversation = conversationOf(house, desk, id)
  conversation.look(true)
  await until(() => conversation.state === 'open', 'the conversation opening')
  return conversation
}
const saidTo = ({ talk }: Conversation): string[] =>
  talk.log.rows.flatMap(({ body }) => (body?.k === 'text' ? [body.text] : []))

test('a chat without script: asked, answered, both ways, seen, and ended; the words are in no cookie and no address', async () => {
  await using house = await openTestHouse({ features: floor })
  const { desk } = await night(house)
  const caller = new PlainBrowser(house)
  const first = await caller.get()
  assert.match(first.html, /our server sees your words and ours in passing/)
  assert.deepEqual(caller.given, [], 'no cookie before a chat')
  const started = await caller.start('hello <b>there</b>')
  assert.deepEqual([started.status, started.headers.get('location')], [303, caller.path])
  for (const line of caller.given) assert.match(line, /; Path=\/(en|es)\/line\/chat; HttpOnly; SameSite=Strict$/)
  const page = await caller.get()
  assert.match(page.html, /<iframe[^>]+name="talk"/)
  assert.match(page.headers.get('content-security-policy')!, /frame-src 'self'; frame-ancestors 'none'/)

  const frame = await caller.stream()
  assert.match(frame.headers.get('content-security-policy')!, /^default-src 'none'; style-src 'self'; form-action/)
  assert.equal(frame.headers.get('refresh'), '5')
  assert.equal(frame.headers.get('content-encoding'), null)
  await frame.says('hello &lt;b&gt;there&lt;/b&gt;')
  await frame.says('We are asking 1 person.')
  const conversation = await answer(house, desk)
  await frame.says('Dee is here with you.')
  await frame.says('class="note seen"')
  conversation.write('I am here.')
  await frame.says('I am here.')
  assert.equal((await caller.write('thank\r\nyou')).headers.get('location'), `${caller.path}/write?kept=1`)
  await frame.says('thank\nyou')
  await until(() => saidTo(conversation).includes('thank\nyou'), 'Dee reading it')
  assert.equal(
    conversation.talk.log.rows.every(({ body }) => body !== null),
    true,
  )
  await until(() => (conversation.view?.seenByCaller ?? 0) >= 4, 'being on the caller’s page')

  await conversation.end(false)
  await frame.says('Dee said goodbye and ended the chat.')
  await frame.says('The chat has ended')
  assert.match((await caller.get()).html, /The crew ended the chat/)
  assert.equal((await caller.get('/write')).html.includes('<form'), false)
  await house.clock.advance(10 * minute + 1000)
  await frame.ends()
})

test('what the cookie could open is gone with the end; who has no cookie, or another, is shown nothing', async () => {
  await using house = await openTestHouse({ features: floor })
  await night(house)
  const caller = new PlainBrowser(house)
  await caller.start('only for you')
  const id = await contactId(house)
  for (const cookie of [
    '',
    `page=${'A'.repeat(43)}.${'A'.repeat(43)}`,
    caller.cookie.replace(/\..*/, `.${'A'.repeat(43)}`),
  ]) {
    const stranger = new PlainBrowser(house)
    stranger.cookie = cookie
    for (const part of ['/stream', '/write', '']) {
      const { html } = await stranger.get(part)
      assert.equal(html.includes('only for you') || html.includes('<iframe'), false, `${cookie} ${part}`)
    }
  }
  const { html } = await caller.post('/end', { erase: 'no' })
  assert.equal(html, '')
  await house.settled()
  assert.equal(house.house.keyStore.has(`page ${id}`), false)
  const rows = await house.house.db.sql`select sealed from plain_pages`
  assert.deepEqual([rows.length, rows[0]?.['sealed']], [1, null])
  assert.equal((await caller.get('/stream')).html.includes('only for you'), false)
  await caller.post('/end', { erase: 'yes' })
  assert.equal((await house.house.db.sql`select 1 from plain_pages`).length, 0)
  assert.equal(caller.cookie, '')
  await house.clock.advance(hour + 1000)
  assert.equal((await house.house.db.sql`select 1 from contacts`).length, 0)
})

test('nobody comes: said after three minutes with what else is open; a message is left into the same chat', async () => {
  await using house = await openTestHouse({ features: floor })
  const { desk } = await night(house)
  await desk.live.say('duty.out', {})
  const caller = new PlainBrowser(house)
  await caller.start('is anybody there')
  const frame = await caller.stream()
  await frame.says('We are trying to reach the crew.')
  await house.clock.advance(3 * minute + 1000)
  await frame.says('Nobody has been able to answer yet')
  await frame.says(`href="${caller.path}/left" target="_top"`)
  assert.match((await caller.post('/left', { text: '', safe: 'no' })).html, /Please write a message/)
  await caller.post('/left', { text: 'call me', safe: 'yes', way: 'call', reach: '555 1234', others: 'hang-up' })
  await frame.says('We have your message')
  const left = await house.house.db.sql`select state, owner_id from messages_left`
  assert.equal(left[0]?.['state'], 'open')
})

test('pressed twice it is one chat, sent twice it is one message; "leave now" forgets, from our own page only', async () => {
  await using house = await openTestHouse({ features: floor })
  await night(house)
  const caller = new PlainBrowser(house)
  const seed = /name="start" value="([^"]+)"/.exec((await caller.get()).html)![1]!
  await caller.post('', { start: seed, text: 'once' })
  const { cookie } = caller
  await caller.post('', { start: seed, text: 'once' })
  assert.equal(caller.cookie, cookie)
  const id = crypto.randomUUID()
  for (const _ of [1, 2]) assert.equal((await caller.post('/write', { id, text: 'and again' })).status, 303)
  assert.equal((await house.house.db.sql`select 1 from contacts`).length, 1)
  assert.equal((await house.house.db.sql`select 1 from stream_rows`).length, 3)
  const shown = await caller.stream('/stream?once=1')
  await shown.ends()
  assert.equal(shown.html.split('and again').length, 2)
  assert.equal(shown.headers.get('refresh'), '15')
  const foreign = await house.request(`${caller.path}/gone`, { headers: { cookie, 'sec-fetch-site': 'cross-site' } })
  assert.deepEqual(foreign.headers.getSetCookie(), [])
  const gone = await caller.get('/gone')
  assert.deepEqual([gone.status, caller.cookie], [303, ''])
  assert.match(gone.headers.get('location')!, /^https:/)
  assert.match((await caller.get()).html, /name="start"/)
})
