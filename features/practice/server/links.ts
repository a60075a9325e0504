import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { tokenHash } from '#platform/token-hash'
import { mayUse, stageOf, type Wish } from '../rules.ts'
import { practiceByToken, practiceOf, setBegun, type Practice } from './store.ts'

/** What a contact is told of the practice it belongs to. */
export type Practising = Pick<Practice, 'practiceId' | 'memberIds' | 'startedAt'>
type At = { teamId: string; lineId: string; token: string }

/** The practice whose link this is, as long as it can be opened; null for a used, a lapsed, a cancelled and an invented one. */
export async function linkOf(house: House, { teamId, lineId, token }: At): Promise<Practising | null> {
  const practice = await practiceByToken(house.db.sql, teamId, tokenHash(token), { locking: false })
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
  const { teamId, lineId, token, contactId } = wish
  const practice = await practiceByToken(sql, teamId, tokenHash(token), { locking: true })
  if (practice?.lineId !== lineId || !mayUse(practice, wish, house.clock.now())) return null
  await setBegun(sql, { teamId, practiceId: practice.practiceId, contactId })
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
