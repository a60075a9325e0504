import assert from 'node:assert/strict'
import { test } from 'node:test'
import { later, minute } from '#platform/clock'
import { configOf, doorsOf, floor, openLine } from '../../features/chat/acting.ts'
import { CallerTalk } from '../../features/chat/browser/caller/talk.ts'
import { failAt, picture } from '../faults.ts'
import { openTestHouse } from '../house.ts'
import { foundTeam } from '../people.ts'
import { bothHave, inConversation } from './both-sides.ts'

/* Acknowledged means that it is there; refused means that it was said and that nothing is there. */

const tables = [
  'contacts',
  'content_keys',
  'content_key_epochs',
  'contact_people',
  'waitings',
  'rings',
  'ring_entries',
  'claims',
  'stream_heads',
  'stream_rows',
]

test('starting a chat fails at each of its statements in turn: said, nothing is there, and the same start works', async () => {
  await using house = await openTestHouse({ features: floor })
  await openLine(house, await foundTeam(house))
  const talk = await CallerTalk.make(doorsOf(house, await configOf(house)), () => {})
  const opening = await talk.opening((await configOf(house)).recipients)
  const body = { ...opening, first: await talk.sealed(await talk.hello()) }
  let status = 0
  const start = async (): Promise<void> => {
    status = (await house.request('/api/chats', { method: 'POST', body })).status
  }
  // What the house does by itself, at its own time, would be counted with the start.
  await house.house.deadlines.stop()
  let at = 1
  for (; ; at++) {
    // The time moves on so that no rate slows us.
    house.clock.jumpTo(later(house.clock.now(), 10 * minute))
    await house.settled()
    const before = await picture(house.house.db.sql, tables)
    if (!(await failAt(house.house.db, at, start))) break
    assert.equal(status, 500, `statement ${at}`)
    await house.settled()
    assert.equal(await picture(house.house.db.sql, tables), before, `nothing is left of it after statement ${at}`)
    const due = await house.house.db.sql`select 1 from deadlines where strpos(key, ${opening.contactId}) > 0`
    assert.equal(due.length, 0, `no deadline is left of it after statement ${at}`)
  }
  assert.equal(status, 201)
  assert.ok(at > 5, `it had only ${at - 1} statements`)
  await start()
  assert.equal(status, 200, 'said again, it is the same chat')
})

for (const table of ['contacts', 'stream_heads', 'stream_rows'])
  test(`a message cannot be kept because of ${table}: both are told that it is on its way, and then it arrives once`, async () => {
    await using sides = await inConversation()
    const { talk, dee, house } = sides
    const { sql } = house.house.db
    const away = `${table}_away`
    await sql`alter table ${sql(table)} rename to ${sql(away)}`
    talk.write('from the caller')
    dee.write('from Dee')
    await new Promise((refused) => setTimeout(refused, 1500))
    for (const outbox of [talk.outbox, dee.talk.outbox])
      assert.deepEqual(
        outbox.pending.map(({ state }) => state),
        ['sending'],
        'never shown as kept, never given up',
      )
    await sql`alter table ${sql(away)} rename to ${sql(table)}`
    await bothHave(sides, ['from the caller', 'from Dee'])
  })
