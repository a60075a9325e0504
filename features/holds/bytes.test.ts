import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '#platform/clock'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import { act, askHold, endedChat, isThere, type Ended } from '../../tests/keeping.ts'
import { erasureKeys, filesWith } from '../../tests/raw-keys.ts'

/* What is left of an erased chat: not its key, not its words, not the reason of its hold; and what an older copy of the
 * database gives to somebody who has that and the keys of every member. */

type Wrapped = { object: string; kind: string; epoch: number; reader: string; sealed: Uint8Array }
type Copy = { wraps: Wrapped[]; rows: { object: string; kind: string; seq: number; id: string; record: string }[] }

/** All that the database holds about this chat and its holds, as a backup of it would. */
async function copyOf({ house, contactId }: Ended): Promise<Copy> {
  const { sql } = house.house.db
  const wraps = await sql<Wrapped[]>`
    select contact_id::text as object, kind, epoch, reader, sealed from content_keys where contact_id = ${contactId}
    union all select motion_id::text, 'hold', 1, reader, sealed from hold_keys`
  const rows = await sql<Copy['rows']>`
    select c.contact_id::text as object, 'talk' as kind, r.seq::integer as seq, r.id::text as id, r.body as record
    from contacts c join stream_rows r on r.team_id = c.team_id and r.stream_id = c.talk_stream::text
    where c.contact_id = ${contactId}
    union all select motion_id::text, 'hold', 1, motion_id::text, reason from motions where reason is not null
    order by object, kind, seq`
  return { wraps, rows }
}

/** What everybody in the team together can read of it. `unseal`: takes the erasure key's layer off a wrap, or does not. */
async function readable({ people }: Ended, copy: Copy, unseal: (sealed: Uint8Array) => Uint8Array): Promise<string[]> {
  const { team: _team, ...persons } = people
  const found: string[] = []
  for (const { keyring } of Object.values(persons)) {
    for (const object of new Set(copy.wraps.map((wrap) => wrap.object))) await keyring.forget(object)
    const wraps = copy.wraps.map((wrap) => ({
      ...wrap,
      sealed: Buffer.from(unseal(wrap.sealed)).toString('base64url'),
    }))
    await keyring.learn(wraps)
    for (const { object, kind, seq, id, record } of copy.rows) {
      const [row] = await keyring.thread(object, kind).open([[seq, id, record]])
      if (row && 'body' in row) found.push(row.body)
    }
  }
  return found
}

async function heldChat(words: string, reason: string): Promise<{ ended: Ended; hold: string }> {
  const ended = await endedChat(words)
  const hold = await askHold(ended, ended.people.ruth, 20, reason)
  await act(ended, ended.people.amara, hold, 'agreement')
  return { ended, hold }
}

const ways: [string, (ended: Ended, hold: string) => Promise<void>][] = [
  ['its hold has run out', async ({ house }) => house.clock.leap(20 * day + minute)],
  [
    'a steward ended its hold and its person wished it gone now',
    async (ended, hold) => {
      await act(ended, ended.people.ruth, hold, 'end')
      const { amara } = ended.people
      await amara.request(`/api/kept/contact/${ended.contactId}/erase`, { method: 'POST', body: {} })
      await ended.house.clock.advance(1)
    },
  ],
]

for (const [what, goes] of ways)
  test(`${what}: key, words and reason are in no file; an older database and every member’s keys open nothing`, async () => {
    const [words, reason] = [`piedra-${crypto.randomUUID()}`, `motivo-${crypto.randomUUID()}`]
    const { ended, hold } = await heldChat(words, reason)
    await using house = ended.house
    const copy = await copyOf(ended)
    const before = await readable(ended, copy, (sealed) => house.house.keyStore.open(ended.contactId, sealed))
    assert.ok(before.some((body) => body.includes(words)) && before.includes(reason), 'before, the copy opens')
    const keys = erasureKeys(ended.house)
    assert.ok(
      keys.length > 0 && keys.every((key) => filesWith(ended.house, key).length > 0),
      'before, the key is found',
    )
    await goes(ended, hold)
    assert.equal(await isThere(ended), false)
    const left = erasureKeys(ended.house)
    const gone = keys.filter((key) => !left.some((other) => other.equals(key)))
    assert.equal(gone.length, 1, 'one key was destroyed')
    assert.deepEqual(filesWith(ended.house, gone[0]!), [])
    assert.deepEqual(await filesHolding(house, [words, reason]), [])
    assert.throws(() => house.house.keyStore.open(ended.contactId, copy.wraps[0]!.sealed), { code: 'erased' })
    assert.deepEqual(await readable(ended, copy, (sealed) => sealed), [])
    assert.equal(house.logged.join('\n').includes(ended.contactId), false)
    ended.talk.wipe()
  })
