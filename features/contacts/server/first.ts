import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { refuseRecord } from '../rules.ts'
import { readRecordPlace } from '../wire.ts'
import { markWritten, type Contact } from './store.ts'

/**
 * Keeps a caller's record in your transaction: the first ones, so that no contact exists without what its page said when
 * it was opened. False when it is malformed or not the caller's. `words`: it holds something the caller wrote.
 */
export async function keepTalk(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  given: { contact: Contact; id: string; record: string; words: boolean },
): Promise<boolean> {
  const { contact, id, record } = given
  const place = readRecordPlace(record)
  if (!place || refuseRecord({ kind: 'caller', contactId: contact.contactId }, contact, 'talk', place)) return false
  if (given.words) await markWritten(sql, contact)
  await house.streams.appendIn(sql, afterCommit, {
    teamId: contact.teamId,
    streamId: contact.talkStream,
    id,
    body: record,
  })
  return true
}
