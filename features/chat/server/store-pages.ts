import type { Sql } from '#platform/database'

type Place = { teamId: string; contactId: string }
export type StoredPage = { contactId: string; sealed: Uint8Array | null }

/** A contact has one page without script; a newer one (the caller came back elsewhere) takes its place. */
export async function putPage(
  sql: Sql,
  place: Place,
  page: { tokenHash: Uint8Array; sealed: Uint8Array },
): Promise<void> {
  await deletePage(sql, place)
  await sql`insert into plain_pages (team_id, token_hash, contact_id, sealed)
    values (${place.teamId}, ${page.tokenHash}, ${place.contactId}, ${page.sealed})`
}

export async function pageBy(sql: Sql, teamId: string, tokenHash: Uint8Array): Promise<StoredPage | null> {
  const rows = await sql<StoredPage[]>`select contact_id as "contactId", sealed from plain_pages
    where team_id = ${teamId} and token_hash = ${tokenHash}`
  return rows[0] ?? null
}

/** True when this contact has a page without script that could still be opened. */
export async function emptyPage(sql: Sql, place: Place): Promise<boolean> {
  const rows = await sql`update plain_pages set sealed = null
    where team_id = ${place.teamId} and contact_id = ${place.contactId} and sealed is not null returning 1 as one`
  return rows.length === 1
}

export async function deletePage(sql: Sql, place: Place): Promise<boolean> {
  const rows = await sql`delete from plain_pages where team_id = ${place.teamId} and contact_id = ${place.contactId}
    returning 1 as one`
  return rows.length === 1
}
