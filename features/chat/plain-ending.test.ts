import assert from 'node:assert/strict'
import { test } from 'node:test'
import { second } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import { endContact } from '#features/contacts'
import { lineByPath } from '#features/lines'
import { Hono } from 'hono'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { letBetween } from '../../tests/meeting.ts'
import { foundTeam } from '../../tests/people.ts'
import { floor, openLine } from './acting.ts'
import { PlainBrowser } from './acting-plain.ts'
import { pageOf, type PlainPage } from './server/stream-page.ts'

/* What a chat without script is while it ends: still open or over, never something in between that takes away its cookie. */

type Waits = { caller: PlainBrowser; teamId: string; contactId: string }

async function waits(house: TestHouse): Promise<Waits> {
  const people = await foundTeam(house)
  await openLine(house, people)
  const caller = new PlainBrowser(house)
  await caller.start('still here')
  const rows = await house.house.db.sql<{ id: string }[]>`select contact_id as id from contacts`
  return { caller, teamId: people.team.teamId, contactId: rows[0]!.id }
}

const goodbye =
  ({ house }: TestHouse, { teamId, contactId }: Waits) =>
  (sql: Sql, afterCommit: AfterCommit): Promise<boolean> =>
    endContact(sql, afterCommit, house, { teamId, contactId, ending: 'crew' })

const hasKey = ({ house }: TestHouse, { contactId }: Waits): boolean => house.keyStore.has(`page ${contactId}`)

/** Everything of an ending but its commit; `meanwhile` is what the caller does before it, then it is kept or not. */
async function whileItEnds(
  house: TestHouse,
  chat: Waits,
  { meanwhile, isKept }: { meanwhile: () => Promise<void>; isKept: boolean },
): Promise<void> {
  const [done, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ending = house.house.db.transact(async (sql, afterCommit) => {
    await goodbye(house, chat)(sql, afterCommit)
    done.resolve()
    await looked.promise
    if (!isKept) throw new Error('the database went away')
  })
  const isOver = assert[isKept ? 'doesNotReject' : 'rejects'](ending)
  await done.promise
  await meanwhile().finally(looked.resolve)
  await isOver
}

test('a caller who looks while their chat is just ending keeps their cookie, and then sees the end and may ask for erasure', async () => {
  await using house = await openTestHouse({ features: floor })
  const chat = await waits(house)
  const { caller } = chat
  const { cookie } = caller
  await whileItEnds(house, chat, {
    async meanwhile() {
      const { html } = await caller.get()
      assert.equal(caller.cookie, cookie, 'the cookie is theirs')
      assert.match(html, /<iframe/, 'it is still open')
    },
    isKept: true,
  })
  const { html } = await caller.get()
  assert.match(html, /The crew ended the chat/)
  assert.match(html, /name="erase" value="yes"/)
  await house.settled()
  assert.equal(hasKey(house, chat), false)
})

test('an end that was not kept takes nothing: the caller reads and writes on', async () => {
  await using house = await openTestHouse({ features: floor })
  const chat = await waits(house)
  await whileItEnds(house, chat, { meanwhile: async () => {}, isKept: false })
  await (await chat.caller.stream()).says('still here')
  assert.equal((await chat.caller.write('and I go on')).status, 303)
})

test('the page’s key goes right after its chat; what stops the house in between only delays that', async () => {
  await using house = await openTestHouse({ features: floor })
  const chat = await waits(house)
  const { keyStore, db } = house.house
  const erase = keyStore.erase.bind(keyStore)
  keyStore.erase = () => {
    throw new Error('stopped here')
  }
  await db.transact(goodbye(house, chat)).catch(() => {})
  await house.settled()
  assert.match((await chat.caller.get()).html, /The crew ended the chat/)
  assert.equal(hasKey(house, chat), true)
  keyStore.erase = erase
  await house.clock.advance(2 * second)
  assert.equal(hasKey(house, chat), false)
})

test('a restore brings a chat back, and not its page’s key: its caller keeps the cookie, may start anew, and may ask for erasure', async () => {
  await using house = await openTestHouse({ features: floor })
  const chat = await waits(house)
  const { caller } = chat
  const { cookie } = caller
  house.house.keyStore.erase(`page ${chat.contactId}`)
  assert.match((await caller.get()).html, /name="erase" value="yes"/)
  assert.match((await caller.get('?new=1')).html, /name="start"/)
  assert.equal(caller.cookie, cookie)
  assert.match((await caller.post('/end', { erase: 'yes' })).html, /It will be erased/)
})

test('whatever is read first while the chat ends: its page is open and readable, or over', async () => {
  for (const after of [/from plain_pages/, /from contacts/]) {
    await using house = await openTestHouse({ features: floor })
    const chat = await waits(house)
    const page = await seenBy(house, chat, after, async () => {
      await house.house.db.transact(goodbye(house, chat))
      await house.settled()
    })
    assert.equal(page.kept !== null, page.contact.state === 'open', `after ${after}: ${page.contact.state}`)
  }
})

/** The caller’s page as the server finds it, where its chat ends right after the first statement of this kind. */
async function seenBy(
  { house }: TestHouse,
  { caller }: Waits,
  after: RegExp,
  ends: () => Promise<void>,
): Promise<PlainPage> {
  const line = (await lineByPath(house.db.sql, 'line'))!
  let page: PlainPage | null = null
  const app = new Hono().get('*', async (c) => {
    page = await pageOf(house, c, line)
    return c.text('')
  })
  const between = letBetween(house.db, after, ends)
  await app.request('http://localhost/', { headers: { cookie: caller.cookie } })
  between.stop()
  assert.ok(between.isDone, 'it ended while they looked')
  return page!
}
