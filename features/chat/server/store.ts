import type { Sql } from '#platform/database'
import type { LeftMessage } from '../wire.ts'

type Place = { teamId: string; contactId: string }
type LeftRow = Omit<LeftMessage, 'arrivedAt' | 'dueAt'> & { arrivedAt: Date; dueAt: Date }

export type NewMessage = Place & { lineId: string; language: 'en' | 'es'; arrivedAt: Date; dueAt: Date }

/** False when this contact is a message already. */
export async function insertMessage(sql: Sql, message: NewMessage): Promise<boolean> {
  const rows = await sql`
    insert into messages_left (team_id, contact_id, line_id, language, arrived_at, due_at, state)
    values (${message.teamId}, ${message.contactId}, ${message.lineId}, ${message.language}, ${message.arrivedAt},
      ${message.dueAt}, 'open') on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** Messages not dealt with, and those dealt with a moment ago (their undo is still open); what is due first stands first. */
export async function messagesLeft(sql: Sql, teamId: string): Promise<LeftMessage[]> {
  const rows = await sql<LeftRow[]>`
    select contact_id as "contactId", line_id as "lineId", language, arrived_at as "arrivedAt", due_at as "dueAt",
      owner_id as "ownerId", state
    from messages_left where team_id = ${teamId} order by state desc, due_at, contact_id`
  return rows.map(asLeft)
}

export async function messageOf(sql: Sql, place: Place): Promise<LeftMessage | null> {
  const rows = await sql<LeftRow[]>`
    select contact_id as "contactId", line_id as "lineId", language, arrived_at as "arrivedAt", due_at as "dueAt",
      owner_id as "ownerId", state
    from messages_left where team_id = ${place.teamId} and contact_id = ${place.contactId} for update`
  return rows[0] ? asLeft(rows[0]) : null
}

const asLeft = (row: LeftRow): LeftMessage => ({
  ...row,
  arrivedAt: row.arrivedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
})

export async function setOwner(sql: Sql, place: Place, ownerId: string | null): Promise<void> {
  await sql`update messages_left set owner_id = ${ownerId}
    where team_id = ${place.teamId} and contact_id = ${place.contactId} and state = 'open'`
}

/** True when it was open. */
export async function setDone(sql: Sql, place: Place, doneAt: Date): Promise<boolean> {
  const rows = await sql`update messages_left set state = 'done', done_at = ${doneAt}
    where team_id = ${place.teamId} and contact_id = ${place.contactId} and state = 'open' returning 1 as one`
  return rows.length === 1
}

export async function setOpen(sql: Sql, place: Place): Promise<boolean> {
  const rows = await sql`update messages_left set state = 'open', done_at = null
    where team_id = ${place.teamId} and contact_id = ${place.contactId} and state = 'done' returning 1 as one`
  return rows.length === 1
}

/** A member left: what they owned is everybody's again. */
export async function disown(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`update messages_left set owner_id = null where team_id = ${teamId} and owner_id = ${memberId} and state = 'open'`
}

export async function deleteMessage(sql: Sql, place: Place): Promise<void> {
  await sql`delete from messages_left where team_id = ${place.teamId} and contact_id = ${place.contactId}`
}
