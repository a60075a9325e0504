import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { randomToken } from '#platform/ids'
import { tokenHash } from '#platform/token-hash'
import type { Member } from '#platform/visitors'
import { mayUse, stageOf, type Wish } from '../rules.ts'
import { changeLink, practiceByToken, practiceOf, setBegun, type Practice } from './store.ts'

/** What a contact is told of the practice it belongs to. */
export type Practising = Pick<Practice, 'practiceId' | 'memberIds' | 'startedAt'>
type At = { teamId: string; lineId: string; token: string }

/** The practice whose link this is, as long as it can be opened; null for a used, a lapsed, a cancelled and an invented one. */
export async function linkOf(house: House, { teamId, lineId, token }: At): Promise<Practising | null> {
  const practice = await practiceByToken(house.db.sql, teamId, tokenHash(token))
  const isOpen = practice?.lineId === lineId && stageOf(practice, house.clock.now()) === 'link'
  return isOpen ? practice : null
}

/**
 * Uses the link, in the transaction that opens what it is used for: the server decides by its own row that this is practice,
 * and of which line. Null: the link opens nothing (more), and nothing may be opened instead.
 */
export async function takeLink(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  wish: At & Wish,
): Promise<Practising | null> {
  const practice = await practiceByToken(sql, wish.teamId, tokenHash(wish.token), { locking: true })
  return practice?.lineId === wish.lineId ? begin(sql, afterCommit, house, { practice, wish }) : null
}

type InPerson = { practiceId: string; lineId: string; contactId: string; visitor: Member }

/** The same without the link: whoever plays the caller phones or stands there, and one of those who take part opens it. */
export async function takeByHand(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  { practiceId, lineId, contactId, visitor }: InPerson,
): Promise<Practising | null> {
  const practice = await practiceOf(sql, visitor.teamId, practiceId, { locking: true })
  if (practice?.lineId !== lineId || !practice.memberIds.includes(visitor.memberId)) return null
  const begun = await begin(sql, afterCommit, house, { practice, wish: { contactId, kind: 'by-hand' } })
  if (begun) await changeLink(sql, { teamId: visitor.teamId, practiceId, tokenHash: tokenHash(randomToken()) })
  return begun
}

async function begin(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  { practice, wish }: { practice: Practice; wish: Wish },
): Promise<Practising | null> {
  const { teamId, practiceId } = practice
  if (!mayUse(practice, wish, house.clock.now())) return null
  await setBegun(sql, { teamId, practiceId, contactId: wish.contactId })
  afterCommit(() => house.live.changed(teamId, 'practices', ''))
  return practice
}

/** Who of these takes part; everybody, where there is no practice. After its end nobody does. */
export async function onlyThoseIn(
  sql: Sql,
  { teamId, practiceId }: { teamId: string; practiceId?: string | null },
  memberIds: readonly string[],
): Promise<readonly string[]> {
  if (!practiceId) return memberIds
  const practice = await practiceOf(sql, teamId, practiceId)
  return memberIds.filter((memberId) => practice?.memberIds.includes(memberId))
}
