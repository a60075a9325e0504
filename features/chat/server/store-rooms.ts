import type { Sql } from '#platform/database'

type Place = { teamId: string; roomId: string }
/** `goesAt`: when it is erased; null: made before that was kept. */
export type Room = Place & { night: string; streamId: string; epoch: number; goesAt: Date | null }
export type RoomWrap = { epoch: number; reader: string; sealed: Uint8Array }

/** Makes the night's room, or finds the one that somebody made a moment before. */
export async function roomFor(sql: Sql, room: Room): Promise<Room> {
  await sql`insert into shift_rooms (team_id, room_id, night, stream_id, epoch, goes_at)
    values (${room.teamId}, ${room.roomId}, ${room.night}, ${room.streamId}, ${room.epoch}, ${room.goesAt})
    on conflict do nothing`
  const rows = await sql<Room[]>`
    select team_id as "teamId", room_id as "roomId", night::text as night, stream_id as "streamId", epoch,
      goes_at as "goesAt"
    from shift_rooms where team_id = ${room.teamId} and night = ${room.night}`
  return rows[0]!
}

export async function roomOfNight(sql: Sql, teamId: string, night: string): Promise<Room | null> {
  const rows = await sql<Room[]>`
    select team_id as "teamId", room_id as "roomId", night::text as night, stream_id as "streamId", epoch,
      goes_at as "goesAt"
    from shift_rooms where team_id = ${teamId} and night = ${night}`
  return rows[0] ?? null
}

export async function roomOf(sql: Sql, place: Place): Promise<Room | null> {
  const rows = await sql<Room[]>`
    select team_id as "teamId", room_id as "roomId", night::text as night, stream_id as "streamId", epoch,
      goes_at as "goesAt"
    from shift_rooms where team_id = ${place.teamId} and room_id = ${place.roomId}`
  return rows[0] ?? null
}

/** The rooms of earlier nights that are still there, the newest first. */
export async function roomsBefore(sql: Sql, teamId: string, night: string): Promise<Room[]> {
  return sql<Room[]>`
    select team_id as "teamId", room_id as "roomId", night::text as night, stream_id as "streamId", epoch,
      goes_at as "goesAt"
    from shift_rooms where team_id = ${teamId} and night < ${night} order by night desc`
}

export async function madeEpoch(sql: Sql, place: Place): Promise<number> {
  const rows = await sql<{ made: number }[]>`select coalesce(max(epoch), 0)::int as made from room_key_epochs
    where team_id = ${place.teamId} and room_id = ${place.roomId}`
  return rows[0]!.made
}

/** True for whoever makes this epoch first. */
export async function insertRoomEpoch(sql: Sql, place: Place, epoch: number): Promise<boolean> {
  const rows = await sql`insert into room_key_epochs (team_id, room_id, epoch)
    values (${place.teamId}, ${place.roomId}, ${epoch}) on conflict do nothing returning 1 as one`
  return rows.length === 1
}

export async function insertRoomWrap(sql: Sql, place: Place, wrap: RoomWrap): Promise<void> {
  await sql`insert into room_keys (team_id, room_id, epoch, reader, sealed)
    values (${place.teamId}, ${place.roomId}, ${wrap.epoch}, ${wrap.reader}, ${wrap.sealed}) on conflict do nothing`
}

export async function roomWraps(sql: Sql, place: Place): Promise<RoomWrap[]> {
  return sql<RoomWrap[]>`select epoch, reader, sealed from room_keys
    where team_id = ${place.teamId} and room_id = ${place.roomId} order by epoch, reader`
}

/** After a removal: every room of the team needs a newer key than all made so far. */
export async function demandNewRoomKeys(sql: Sql, teamId: string): Promise<void> {
  await sql`update shift_rooms set epoch = (select coalesce(max(e.epoch), 0) + 1 from room_key_epochs e
    where e.team_id = shift_rooms.team_id and e.room_id = shift_rooms.room_id) where team_id = ${teamId}`
}

export async function deleteRoom(sql: Sql, place: Place): Promise<void> {
  await sql`delete from room_keys where team_id = ${place.teamId} and room_id = ${place.roomId}`
  await sql`delete from room_key_epochs where team_id = ${place.teamId} and room_id = ${place.roomId}`
  await sql`delete from shift_rooms where team_id = ${place.teamId} and room_id = ${place.roomId}`
}
