import type { Sql } from '#platform/database'
import { randomId } from '#platform/ids'
import type { Entry } from '../rules.ts'
import type { RingState } from '../rings.ts'
import type { Situation } from '../situation.ts'
import type { Asking, Ring } from '../waves.ts'

export type Place = { teamId: string; contactId: string }
export type Waiting = Place & {
  lineId: string
  channel: string
  askedAt: Date
  answeredAt: Date | null
  /** Who takes part, where it is practice; null: somebody really waits. */
  practice: readonly string[] | null
  situation: Situation
}

type Times = {
  since: Date
  waveAt: Date
  unlockBy: Date | null
  goneAt: Date | null
  watchAt: Date | null
  callerGoneAt: Date | null
}
type Row = Omit<Waiting, 'situation'> & Omit<Situation, keyof Times> & Times

const columns = (sql: Sql) => sql`
  team_id as "teamId", contact_id as "contactId", line_id as "lineId", channel, language, asking, state, purpose,
  asked_at as "askedAt", since, wave, wave_at as "waveAt", told, responder, claimer, unlock_by as "unlockBy",
  gone_at as "goneAt", watch_at as "watchAt", caller_gone_at as "callerGoneAt", round, answered_at as "answeredAt",
  practice`

/** False when this contact waits already: asking twice changes nothing. */
export async function insertWaiting(sql: Sql, waiting: Omit<Waiting, 'answeredAt'>): Promise<boolean> {
  const { situation: s, ...at } = waiting
  const rows = await sql`
    insert into waitings (team_id, contact_id, line_id, channel, language, asking, state, purpose, asked_at, since, wave, wave_at, told, caller_gone_at, round,
      practice)
    values (${at.teamId}, ${at.contactId}, ${at.lineId}, ${at.channel}, ${s.language}, ${json(sql, s.asking)}, ${s.state}, ${s.purpose},
      ${at.askedAt}, ${new Date(s.since)}, ${s.wave}, ${new Date(s.waveAt)}, ${s.told}, ${date(s.callerGoneAt)}, ${s.round},
      ${at.practice ? [...at.practice] : null})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/**
 * Locks the row until the transaction ends, so that two who act on one contact act one after the other. Not `patient`: null
 * when somebody else has it.
 */
export async function lockWaiting(sql: Sql, { teamId, contactId }: Place, patient = true): Promise<Waiting | null> {
  const rows = await sql<Row[]>`select ${columns(sql)} from waitings
    where team_id = ${teamId} and contact_id = ${contactId} for update ${patient ? sql`` : sql`skip locked`}`
  return rows[0] ? waitingOf(rows[0]) : null
}

export async function readWaiting(sql: Sql, { teamId, contactId }: Place): Promise<Waiting | null> {
  const rows = await sql<
    Row[]
  >`select ${columns(sql)} from waitings where team_id = ${teamId} and contact_id = ${contactId}`
  return rows[0] ? waitingOf(rows[0]) : null
}

/** Everything that is not over, first in line first: who really waits before practice, hand-overs before first answers, then by how long. */
export async function liveWaitings(sql: Sql, teamId: string): Promise<Waiting[]> {
  const rows = await sql<Row[]>`select ${columns(sql)} from waitings
    where team_id = ${teamId} and state not in ('left', 'message', 'ended')
    order by (practice is not null), (purpose <> 'handover'), since, contact_id`
  return rows.map(waitingOf)
}

/** The same in the order in which whoever changes many locks them, so that two who do so never wait for each other. */
export const liveInLockingOrder = async (sql: Sql, teamId: string): Promise<Waiting[]> =>
  (await liveWaitings(sql, teamId)).toSorted((one, other) => (one.contactId < other.contactId ? -1 : 1))

/** Keeps what the rules said, if the row still is as it was when they were asked. Throws otherwise: nothing may be half done. */
export async function updateWaiting(sql: Sql, before: Waiting, s: Situation, answeredAt: Date | null): Promise<void> {
  const rows = await sql`
    update waitings set state = ${s.state}, purpose = ${s.purpose}, since = ${new Date(s.since)}, wave = ${s.wave},
      wave_at = ${new Date(s.waveAt)}, told = ${s.told}, responder = ${s.responder}, claimer = ${s.claimer},
      unlock_by = ${date(s.unlockBy)}, gone_at = ${date(s.goneAt)}, watch_at = ${date(s.watchAt)},
      caller_gone_at = ${date(s.callerGoneAt)}, round = ${s.round}, answered_at = ${answeredAt}
    where team_id = ${before.teamId} and contact_id = ${before.contactId}
      and state = ${before.situation.state} and round = ${before.situation.round} returning 1 as one`
  if (rows.length !== 1) throw new Error('a waiting changed while it was locked')
}

/** True for the one who is first in this round, by primary key. */
export async function insertClaim(
  sql: Sql,
  claim: Place & { round: number; memberId: string; at: Date },
): Promise<boolean> {
  const rows = await sql`
    insert into claims (team_id, contact_id, round, member_id, at)
    values (${claim.teamId}, ${claim.contactId}, ${claim.round}, ${claim.memberId}, ${claim.at})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** The rings of each of these contacts, by member. */
export async function ringsOf(sql: Sql, teamId: string, contactIds: string[]): Promise<Map<string, Map<string, Ring>>> {
  const rows = await sql<{ contactId: string; memberId: string; state: RingState; since: Date }[]>`
    select contact_id as "contactId", member_id as "memberId", state, since from rings
    where team_id = ${teamId} and contact_id = any(${contactIds}::uuid[])`
  const byContact = Map.groupBy(rows, (row) => row.contactId)
  const ringOf = ({ memberId, state, since }: (typeof rows)[number]): [string, Ring] => [
    memberId,
    { memberId, state, since: since.getTime() },
  ]
  return new Map(contactIds.map((contactId) => [contactId, new Map((byContact.get(contactId) ?? []).map(ringOf))]))
}

export async function keepRings(sql: Sql, { teamId, contactId }: Place, rings: readonly Ring[]): Promise<void> {
  if (rings.length === 0) return
  const members = rings.map((ring) => ring.memberId)
  const states = rings.map((ring) => ring.state)
  const times = rings.map((ring) => new Date(ring.since).toISOString())
  await sql`
    insert into rings (team_id, contact_id, member_id, state, since)
    select ${teamId}::uuid, ${contactId}::uuid, * from unnest(${members}::uuid[], ${states}::text[], ${times}::timestamptz[])
    on conflict (team_id, contact_id, member_id) do update set state = excluded.state, since = excluded.since,
      asks = rings.asks + case when excluded.state = 'asked' then 1 else 0 end`
}

/** Moves one ring from one of `from`; false when it stands elsewhere. Touches nothing but the ring: no other row waits for it. */
export async function moveRing(
  sql: Sql,
  place: Place & { memberId: string },
  from: readonly RingState[],
  to: RingState,
): Promise<boolean> {
  const rows = await sql`
    update rings set state = ${to} where team_id = ${place.teamId} and contact_id = ${place.contactId}
      and member_id = ${place.memberId} and state = any(${[...from]}::text[]) returning 1 as one`
  return rows.length === 1
}

export async function insertEntries(
  sql: Sql,
  { teamId, contactId }: Place,
  entries: readonly Entry[],
  at: Date,
): Promise<void> {
  if (entries.length === 0) return
  const ids = entries.map(() => randomId())
  const kinds = entries.map((entry) => entry.kind)
  const members = entries.map((entry) => entry.memberId)
  await sql`
    insert into ring_entries (team_id, contact_id, entry_id, at, position, kind, member_id)
    select ${teamId}::uuid, ${contactId}::uuid, e.id, ${at}::timestamptz,
      e.position + (select count(*) from ring_entries b where b.team_id = ${teamId} and b.contact_id = ${contactId}), e.kind, e.member
    from unnest(${ids}::uuid[], ${kinds}::text[], ${members}::uuid[]) with ordinality as e (id, kind, member, position)`
}

export async function entriesOf(sql: Sql, { teamId, contactId }: Place): Promise<(Entry & { at: Date })[]> {
  return sql<(Entry & { at: Date })[]>`
    select at, kind, member_id as "memberId" from ring_entries
    where team_id = ${teamId} and contact_id = ${contactId} order by at, position, entry_id`
}

/** With the contact goes all that happened while it rang. */
export async function eraseWaiting(sql: Sql, { teamId, contactId }: Place): Promise<void> {
  await sql`delete from ring_entries where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from rings where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from claims where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from waitings where team_id = ${teamId} and contact_id = ${contactId}`
}

const date = (time: number | null): Date | null => (time === null ? null : new Date(time))
const ms = (time: Date | null): number | null => time?.getTime() ?? null
const json = (sql: Sql, asking: Asking) => sql.json(asking)

function waitingOf(row: Row): Waiting {
  const { teamId, contactId, lineId, channel, askedAt, answeredAt, practice, ...rest } = row
  const times = { since: row.since.getTime(), waveAt: row.waveAt.getTime(), unlockBy: ms(row.unlockBy) }
  const more = { goneAt: ms(row.goneAt), watchAt: ms(row.watchAt), callerGoneAt: ms(row.callerGoneAt) }
  return {
    teamId,
    contactId,
    lineId,
    channel,
    askedAt,
    answeredAt,
    practice,
    situation: { ...rest, ...times, ...more },
  }
}
