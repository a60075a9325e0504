import type { Sql } from '#platform/database'
import type { Track } from '../rules.ts'

type Place = { teamId: string; contactId: string }
export type KeyEpoch = Place & { kind: Track; epoch: number }
export type StoredWrap = { kind: Track; epoch: number; reader: string; sealed: Uint8Array }

/** True when this is the one that made the epoch; false when somebody was first. */
export async function insertEpoch(sql: Sql, made: KeyEpoch): Promise<boolean> {
  const rows = await sql`insert into content_key_epochs (team_id, contact_id, kind, epoch)
    values (${made.teamId}, ${made.contactId}, ${made.kind}, ${made.epoch}) on conflict do nothing returning 1 as one`
  return rows.length === 1
}

export async function highestEpochs(sql: Sql, place: Place): Promise<{ talk: number; crew: number }> {
  const rows = await sql<{ kind: Track; epoch: number }[]>`
    select kind, max(epoch) as epoch from content_key_epochs
    where team_id = ${place.teamId} and contact_id = ${place.contactId} group by kind`
  const of = (kind: Track): number => rows.find((row) => row.kind === kind)?.epoch ?? 0
  return { talk: of('talk'), crew: of('crew') }
}

/** A reader's wrap is written once; a second one for the same place changes nothing. */
export async function insertWrap(sql: Sql, place: Place, wrap: StoredWrap): Promise<void> {
  await sql`insert into content_keys (team_id, contact_id, kind, epoch, reader, sealed)
    values (${place.teamId}, ${place.contactId}, ${wrap.kind}, ${wrap.epoch}, ${wrap.reader}, ${wrap.sealed})
    on conflict do nothing`
}

export async function wrapsOf(sql: Sql, place: Place): Promise<StoredWrap[]> {
  return sql<StoredWrap[]>`select kind, epoch, reader, sealed from content_keys
    where team_id = ${place.teamId} and contact_id = ${place.contactId} order by kind, epoch, reader`
}

export async function dropReader(sql: Sql, place: Place, reader: string): Promise<void> {
  await sql`delete from content_keys where team_id = ${place.teamId} and contact_id = ${place.contactId}
    and reader = ${reader}`
}

/** Intake reads a contact only while it lives. */
export async function dropIntake(sql: Sql, place: Place): Promise<void> {
  await sql`delete from content_keys where team_id = ${place.teamId} and contact_id = ${place.contactId}
    and reader like 'intake:%'`
}

/** Replaces the box, when the caller asks for words a second time. */
export async function putBox(
  sql: Sql,
  place: Place,
  box: { tokenHash: Uint8Array; sealed: Uint8Array },
): Promise<void> {
  await sql`delete from return_boxes where team_id = ${place.teamId} and contact_id = ${place.contactId}`
  await sql`insert into return_boxes (team_id, token_hash, contact_id, sealed)
    values (${place.teamId}, ${box.tokenHash}, ${place.contactId}, ${box.sealed})`
}

export async function boxBy(
  sql: Sql,
  teamId: string,
  tokenHash: Uint8Array,
): Promise<{ contactId: string; sealed: Uint8Array } | null> {
  const rows = await sql<{ contactId: string; sealed: Uint8Array }[]>`
    select contact_id as "contactId", sealed from return_boxes where team_id = ${teamId} and token_hash = ${tokenHash}`
  return rows[0] ?? null
}
