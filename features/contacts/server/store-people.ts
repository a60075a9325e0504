import type { Sql } from '#platform/database'
import type { MyContact } from '../wire.ts'

export type OnContact = { teamId: string; contactId: string; memberId: string }

export async function insertPerson(sql: Sql, person: OnContact): Promise<boolean> {
  const rows = await sql`insert into contact_people (team_id, contact_id, member_id)
    values (${person.teamId}, ${person.contactId}, ${person.memberId}) on conflict do nothing returning 1 as one`
  return rows.length === 1
}

export async function deletePerson(sql: Sql, person: OnContact): Promise<boolean> {
  const rows = await sql`delete from contact_people where team_id = ${person.teamId}
    and contact_id = ${person.contactId} and member_id = ${person.memberId} returning 1 as one`
  return rows.length === 1
}

export async function peopleOn(sql: Sql, teamId: string, contactId: string): Promise<string[]> {
  const rows = await sql<{ memberId: string }[]>`select member_id as "memberId" from contact_people
    where team_id = ${teamId} and contact_id = ${contactId} order by member_id`
  return rows.map((row) => row.memberId)
}

/** Open contacts this member is on, oldest first. */
export async function openOf(sql: Sql, teamId: string, memberId: string): Promise<MyContact[]> {
  const rows = await sql<(Omit<MyContact, 'openedAt'> & { openedAt: Date | null })[]>`
    select c.contact_id as "contactId", c.line_id as "lineId", c.channel, c.language, c.opened_at as "openedAt",
      c.practice_id is not null as practice
    from contact_people p join contacts c on c.team_id = p.team_id and c.contact_id = p.contact_id
    where p.team_id = ${teamId} and p.member_id = ${memberId} and c.state = 'open'
    order by c.opened_at, c.contact_id`
  return rows.map((row) => ({ ...row, openedAt: row.openedAt?.toISOString() ?? null }))
}

export async function contactsOf(sql: Sql, teamId: string, memberId: string): Promise<string[]> {
  const rows = await sql<{ contactId: string }[]>`select contact_id as "contactId" from contact_people
    where team_id = ${teamId} and member_id = ${memberId}`
  return rows.map((row) => row.contactId)
}
