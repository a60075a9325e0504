import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam } from '../../tests/people.ts'
import { floor, openLine } from './acting.ts'
import { PlainBrowser } from './acting-plain.ts'

/* A browser without script has one chat of a line at a time, and as many tabs as somebody likes. */

const seedIn = (html: string): string => /name="start" value="([^"]+)"/.exec(html)![1]!
/** The hidden fields of the form on this page whose button, or place to write, says `name`. */
const hidden = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(([, name, value]) => [name!, value!]),
  )

const chats = async ({ house }: TestHouse): Promise<string[]> =>
  (await house.db.sql<{ state: string }[]>`select state from contacts order by state`).map(({ state }) => state)

async function opened(house: TestHouse): Promise<PlainBrowser> {
  await openLine(house, await foundTeam(house))
  return new PlainBrowser(house)
}

test('a caller comes again by a link from elsewhere, where browsers leave the cookie out: their words go into the chat that goes on', async () => {
  await using house = await openTestHouse({ features: floor })
  const caller = await opened(house)
  await caller.start('hello')
  const { cookie } = caller
  const strange = new PlainBrowser(house)
  const start = seedIn((await strange.get()).html)

  const again = await caller.post('', { start, text: 'it is me again' })
  assert.deepEqual([again.status, again.headers.get('location')], [303, caller.path])
  await caller.post('', { start, text: 'it is me again' })
  assert.equal(caller.cookie, cookie)
  assert.deepEqual(await chats(house), ['open'])
  const { html } = await caller.get('/stream?once')
  assert.equal(html.split('it is me again').length, 2, 'once')
  assert.match(html, /hello/)

  await caller.post('/end', { erase: 'no' })
  await caller.post('', { start: seedIn((await strange.get()).html), text: 'another day' })
  assert.deepEqual(await chats(house), ['ended', 'open'])
})

test('the form of a chat that is over, left open in another tab, ends and erases nothing but what it is about', async () => {
  await using house = await openTestHouse({ features: floor })
  const caller = await opened(house)
  await caller.start('the first')
  const [end, write] = [hidden((await caller.get('/end')).html), hidden((await caller.get('/write')).html)]
  await caller.post('/end', { ...end, erase: 'no' })
  const ended = hidden((await caller.get()).html)
  await caller.post('', { start: seedIn((await caller.get('?new=1')).html), text: 'the second' })
  assert.deepEqual(await chats(house), ['ended', 'open'])

  for (const form of [end, ended])
    for (const erase of ['no', 'yes']) {
      const answer = await caller.post('/end', { ...form, erase })
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, caller.path])
    }
  assert.deepEqual(await chats(house), ['ended', 'open'])
  const answer = await caller.post('/write', { ...write, text: 'for the first' })
  assert.equal(answer.status, 422)
  assert.match(answer.html, /for the first/, 'back in its field')
  assert.doesNotMatch((await caller.get('/stream?once')).html, /for the first/)

  await caller.post('/write', { ...hidden(answer.html), text: 'for the second, then' })
  assert.match((await caller.get('/stream?once')).html, /for the second, then/)
  await caller.post('/end', { ...hidden((await caller.get('/end')).html), erase: 'no' })
  assert.deepEqual(await chats(house), ['ended', 'ended'])
})
