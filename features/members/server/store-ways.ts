import type { Sql } from '#platform/database'
import type { DeviceKind } from '../rules.ts'
import type { WayView } from '../wire.ts'

type Whose = { teamId: string; memberId: string }
export type PassphraseRow = Whose & {
  handleHash: Uint8Array
  secretHash: Uint8Array
  recipient: string
  totpSealed: Uint8Array
}
export type PasskeyRow = Whose & {
  credentialId: string
  publicKey: Uint8Array
  counter: number
  transports: string[]
  recipient: string
  device: DeviceKind
}
export type PaperKeyRow = Whose & { lookup: Uint8Array; secretHash: Uint8Array; recipient: string }

export async function insertPassphrase(sql: Sql, row: PassphraseRow): Promise<void> {
  await sql`
    insert into passphrases (team_id, member_id, handle_hash, secret_hash, recipient, totp_sealed)
    values (${row.teamId}, ${row.memberId}, ${row.handleHash}, ${row.secretHash}, ${row.recipient}, ${row.totpSealed})`
}

export async function insertPasskey(sql: Sql, row: PasskeyRow): Promise<void> {
  await sql`
    insert into passkeys (team_id, credential_id, member_id, public_key, counter, transports, recipient, device)
    values (${row.teamId}, ${row.credentialId}, ${row.memberId}, ${row.publicKey}, ${row.counter}, ${row.transports},
      ${row.recipient}, ${row.device})`
}

export async function insertPaperKey(sql: Sql, row: PaperKeyRow): Promise<void> {
  await sql`
    insert into paper_keys (team_id, member_id, lookup, secret_hash, recipient)
    values (${row.teamId}, ${row.memberId}, ${row.lookup}, ${row.secretHash}, ${row.recipient})`
}

export async function passphraseByHandle(
  sql: Sql,
  teamId: string,
  handleHash: Uint8Array,
): Promise<PassphraseRow | null> {
  const rows = await sql<PassphraseRow[]>`
    select team_id as "teamId", member_id as "memberId", handle_hash as "handleHash", secret_hash as "secretHash", recipient,
      totp_sealed as "totpSealed"
    from passphrases where team_id = ${teamId} and handle_hash = ${handleHash}`
  return rows[0] ?? null
}

/**
 * Takes a code's time step, once: false when this step or a later one was already used (a replay, or two tabs racing), or when the
 * passphrase is another one now.
 */
export async function takeStep(sql: Sql, taken: Whose & { secretHash: Uint8Array; step: number }): Promise<boolean> {
  const rows = await sql`
    update passphrases set totp_last_step = ${taken.step}
    where team_id = ${taken.teamId} and member_id = ${taken.memberId} and secret_hash = ${taken.secretHash}
      and totp_last_step < ${taken.step}
    returning member_id`
  return rows.length === 1
}

export async function passkeyById(sql: Sql, teamId: string, credentialId: string): Promise<PasskeyRow | null> {
  const rows = await sql<PasskeyRow[]>`
    select team_id as "teamId", member_id as "memberId", credential_id as "credentialId", public_key as "publicKey",
      counter::float8 as counter, transports, recipient, device
    from passkeys where team_id = ${teamId} and credential_id = ${credentialId}`
  return rows[0] ?? null
}

/** Keeps what a passkey has counted to: false when it is gone, or its counter was there already. Some never count, and stay at 0. */
export async function setCounter(
  sql: Sql,
  counted: Whose & { credentialId: string; counter: number },
): Promise<boolean> {
  const { counter } = counted
  const rows = await sql`
    update passkeys set counter = ${counter}
    where team_id = ${counted.teamId} and member_id = ${counted.memberId} and credential_id = ${counted.credentialId}
      and (counter < ${counter} or (counter = 0 and ${counter === 0}))
    returning credential_id`
  return rows.length === 1
}

export async function paperKeyByLookup(sql: Sql, teamId: string, lookup: Uint8Array): Promise<PaperKeyRow | null> {
  const rows = await sql<PaperKeyRow[]>`
    select team_id as "teamId", member_id as "memberId", lookup, secret_hash as "secretHash", recipient
    from paper_keys where team_id = ${teamId} and lookup = ${lookup}`
  return rows[0] ?? null
}

/** A member's hashes of sign-in secrets, to prove at once who is there without a code. */
export async function secretHashesOf(sql: Sql, teamId: string, memberId: string): Promise<Uint8Array[]> {
  const rows = await sql<{ hash: Uint8Array }[]>`
    select secret_hash as hash from passphrases where team_id = ${teamId} and member_id = ${memberId}
    union all select secret_hash from paper_keys where team_id = ${teamId} and member_id = ${memberId}`
  return rows.map((row) => row.hash)
}

/** A member's ways in. The id of a passphrase or paper key is its kind: there is at most one of each. */
export async function waysOf(sql: Sql, teamId: string, memberId: string): Promise<WayView[]> {
  const passkeys = await sql<{ id: string; recipient: string; device: DeviceKind }[]>`
    select credential_id as id, recipient, device from passkeys
    where team_id = ${teamId} and member_id = ${memberId} order by credential_id`
  const others = await sql<{ kind: 'passphrase' | 'paper'; recipient: string }[]>`
    select 'passphrase' as kind, recipient from passphrases where team_id = ${teamId} and member_id = ${memberId}
    union all select 'paper' as kind, recipient from paper_keys where team_id = ${teamId} and member_id = ${memberId}`
  return [
    ...passkeys.map((row) => ({ kind: 'passkey' as const, ...row })),
    ...others.map((row) => ({ kind: row.kind, id: row.kind, recipient: row.recipient })),
  ]
}

/**
 * Holds the member's row until the transaction ends, so that two changes of ways in cannot both count the other's, and nobody signs
 * in by a way that is being taken away.
 */
export async function holdMember(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`select member_id from members where team_id = ${teamId} and member_id = ${memberId} for update`
}

export async function deleteWay(sql: Sql, whose: Whose, way: Pick<WayView, 'kind' | 'id'>): Promise<void> {
  const { teamId, memberId } = whose
  if (way.kind === 'passphrase')
    await sql`delete from passphrases where team_id = ${teamId} and member_id = ${memberId}`
  else if (way.kind === 'paper') await sql`delete from paper_keys where team_id = ${teamId} and member_id = ${memberId}`
  else
    await sql`
      delete from passkeys where team_id = ${teamId} and member_id = ${memberId} and credential_id = ${way.id}`
}

export async function deleteWays(sql: Sql, { teamId, memberId }: Whose): Promise<void> {
  await sql`delete from passphrases where team_id = ${teamId} and member_id = ${memberId}`
  await sql`delete from passkeys where team_id = ${teamId} and member_id = ${memberId}`
  await sql`delete from paper_keys where team_id = ${teamId} and member_id = ${memberId}`
}

/** Remembers an answered challenge; false when it was answered before. Forgets those that are no longer valid anyway. */
export async function spendChallenge(
  sql: Sql,
  spent: { teamId: string; challenge: Uint8Array; now: Date; until: Date },
): Promise<boolean> {
  await sql`delete from spent_challenges where team_id = ${spent.teamId} and until < ${spent.now}`
  const rows = await sql`
    insert into spent_challenges (team_id, challenge, until) values (${spent.teamId}, ${spent.challenge}, ${spent.until})
    on conflict do nothing returning team_id`
  return rows.length === 1
}
