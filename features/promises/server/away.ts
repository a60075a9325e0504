import { happens, tell, type Tx } from './happen.ts'
import { promisesWith } from './store.ts'
import { deleteAway, setAway } from './store-team.ts'

/** The deadline at which somebody is back. Key: the member. */
export const backKind = 'promise.back'

/** From now on nothing is theirs: what they owe passes on at once, loudly, and nothing falls back to them. */
export async function goAway(tx: Tx, away: { teamId: string; memberId: string; until: Date }): Promise<void> {
  const { sql, house } = tx
  const { teamId, memberId, until } = away
  await setAway(sql, teamId, { memberId, until })
  await house.deadlines.set(sql, { teamId, kind: backKind, key: memberId, dueAt: until })
  await passOn(tx, away)
  tell(tx, teamId)
}

export async function comeBack(tx: Tx, { teamId, memberId }: { teamId: string; memberId: string }): Promise<void> {
  await deleteAway(tx.sql, teamId, memberId)
  await tx.house.deadlines.clear(tx.sql, { teamId, kind: backKind, key: memberId })
  tell(tx, teamId)
}

/** Somebody went: out of the team, off a circle, away, or off a case (then only what belongs to it). */
export async function passOn(tx: Tx, left: { teamId: string; memberId: string; caseId?: string }): Promise<void> {
  const { teamId, memberId } = left
  for (const promiseId of await promisesWith(tx.sql, teamId, left))
    await happens(tx, { teamId, promiseId }, { kind: 'left', memberId })
}
