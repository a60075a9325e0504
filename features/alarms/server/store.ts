import type { Sql } from '#platform/database'

export type Sealed = { objectId: string; sealed: Uint8Array }
export type Device = Sealed & { memberId: string; hash: Uint8Array }
export type Address = Sealed & { memberId: string; language: 'en' | 'es' }
export type PushKeys = Sealed & { publicKey: string }

export async function pushKeysOf(sql: Sql, teamId: string): Promise<PushKeys | null> {
  const rows = await sql<
    PushKeys[]
  >`select public_key as "publicKey", object_id as "objectId", sealed_private_key as sealed
    from push_keys where team_id = ${teamId}`
  return rows[0] ?? null
}

/** The first to come makes them; everybody else uses those. */
export async function insertPushKeys(sql: Sql, teamId: string, keys: PushKeys): Promise<void> {
  await sql`insert into push_keys (team_id, object_id, public_key, sealed_private_key)
    values (${teamId}, ${keys.objectId}, ${keys.publicKey}, ${keys.sealed}) on conflict do nothing`
}

/** False when this device is known: then it only changes hands. */
export async function insertDevice(sql: Sql, teamId: string, device: Device): Promise<boolean> {
  const rows = await sql<{ fresh: boolean }[]>`
    insert into push_devices (team_id, address_hash, member_id, object_id, sealed_address)
    values (${teamId}, ${device.hash}, ${device.memberId}, ${device.objectId}, ${device.sealed})
    on conflict (team_id, address_hash) do update set member_id = excluded.member_id
    returning object_id = ${device.objectId} as fresh`
  return rows[0]!.fresh
}

export async function deleteDevice(sql: Sql, teamId: string, hash: Uint8Array): Promise<string | null> {
  const rows = await sql<{ objectId: string }[]>`delete from push_devices
    where team_id = ${teamId} and address_hash = ${hash} returning object_id as "objectId"`
  return rows[0]?.objectId ?? null
}

export async function devicesOf(sql: Sql, teamId: string, memberIds: readonly string[]): Promise<Device[]> {
  return sql<
    Device[]
  >`select member_id as "memberId", address_hash as hash, object_id as "objectId", sealed_address as sealed
    from push_devices where team_id = ${teamId} and member_id = any(${[...memberIds]}::uuid[])`
}

export async function markSent(sql: Sql, teamId: string, hashes: readonly Uint8Array[], at: Date): Promise<void> {
  for (const hash of hashes)
    await sql`update push_devices set sent_at = ${at} where team_id = ${teamId} and address_hash = ${hash}`
}

/** A member's device says it was woken. True when a push had been sent to one of theirs after `since`. */
export async function markAcknowledged(
  sql: Sql,
  ack: { teamId: string; memberId: string; since: Date; at: Date },
): Promise<boolean> {
  const rows = await sql`update push_devices set acknowledged_at = ${ack.at}
    where team_id = ${ack.teamId} and member_id = ${ack.memberId} and sent_at > ${ack.since} returning 1 as one`
  return rows.length > 0
}

/** Members with at least one device that can be woken, and when one last said that it was. */
export async function wakeable(sql: Sql, teamId: string): Promise<Map<string, { acknowledgedAt: Date | null }>> {
  const rows = await sql<{ memberId: string; acknowledgedAt: Date | null }[]>`
    select member_id as "memberId", max(acknowledged_at) as "acknowledgedAt" from push_devices
    where team_id = ${teamId} group by member_id`
  return new Map(rows.map(({ memberId, acknowledgedAt }) => [memberId, { acknowledgedAt }]))
}

export async function keepAddress(sql: Sql, teamId: string, address: Address): Promise<void> {
  await sql`
    insert into alarm_addresses (team_id, member_id, object_id, sealed_address, language)
    values (${teamId}, ${address.memberId}, ${address.objectId}, ${address.sealed}, ${address.language})
    on conflict (team_id, member_id) do update set object_id = excluded.object_id,
      sealed_address = excluded.sealed_address, language = excluded.language`
}

export async function addressesOf(sql: Sql, teamId: string, memberIds: readonly string[]): Promise<Address[]> {
  return sql<Address[]>`select member_id as "memberId", object_id as "objectId", sealed_address as sealed, language
    from alarm_addresses where team_id = ${teamId} and member_id = any(${[...memberIds]}::uuid[])`
}

export async function deleteAddress(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from alarm_addresses where team_id = ${teamId} and member_id = ${memberId}`
}

export async function deleteDevicesOf(sql: Sql, teamId: string, memberId: string): Promise<void> {
  await sql`delete from push_devices where team_id = ${teamId} and member_id = ${memberId}`
}
