import type { Sql } from '#platform/database'

export type Cluster = {
  /** Made with the cluster, and the same in every copy of it. */
  system: string
  folder: string
  segmentBytes: number
  /** A file name of the log; its first eight digits are the timeline. */
  segment: string
  flushed: string
  tablespaces: number
}

/** What the PostgreSQL at the other end is, and up to where its log is on disk. */
export async function clusterFacts(sql: Sql): Promise<Cluster> {
  const [row] = await sql<Cluster[]>`
    select (select system_identifier::text from pg_control_system()) as system,
      current_setting('data_directory') as folder,
      (select setting::int from pg_settings where name = 'wal_segment_size') as "segmentBytes",
      pg_walfile_name(pg_current_wal_flush_lsn()) as segment,
      pg_current_wal_flush_lsn()::text as flushed,
      (select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')) as tablespaces`
  return row!
}

/** PostgreSQL keeps every segment from here on until this connection ends, however it ends. */
export async function holdLog(sql: Sql, slot: string): Promise<void> {
  await sql`select pg_create_physical_replication_slot(${slot}, true, true)`
}

/** From here until `endCopy`, on this same connection, the files of the cluster may be copied while it works. */
export async function beginCopy(sql: Sql, label: string): Promise<string> {
  const [row] = await sql<{ lsn: string }[]>`select pg_backup_start(${label}, true)::text as lsn`
  return row!.lsn
}

/** `label` must stand in the copy as the file backup_label. */
export async function endCopy(sql: Sql): Promise<{ lsn: string; label: string }> {
  const [row] = await sql<{ lsn: string; label: string }[]>`
    select lsn::text as lsn, labelfile as label from pg_backup_stop(false)`
  return row!
}

export type Slot = { name: string; status: string | null }

/** The slot of continuous copying: PostgreSQL keeps what we have not copied yet, within max_slot_wal_keep_size. */
export async function shippingSlot(sql: Sql, name: string): Promise<Slot | null> {
  const [row] = await sql<Slot[]>`
    select slot_name::text as name, wal_status as status from pg_replication_slots where slot_name = ${name}`
  return row ?? null
}

export async function makeSlot(sql: Sql, name: string): Promise<void> {
  await sql`select pg_create_physical_replication_slot(${name}, true)`
}

export async function advanceSlot(sql: Sql, name: string, to: string): Promise<void> {
  await sql`select pg_replication_slot_advance(slot_name, ${to}::pg_lsn) from pg_replication_slots
    where slot_name = ${name} and restart_lsn < ${to}::pg_lsn`
}

export async function dropSlot(sql: Sql, name: string): Promise<void> {
  await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${name}`
}

export type Recovered = { lsn: string | null; at: Date | null; isRecovering: boolean }

/** How far a restored cluster got: the last place of the log, and when the last transaction in it was committed. */
export async function recovered(sql: Sql): Promise<Recovered> {
  const [row] = await sql<Recovered[]>`
    select pg_last_wal_replay_lsn()::text as lsn, pg_last_xact_replay_timestamp() as at,
      pg_is_in_recovery() as "isRecovering"`
  return row!
}

/** Every table of ours, as schema and name. */
export const tablesOf = (sql: Sql): Promise<{ schema: string; name: string }[]> => sql<
  { schema: string; name: string }[]
>`
  select n.nspname::text as schema, c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1, 2`

/** Reads the whole table, so that PostgreSQL checks each of its pages. Returns its rows. */
export async function countRows(sql: Sql, { schema, name }: { schema: string; name: string }): Promise<number> {
  const [row] = await sql<{ rows: number }[]>`select count(*) as rows from ${sql(`${schema}.${name}`)}`
  return row!.rows
}

/** Throws when an index does not agree with itself or with its table. Only for a copy that is thrown away afterwards. */
export async function checkIndexes(sql: Sql): Promise<void> {
  await sql.unsafe('create extension if not exists amcheck')
  await sql.unsafe(`
    select bt_index_check(i.indexrelid, true) from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
    where a.amname = 'btree' and c.relpersistence = 'p' and i.indisready and i.indisvalid`)
}
