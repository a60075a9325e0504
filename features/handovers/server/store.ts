import type { Sql } from '#platform/database'
import type { ItemState, What } from '../rules.ts'

export type ItemPlace = { teamId: string; shiftId: string; what: What; objectId: string }
export type ItemRow = ItemPlace & {
  lineId: string
  endsAt: Date
  leaverId: string
  state: ItemState
  takenBy: string | null
  raiseAt: Date | null
  overAt: Date | null
  nextAt: Date | null
  changedAt: Date
}

const columns = (sql: Sql) => sql`
  team_id as "teamId", shift_id as "shiftId", what, object_id as "objectId", line_id as "lineId", ends_at as "endsAt",
  leaver_id as "leaverId", state, taken_by as "takenBy", raise_at as "raiseAt", over_at as "overAt", next_at as "nextAt",
  changed_at as "changedAt"`

/** False when it is listed already. */
export async function insertItem(sql: Sql, item: ItemRow): Promise<boolean> {
  const rows = await sql`
    insert into handover_items (team_id, shift_id, what, object_id, line_id, ends_at, leaver_id, state, taken_by, raise_at,
      over_at, next_at, changed_at)
    values (${item.teamId}, ${item.shiftId}, ${item.what}, ${item.objectId}, ${item.lineId}, ${item.endsAt},
      ${item.leaverId}, ${item.state}, ${item.takenBy}, ${item.raiseAt}, ${item.overAt}, ${item.nextAt}, ${item.changedAt})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** One item, locked until your transaction ends. */
export async function lockItem(sql: Sql, place: ItemPlace): Promise<ItemRow | null> {
  const rows = await sql<ItemRow[]>`
    select ${columns(sql)} from handover_items where team_id = ${place.teamId} and shift_id = ${place.shiftId}
      and what = ${place.what} and object_id = ${place.objectId} for update`
  return rows[0] ?? null
}

/** What was listed at the end of one shift, locked, in one order. */
export async function lockItemsOf(sql: Sql, teamId: string, shiftId: string): Promise<ItemRow[]> {
  return sql<ItemRow[]>`
    select ${columns(sql)} from handover_items where team_id = ${teamId} and shift_id = ${shiftId}
    order by what, object_id for update`
}

/** What waits for a word, stays with somebody, or was taken since then. */
export async function itemsNow(sql: Sql, teamId: string, since: Date): Promise<ItemRow[]> {
  return sql<ItemRow[]>`
    select ${columns(sql)} from handover_items where team_id = ${teamId}
      and (state in ('offered', 'raised', 'kept') or (state = 'accepted' and changed_at >= ${since}))
    order by ends_at, what, object_id`
}

export async function setItem(sql: Sql, item: ItemRow): Promise<void> {
  await sql`
    update handover_items set state = ${item.state}, taken_by = ${item.takenBy}, raise_at = ${item.raiseAt},
      over_at = ${item.overAt}, next_at = ${item.nextAt}, changed_at = ${item.changedAt}
    where team_id = ${item.teamId} and shift_id = ${item.shiftId} and what = ${item.what} and object_id = ${item.objectId}`
}

/** Whoever left the team leaves nothing here: what was theirs went on where it stands. */
export async function forgetLeaver(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from handover_items where team_id = ${teamId} and (leaver_id = ${memberId} or taken_by = ${memberId})`
}

export async function forgetItems(sql: Sql, teamId: string, shiftId: string): Promise<void> {
  await sql`delete from handover_items where team_id = ${teamId} and shift_id = ${shiftId}`
}
