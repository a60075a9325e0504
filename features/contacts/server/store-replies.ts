import type { Sql } from '#platform/database'
import type { MyContact } from '../wire.ts'

type Place = { teamId: string; contactId: string }

/** Whether its caller has eight words, and the reply that was left for them. */
export async function replyState(sql: Sql, place: Place): Promise<{ hasWords: boolean; replyId: string | null }> {
  const [row] = await sql<{ hasWords: boolean; replyId: string | null }[]>`select
    exists (select 1 from return_boxes where team_id = ${place.teamId} and contact_id = ${place.contactId}) as "hasWords",
    (select record_id from last_replies where team_id = ${place.teamId} and contact_id = ${place.contactId}) as "replyId"`
  return row!
}

export async function insertReply(sql: Sql, place: Place, recordId: string): Promise<void> {
  await sql`insert into last_replies (team_id, contact_id, record_id)
    values (${place.teamId}, ${place.contactId}, ${recordId}) on conflict do nothing`
}

/** Ended contacts that this member worked and may still leave a reply in. */
export async function answerableBy(sql: Sql, teamId: string, memberId: string): Promise<MyContact[]> {
  return sql<MyContact[]>`
    select c.contact_id as "contactId", c.line_id as "lineId", c.channel, c.language, null as "openedAt",
      c.practice_id is not null as practice
    from contact_people p
    join contacts c on c.team_id = p.team_id and c.contact_id = p.contact_id
    where p.team_id = ${teamId} and p.member_id = ${memberId} and c.state = 'ended' and c.ending <> 'blocked'
      and exists (select 1 from return_boxes b where b.team_id = c.team_id and b.contact_id = c.contact_id)
      and not exists (select 1 from last_replies r where r.team_id = c.team_id and r.contact_id = c.contact_id)
    order by c.contact_id`
}
