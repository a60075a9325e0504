import type { Sql } from '#platform/database'

export type NewRow = { teamId: string; streamId: string; id: string; body: string }
export type Place = { teamId: string; streamId: string }
export type StreamRow = { seq: number; id: string; body: string }
/** What became of one appended row. `seq` is null when the stream was dropped; `same` is false when the id holds another body. */
export type Placed = { n: number; seq: number | null; same: boolean }

/**
 * Appends many rows to many streams in one statement: finds what is already there, moves each head by the number of new
 * rows (the head's row lock makes commit order and sequence order the same), and inserts. Heads are locked in order, so
 * two batches cannot wait for each other. A duplicate that another process inserts meanwhile violates a key (23505):
 * the statement has then done nothing and is to be run again. Ids must be distinct within a batch.
 * The heads come back as one object and not by a join: a prepared plan guesses few rows and would compare all with all.
 */
export const appendRows = (sql: Sql, rows: NewRow[]): Promise<Placed[]> => sql<Placed[]>`
  with wanted as (
    select w.team_id, w.stream_id, w.id, w.body, w.n::int as n, known.seq as known_seq, known.body as known_body
    from unnest(
      ${rows.map((row) => row.teamId)}::uuid[], ${rows.map((row) => row.streamId)}::text[],
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.body)}::text[]
    ) with ordinality as w (team_id, stream_id, id, body, n)
    left join lateral (
      select r.seq, r.body from stream_rows r
      where r.team_id = w.team_id and r.stream_id = w.stream_id and r.id = w.id limit 1
    ) known on true
  ), numbered as (
    select wanted.*,
      (count(*) filter (where known_seq is null) over (partition by team_id, stream_id order by n))::int as place,
      (count(*) filter (where known_seq is null) over (partition by team_id, stream_id))::int as places
    from wanted
  ), heads as (
    insert into stream_heads as h (team_id, stream_id, last_seq)
    select team_id, stream_id, max(places) from numbered where known_seq is null
    group by team_id, stream_id order by team_id, stream_id
    on conflict (team_id, stream_id) do update set last_seq = h.last_seq + excluded.last_seq where not h.dropped
    returning team_id, stream_id, last_seq
  ), ends as (
    select jsonb_object_agg(team_id || ' ' || stream_id, last_seq) as at from heads
  ), placed as (
    select numbered.*,
      coalesce(known_seq, (ends.at ->> (team_id || ' ' || stream_id))::int - places + place) as seq
    from numbered cross join ends
  ), added as (
    insert into stream_rows (team_id, stream_id, seq, id, body)
    select team_id, stream_id, seq, id, body from placed where known_seq is null and seq is not null
  )
  select n, seq, coalesce(known_body = body, true) as same from placed order by n`

/** Locks the stream's head, making it if there is none; null when the stream was dropped. The next statement sees every row. */
export const lockHead = (sql: Sql, place: Place): Promise<{ last_seq: number }[]> => sql<{ last_seq: number }[]>`
  insert into stream_heads as h (team_id, stream_id, last_seq) values (${place.teamId}, ${place.streamId}, 0)
  on conflict (team_id, stream_id) do update set last_seq = h.last_seq where not h.dropped
  returning last_seq`

/** Up to `limit` rows after `after`, in order. */
export const rowsAfter = (sql: Sql, place: Place, after: number, limit: number): Promise<StreamRow[]> => sql<
  StreamRow[]
>`
  select seq, id, body from stream_rows
  where team_id = ${place.teamId} and stream_id = ${place.streamId} and seq > ${after}
  order by seq limit ${limit}`

export type Cursor = Place & { after: number }
/** The same for several streams at once, `limit` rows of each. */
export const rowsOfMany = (
  sql: Sql,
  cursors: Cursor[],
  limit: number,
): Promise<(StreamRow & { team_id: string; stream_id: string })[]> => sql<
  (StreamRow & { team_id: string; stream_id: string })[]
>`
  select c.team_id, c.stream_id, r.seq, r.id, r.body
  from unnest(
    ${cursors.map((cursor) => cursor.teamId)}::uuid[], ${cursors.map((cursor) => cursor.streamId)}::text[],
    ${cursors.map((cursor) => cursor.after)}::int[]
  ) as c (team_id, stream_id, after)
  cross join lateral (
    select seq, id, body from stream_rows s
    where s.team_id = c.team_id and s.stream_id = c.stream_id and s.seq > c.after order by seq limit ${limit}
  ) r
  order by c.team_id, c.stream_id, r.seq`

export type Head = { team_id: string; stream_id: string; last_seq: number; dropped: boolean }
/** How far these streams have come. A stream nobody has written to is missing from the answer. */
export const headsOf = (sql: Sql, places: Place[]): Promise<Head[]> => sql<Head[]>`
  select h.team_id, h.stream_id, h.last_seq, h.dropped
  from unnest(
    ${places.map((place) => place.teamId)}::uuid[], ${places.map((place) => place.streamId)}::text[]
  ) as p (team_id, stream_id)
  join stream_heads h on h.team_id = p.team_id and h.stream_id = p.stream_id`

/** Removes every row and leaves an empty tombstone, also for a stream nobody has written to yet. */
export async function dropStream(sql: Sql, place: Place): Promise<void> {
  await sql`
    insert into stream_heads (team_id, stream_id, last_seq, dropped) values (${place.teamId}, ${place.streamId}, 0, true)
    on conflict (team_id, stream_id) do update set last_seq = 0, dropped = true`
  await sql`delete from stream_rows where team_id = ${place.teamId} and stream_id = ${place.streamId}`
}

export const forgetTombstone = (sql: Sql, place: Place): Promise<unknown> => sql`
  delete from stream_heads where team_id = ${place.teamId} and stream_id = ${place.streamId} and dropped`

/** Removes the rows up to and including `upTo` of a stream that goes on. */
export const cutStream = (sql: Sql, place: Place, upTo: number): Promise<unknown> => sql`
  delete from stream_rows where team_id = ${place.teamId} and stream_id = ${place.streamId} and seq <= ${upTo}`
