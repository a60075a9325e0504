import type { Clock } from '#platform/clock'
import { day, later } from '#platform/clock'
import type { AfterCommit, Database, Sql } from '#platform/database'
import type { Deadlines } from '#platform/deadlines'
import { Refusal } from '#platform/house'
import type { Log } from '#platform/log'
import type { Notices } from '#platform/notices'
import { Batch, type Written } from '#platform/streams/batch'
import { Followers, type Following } from '#platform/streams/followers'
import {
  appendRows,
  cutStream,
  dropStream,
  forgetTombstone,
  lockHead,
  rowsAfter,
  type NewRow,
  type Place,
  type Placed,
  type StreamRow,
} from '#platform/streams/store'

export type { NewRow, Place, StreamRow } from '#platform/streams/store'

/** `stream-dropped`: there is no such stream any more. `other-body`: this id already holds something else. */
export class StreamRefusal extends Refusal {}

type Parts = { db: Database; clock: Clock; notices: Notices; deadlines: Deadlines; log: Log }
const tombstone = 'stream-tombstone'
const sweepEvery = 15_000

/**
 * Durable streams of rows, for everything that is said and must be seen by all in one order.
 * Invariants:
 * - the row is the truth: a sequence is told only once it is committed; sequences of a stream start at 1 and have no gap;
 * - an id is appended once: said again, it is answered with the sequence it has;
 * - a dropped stream never comes back: a late append is refused (for a day; after that the features' own rows are gone too);
 * - every follower sees every row after its cursor once and in order, also across lost notices and reconnects.
 */
export class Streams {
  #parts: Parts
  #batch: Batch
  #followers: Followers
  #sweep: NodeJS.Timeout | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    this.#followers = new Followers(parts.db.sql, parts.log)
    this.#batch = new Batch(parts.db.sql, (rows) => this.#written(rows))
    parts.notices.on('stream', {
      hear: (notices) => {
        for (const [teamId, streamId, seq] of notices)
          this.#heard({ teamId: `${teamId}`, streamId: `${streamId}` }, seq)
      },
      missed: () => this.#followers.lookAgain(),
    })
    parts.deadlines.handle([
      {
        kind: tombstone,
        handle: async (sql, _afterCommit, { teamId, key }) =>
          void (await forgetTombstone(sql, { teamId, streamId: key })),
      },
    ])
  }

  /** Resolves once the row is durable, with its place in the stream. Throws StreamRefusal. */
  async append(row: NewRow): Promise<{ seq: number }> {
    return placeOf(await this.#batch.append(row))
  }

  /** The same inside your transaction: other appends to this stream wait for it, so keep it short. Throws StreamRefusal. */
  async appendIn(sql: Sql, afterCommit: AfterCommit, row: NewRow): Promise<{ seq: number }> {
    if ((await lockHead(sql, row)).length === 0) throw new StreamRefusal('stream-dropped')
    const [placed] = await appendRows(sql, [row])
    const { seq } = placeOf(placed!)
    afterCommit(() => this.#written([{ ...row, seq }]))
    return { seq }
  }

  /** Up to `limit` rows (500 unless said) after sequence `after`, in order. `sql`: within your transaction. */
  async read(from: Place & { after?: number; limit?: number; sql?: Sql }): Promise<StreamRow[]> {
    return [...(await rowsAfter(from.sql ?? this.#parts.db.sql, from, from.after ?? 0, from.limit ?? 500))]
  }

  /** Destroys the stream's rows in your transaction. Followers are ended soon after it commits. */
  async drop(sql: Sql, teamId: string, streamId: string): Promise<void> {
    const { clock, deadlines } = this.#parts
    await dropStream(sql, { teamId, streamId })
    await deadlines.set(sql, { teamId, kind: tombstone, key: streamId, dueAt: later(clock.now(), day) })
    for (const pause of [20, 200, 2000]) setTimeout(() => this.#tellDropped({ teamId, streamId }), pause).unref()
  }

  /** Destroys the rows up to sequence `upTo`; the stream goes on. For rooms that forget their oldest rows. */
  async cut(sql: Sql, place: Place, upTo: number): Promise<void> {
    await cutStream(sql, place, upTo)
  }

  /** For platform/live: every row after `after`, once and in order, until stopped or dropped. */
  follow(place: Place, after: number, hears: { rows: (rows: StreamRow[]) => void; ended: () => void }): Following {
    return this.#followers.follow(place, after, hears)
  }

  start(): void {
    this.#sweep ??= setInterval(() => this.#followers.lookAgain(), sweepEvery).unref()
  }

  async stop(): Promise<void> {
    if (this.#sweep) clearInterval(this.#sweep)
    await this.settled()
  }

  /** Resolves when nothing is being written or read for a follower. */
  async settled(): Promise<void> {
    await this.#batch.settled()
    await this.#followers.settled()
  }

  /** Followers on this process first, straight from memory; the other processes hear how far each stream has come. */
  #written(rows: Written[]): void {
    this.#followers.written(rows)
    const last = new Map<string, Written>()
    for (const row of rows) {
      const name = `${row.teamId} ${row.streamId}`
      if (row.seq > (last.get(name)?.seq ?? 0)) last.set(name, row)
    }
    for (const row of last.values()) this.#parts.notices.tell('stream', [row.teamId, row.streamId, row.seq])
  }

  #heard(place: Place, seq: unknown): void {
    if (typeof seq === 'number' && seq > 0) this.#followers.heard(place, seq)
    else this.#followers.lookAgain(place)
  }

  #tellDropped(place: Place): void {
    this.#followers.lookAgain(place)
    this.#parts.notices.tell('stream', [place.teamId, place.streamId, 0])
  }
}

function placeOf(placed: Placed): { seq: number } {
  if (placed.seq === null) throw new StreamRefusal('stream-dropped')
  if (!placed.same) throw new StreamRefusal('other-body')
  return { seq: placed.seq }
}
