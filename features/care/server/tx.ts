import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { alarm, type AlarmKind } from '#features/alarms'
import { membersOf } from '#features/members'

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

export const inTransaction = <Result>(house: House, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  house.db.transact((sql, afterCommit) => work({ sql, afterCommit, house }))

/** Everybody who looks is shown what is theirs again. */
export function tell({ afterCommit, house }: Tx, teamId: string): void {
  afterCommit(() => house.live.changed(teamId, 'care', ''))
}

/** One neutral sentence to these, once it is certain. */
export function wake({ afterCommit, house }: Tx, teamId: string, memberIds: readonly string[], kind: AlarmKind): void {
  if (memberIds.length > 0) afterCommit(() => void alarm(house, { teamId, memberIds, kind }))
}

export async function activeMembers(sql: Sql, teamId: string): Promise<Set<string>> {
  const active = (await membersOf(sql, teamId)).filter(({ state }) => state === 'active')
  return new Set(active.map(({ memberId }) => memberId))
}
