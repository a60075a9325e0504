import type { Sql } from '#platform/database'

/** Before there is a team, rows that belong to the installation have this team_id. */
export const nobodysTeam = '00000000-0000-0000-0000-000000000000'

/** The one-time link of set-up: only the newest counts. */
export async function putSetUpLink(sql: Sql, tokenHash: Uint8Array): Promise<void> {
  await sql`
    insert into set_up_links (team_id, token_hash) values (${nobodysTeam}, ${tokenHash})
    on conflict (team_id) do update set token_hash = excluded.token_hash`
}

/** Holds the newest link until the transaction ends; null when there is none. */
export async function holdSetUpLink(sql: Sql): Promise<Uint8Array | null> {
  const [row] = await sql<{ tokenHash: Uint8Array }[]>`
    select token_hash as "tokenHash" from set_up_links where team_id = ${nobodysTeam} for update`
  return row?.tokenHash ?? null
}

export async function deleteSetUpLink(sql: Sql): Promise<void> {
  await sql`delete from set_up_links where team_id = ${nobodysTeam}`
}

export async function putPublicAddress(sql: Sql, origin: string): Promise<void> {
  await sql`
    insert into public_addresses (team_id, origin) values (${nobodysTeam}, ${origin})
    on conflict (team_id) do update set origin = excluded.origin`
}

export async function deletePublicAddress(sql: Sql): Promise<void> {
  await sql`delete from public_addresses where team_id = ${nobodysTeam}`
}

export async function publicAddressOf(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ origin: string }[]>`select origin from public_addresses where team_id = ${nobodysTeam}`
  return row?.origin ?? null
}
