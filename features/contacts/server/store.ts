import type { Sql } from '#platform/database'
import type { Channel, Ending, Track } from '../rules.ts'

export type Contact = {
  teamId: string
  contactId: string
  lineId: string
  channel: Channel
  language: 'en' | 'es'
  state: 'open' | 'ended'
  ending: Ending | null
  talkStream: string
  crewStream: string
  talkEpoch: number
  crewEpoch: number
  written: boolean
  seenByCrew: number
  seenByCaller: number
  openedAt: Date | null
  /** The practice it belongs to; null: somebody really reached out. */
  practiceId: string | null
  people: string[]
}
type Place = { teamId: string; contactId: string }

export type NewContact = Place & {
  lineId: string
  channel: Channel
  language: 'en' | 'es'
  talkStream: string
  crewStream: string
  tokenHash: Uint8Array | null
  openedAt: Date
  practiceId: string | null
}

/** False when there is such a contact already. */
export async function insertContact(sql: Sql, contact: NewContact): Promise<boolean> {
  const rows = await sql`
    insert into contacts (team_id, contact_id, line_id, channel, language, state, talk_stream, crew_stream, token_hash,
      talk_epoch, crew_epoch, written, seen_by_crew, seen_by_caller, opened_at, practice_id)
    values (${contact.teamId}, ${contact.contactId}, ${contact.lineId}, ${contact.channel}, ${contact.language}, 'open',
      ${contact.talkStream}, ${contact.crewStream}, ${contact.tokenHash}, 1, 1, false, 0, 0, ${contact.openedAt},
      ${contact.practiceId})
    on conflict (team_id, contact_id) do nothing returning 1 as one`
  return rows.length === 1
}

/** The contacts that exist among `contactIds`, with the people on each. One statement for many readers at once. */
export async function contactsAmong(sql: Sql, teamId: string, contactIds: string[]): Promise<Contact[]> {
  return sql<Contact[]>`
    select team_id as "teamId", contact_id as "contactId", line_id as "lineId", channel, language, state, ending,
      talk_stream as "talkStream", crew_stream as "crewStream", talk_epoch as "talkEpoch", crew_epoch as "crewEpoch",
      written, seen_by_crew as "seenByCrew", seen_by_caller as "seenByCaller", opened_at as "openedAt",
      practice_id as "practiceId", array(select p.member_id::text from contact_people p
        where p.team_id = c.team_id and p.contact_id = c.contact_id order by p.member_id) as people
    from contacts c where team_id = ${teamId} and contact_id = any(${contactIds}::uuid[])`
}

/** Locks the row, so that an ending, a hand-over and a removal take turns. */
export async function lockContact(sql: Sql, place: Place): Promise<Contact | null> {
  await sql`select 1 as one from contacts where team_id = ${place.teamId} and contact_id = ${place.contactId} for update`
  return (await contactsAmong(sql, place.teamId, [place.contactId]))[0] ?? null
}

export async function contactByToken(sql: Sql, teamId: string, tokenHash: Uint8Array): Promise<string | null> {
  const rows = await sql<{ contactId: string }[]>`
    select contact_id as "contactId" from contacts where team_id = ${teamId} and token_hash = ${tokenHash}`
  return rows[0]?.contactId ?? null
}

/** Whether the page with this token opened this contact: it may say so twice. */
export async function isSamePage(sql: Sql, place: Place, hash: Uint8Array): Promise<boolean> {
  const rows = await sql`select 1 as one from contacts where team_id = ${place.teamId}
    and contact_id = ${place.contactId} and token_hash = ${hash}`
  return rows.length === 1
}

/** Ends it and forgets what only routing needed. False when it had ended already. */
export async function markEnded(sql: Sql, place: Place, ending: Ending): Promise<boolean> {
  const rows = await sql`
    update contacts set state = 'ended', ending = ${ending}, opened_at = null
    where team_id = ${place.teamId} and contact_id = ${place.contactId} and state = 'open' returning 1 as one`
  return rows.length === 1
}

export async function markMessage(sql: Sql, place: Place): Promise<void> {
  await sql`update contacts set channel = 'message' where team_id = ${place.teamId} and contact_id = ${place.contactId}`
}

export async function markWritten(sql: Sql, place: Place): Promise<void> {
  await sql`update contacts set written = true
    where team_id = ${place.teamId} and contact_id = ${place.contactId} and not written`
}

/** True when this is further than what was seen before. */
export async function markSeen(sql: Sql, place: Place, side: 'crew' | 'caller', seq: number): Promise<boolean> {
  const rows =
    side === 'crew'
      ? await sql`update contacts set seen_by_crew = ${seq} where team_id = ${place.teamId}
          and contact_id = ${place.contactId} and seen_by_crew < ${seq} returning 1 as one`
      : await sql`update contacts set seen_by_caller = ${seq} where team_id = ${place.teamId}
          and contact_id = ${place.contactId} and seen_by_caller < ${seq} returning 1 as one`
  return rows.length === 1
}

/** Whether its caller may still come back: false once they asked for it to be erased. That stays so until your transaction is over. */
export async function knowsCaller(sql: Sql, place: Place): Promise<boolean> {
  const rows = await sql`select 1 as one from contacts where team_id = ${place.teamId}
    and contact_id = ${place.contactId} and token_hash is not null for update`
  return rows.length === 1
}

/** The page that held this token is no longer the caller's; nothing is left to come back to. */
export async function forgetCaller(sql: Sql, place: Place): Promise<void> {
  await sql`update contacts set token_hash = null where team_id = ${place.teamId} and contact_id = ${place.contactId}`
  await sql`delete from return_boxes where team_id = ${place.teamId} and contact_id = ${place.contactId}`
  await sql`delete from content_keys where team_id = ${place.teamId} and contact_id = ${place.contactId}
    and reader like 'caller:%'`
}

/** Contacts in which something may still be written: open ones, and ended ones whose caller can come back to a last reply. */
export async function allWritable(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ contactId: string }[]>`
    select contact_id as "contactId" from contacts c where team_id = ${teamId} and (state = 'open' or exists
      (select 1 from return_boxes b where b.team_id = c.team_id and b.contact_id = c.contact_id)) order by contact_id`
  return rows.map((row) => row.contactId)
}

/** Open contacts that a member opened by hand and nobody is on any more. */
export async function byHandAlone(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ contactId: string }[]>`
    select contact_id as "contactId" from contacts c
    where team_id = ${teamId} and state = 'open' and channel in ('phone', 'text', 'walk-up')
      and not exists (select 1 from contact_people p where p.team_id = c.team_id and p.contact_id = c.contact_id)
    order by contact_id`
  return rows.map((row) => row.contactId)
}

/** Everything but practice: what is counted, and what leaves the house. */
export async function realContacts(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<{ contactId: string }[]>`select contact_id as "contactId" from contacts
    where team_id = ${teamId} and practice_id is null`
  return rows.map((row) => row.contactId)
}

export async function allContacts(sql: Sql, teamId: string): Promise<string[]> {
  const rows = await sql<
    { contactId: string }[]
  >`select contact_id as "contactId" from contacts where team_id = ${teamId}`
  return rows.map((row) => row.contactId)
}

/** From now on both content keys must be newer than every epoch made so far. */
export async function demandNewEpochs(sql: Sql, place: Place): Promise<void> {
  const above = (kind: Track) => sql`(select coalesce(max(e.epoch), 0) + 1 from content_key_epochs e
    where e.team_id = contacts.team_id and e.contact_id = contacts.contact_id and e.kind = ${kind})`
  await sql`update contacts set talk_epoch = ${above('talk')}, crew_epoch = ${above('crew')}
    where team_id = ${place.teamId} and contact_id = ${place.contactId}`
}

export async function deleteContact(sql: Sql, place: Place): Promise<void> {
  const { teamId, contactId } = place
  await sql`delete from content_keys where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from content_key_epochs where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from contact_people where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from return_boxes where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from last_replies where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from contacts where team_id = ${teamId} and contact_id = ${contactId}`
}
