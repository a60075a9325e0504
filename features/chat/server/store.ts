import type { Sql } from '#platform/database'
import type { Left } from '../left-rules.ts'
import type { LeftMessage } from '../wire.ts'

type Place = { teamId: string; contactId: string }
type LeftRow = Omit<LeftMessage, 'arrivedAt' | 'dueAt'> & { arrivedAt: Date; dueAt: Date }

export type NewMessage = Place & {
  lineId: string
  language: 'en' | 'es'
  arrivedAt: Date
  dueAt: Date
  practiceId: string | null
  forShiftId: string | null
} & Pick<Left, 'ownerId' | 'fallbackId'>

/** False when this contact is a message already. */
export async function insertMessage(sql: Sql, message: NewMessage): Promise<boolean> {
  const rows = await sql`
    insert into messages_left (team_id, contact_id, line_id, language, arrived_at, due_at, owner_id, fallback_id, state,
      practice_id, for_shift_id)
    values (${message.teamId}, ${message.contactId}, ${message.lineId}, ${message.language}, ${message.arrivedAt},
      ${message.dueAt}, ${message.ownerId}, ${message.fallbackId}, 'open', ${message.practiceId},
      ${message.forShiftId}) on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** Messages not dealt with, and those dealt with a moment ago (their undo is still open); what is due first stands first. */
export async function messagesLeft(sql: Sql, teamId: string): Promise<LeftMessage[]> {
  const rows = await sql<LeftRow[]>`
    select contact_id as "contactId", line_id as "lineId", language, arrived_at as "arrivedAt", due_at as "dueAt",
      owner_id as "ownerId", fallback_id as "fallbackId", late, state,
      practice_id is not null as practice
    from messages_left where team_id = ${teamId} order by state desc, due_at, contact_id`
  return rows.map(asLeft)
}

type More = { practiceId: string | null; forShiftId: string | null }

/** With the practice it belongs to, and the shift for which it is its owner's. Its row is locked. */
export async function messageOf(sql: Sql, place: Place): Promise<(LeftMessage & More) | null> {
  const rows = await sql<(LeftRow & More)[]>`
    select contact_id as "contactId", line_id as "lineId", language, arrived_at as "arrivedAt", due_at as "dueAt",
      owner_id as "ownerId", fallback_id as "fallbackId", late, state,
      practice_id is not null as practice, practice_id as "practiceId",
      for_shift_id as "forShiftId"
    from messages_left where team_id = ${place.teamId} and contact_id = ${place.contactId} for update`
  return rows[0] ? asLeft(rows[0]) : null
}

const asLeft = <Row extends LeftRow>(
  row: Row,
): Omit<Row, 'arrivedAt' | 'dueAt'> & Pick<LeftMessage, 'arrivedAt' | 'dueAt'> => ({
  ...row,
  arrivedAt: row.arrivedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
})

/** Keeps what the rules made of it. `doneAt`: when it was dealt with, for one that is done. */
export async function setLeft(
  sql: Sql,
  place: Place,
  left: Left & { doneAt: Date | null; forShiftId: string | null },
): Promise<void> {
  await sql`update messages_left set owner_id = ${left.ownerId}, fallback_id = ${left.fallbackId}, late = ${left.late},
      state = ${left.state}, done_at = ${left.doneAt}, for_shift_id = ${left.forShiftId}
    where team_id = ${place.teamId} and contact_id = ${place.contactId}`
}

/** How many open messages each member owns. */
export async function openByOwner(sql: Sql, teamId: string): Promise<Map<string, number>> {
  const rows = await sql<{ ownerId: string; count: number }[]>`
    select owner_id as "ownerId", count(*)::int as count from messages_left
    where team_id = ${teamId} and state = 'open' and owner_id is not null and practice_id is null group by owner_id`
  return new Map(rows.map(({ ownerId, count }) => [ownerId, count]))
}

/** The open messages that a member owns, or would get when they are due. In one order, so that nobody waits in a circle. */
export async function messagesWith(sql: Sql, teamId: string, memberId: string): Promise<string[]> {
  const rows = await sql<{ contactId: string }[]>`select contact_id as "contactId" from messages_left
    where team_id = ${teamId} and state = 'open' and (owner_id = ${memberId} or fallback_id = ${memberId})
    order by contact_id`
  return rows.map(({ contactId }) => contactId)
}

/** The open messages that are a member's because they sit in this shift, in one order. */
export async function messagesForSeat(
  sql: Sql,
  seat: { teamId: string; shiftId: string; memberId: string },
): Promise<string[]> {
  const rows = await sql<{ contactId: string }[]>`select contact_id as "contactId" from messages_left
    where team_id = ${seat.teamId} and for_shift_id = ${seat.shiftId} and owner_id = ${seat.memberId} and state = 'open'
    order by contact_id`
  return rows.map(({ contactId }) => contactId)
}

export async function deleteMessage(sql: Sql, place: Place): Promise<void> {
  await sql`delete from messages_left where team_id = ${place.teamId} and contact_id = ${place.contactId}`
}
