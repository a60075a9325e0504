import assert from 'node:assert/strict'
import { test } from 'node:test'
import { second } from '#platform/clock'
import { openNight, type Night } from './night.ts'
import { entriesOf } from './server/store.ts'

/* What the server still knows about a contact when it is over. */

const tables = ['waitings', 'claims', 'rings', 'ring_entries', 'usual_waits'] as const

/** Every row of the queue, as text. */
async function dump({ house }: Night): Promise<Record<(typeof tables)[number], Record<string, unknown>[]>> {
  const { sql } = house.db
  const read = async (table: string) => [table, [...(await sql`select * from ${sql(table)}`)]] as const
  return Object.fromEntries(await Promise.all(tables.map(read))) as never
}

async function nightWithAnEnd(): Promise<Night & { contactId: string }> {
  const night = await openNight()
  const dee = await night.onDuty('dee')
  const mateo = await night.onDuty('mateo')
  await night.advance(7 * second + 311)
  const contactId = await night.call('es')
  await mateo.say('queue.seen', { contactId })
  await mateo.say('queue.decline', { contactId })
  await night.advance(13 * second + 123)
  await dee.say('queue.claim', { contactId, locked: false })
  await night.advance(5 * second)
  await night.end(contactId, 'crew')
  return { ...night, contactId }
}

test('when a contact ends, no row tells who was merely asked, nor any time finer than the minute', async () => {
  const night = await nightWithAnEnd()
  await using _open = night.test
  const rows = await dump(night)
  assert.deepEqual([rows.claims, rows.rings], [[], []])
  assert.ok(!JSON.stringify(rows).includes(night.ids.mateo), 'he was asked, and said not now')
  for (const value of Object.values(rows).flat().flatMap(Object.values))
    if (value instanceof Date) assert.equal(value.getTime() % 60_000, 0, value.toISOString())
  const [waiting] = rows.waitings
  const { team_id, contact_id, line_id, channel, state, purpose, ...rest } = waiting!
  assert.deepEqual([team_id, contact_id, line_id], [night.teamId, night.contactId, night.lineId])
  assert.deepEqual([channel, state, purpose], ['chat', 'ended', 'answer'])
  const epoch = new Date(0)
  const none = { responder: null, claimer: null, unlock_by: null, gone_at: null, watch_at: null, caller_gone_at: null }
  const plain = { language: '', asking: {}, wave: 0, told: false, round: 1 }
  assert.deepEqual(rest, {
    ...none,
    ...plain,
    asked_at: epoch,
    since: epoch,
    wave_at: epoch,
    answered_at: epoch,
    practice: null,
  })
})

test('its readers still see who answered and how it ended, in order', async () => {
  const night = await nightWithAnEnd()
  await using _open = night.test
  const { house, teamId, contactId, ids } = night
  const entries = await entriesOf(house.db.sql, { teamId, contactId })
  assert.deepEqual(
    entries.map(({ kind, memberId }) => [kind, memberId]),
    [
      ['claimed', ids.dee],
      ['ended', null],
    ],
  )
})

test('a caller who left before an answer leaves one line of history, and no wait is counted', async () => {
  const night = await openNight()
  await using _open = night.test
  await night.onDuty('dee')
  const contactId = await night.call()
  await night.end(contactId, 'left')
  const rows = await dump(night)
  assert.deepEqual(
    rows.ring_entries.map((row) => [row['kind'], row['member_id']]),
    [['left', null]],
  )
  assert.deepEqual(rows.usual_waits, [])
})

test('a wait is counted in steps, by line; forgetting twice counts once, and the old fades', async () => {
  const night = await nightWithAnEnd()
  await using _open = night.test
  const { teamId, lineId, contactId } = night
  await night.end(contactId, 'caller')
  const counted = { team_id: teamId, line_id: lineId, within_seconds: 15, answers: 1 }
  assert.deepEqual(JSON.parse(JSON.stringify((await dump(night)).usual_waits)), [counted])
  await night.house.db.sql`update usual_waits set answers = 40`
  const dee = await night.console('dee')
  const next = await night.call()
  await dee.say('queue.claim', { contactId: next, locked: false })
  await night.end(next, 'crew')
  const answers = (await dump(night)).usual_waits.map((row) => [row['within_seconds'], row['answers']])
  assert.deepEqual(answers.toSorted(), [
    [15, 20],
    [5, 0],
  ])
})
