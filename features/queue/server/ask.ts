import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { lineOf } from '#features/lines'
import { begin } from '../rules.ts'
import { newSituation } from '../situation.ts'
import { usualAsking, type Asking } from '../waves.ts'
import { change, keep, momentOf, type Changed } from './change.ts'
import { insertWaiting } from './store.ts'

type Asked = {
  teamId: string
  contactId: string
  lineId: string
  language: string
  channel?: string
  /** Practice: whom alone it asks. */
  practice?: readonly string[] | null
}

/**
 * A contact wants an answer: it rings from here on until it is over. Call it in the transaction that opens the contact, so
 * that no contact exists that nobody is asked about. Asking twice changes nothing (false).
 */
export async function ask(sql: Sql, afterCommit: AfterCommit, house: House, asked: Asked): Promise<boolean> {
  const { teamId, contactId, lineId, language, channel = 'chat', practice = null } = asked
  const tx = { sql, afterCommit, house }
  const askedAt = house.clock.now()
  const usual = await askingOf(sql, teamId, lineId)
  const asking = practice ? { ...usual, quiet: true } : usual
  const situation = newSituation({ at: askedAt.getTime(), asking, language })
  const waiting = { teamId, contactId, lineId, channel, askedAt, answeredAt: null, practice, situation }
  if (!(await insertWaiting(sql, waiting))) return false
  await keep(tx, waiting, begin(await momentOf(tx, waiting)))
  return true
}

/** The caller chose to leave a message instead: nobody is asked any more. The message has its own owner and due time. */
export const messageTaken = (
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  of: Pick<Asked, 'teamId' | 'contactId'>,
): Promise<Changed> => change({ sql, afterCommit, house }, of, { kind: 'message' })

async function askingOf(sql: Sql, teamId: string, lineId: string): Promise<Asking> {
  const line = await lineOf(sql, teamId, lineId)
  return line ? { ...line.ring, perPerson: line.perPerson } : usualAsking
}
