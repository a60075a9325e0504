import type { Sql } from '#platform/database'
import type { Log } from '#platform/log'
import { Feed, type Follower } from '#platform/streams/feed'
import { headsOf, rowsAfter, rowsOfMany, type Place, type StreamRow } from '#platform/streams/store'

/**
 * Everybody on this process who follows a stream. Rows written here come straight from memory; rows written elsewhere
 * are read after a wake-up, several streams in one query; whatever was missed is found by looking at the heads.
 */
export type Following = { stop: () => void; pause: () => void; resume: () => void }
type Hears = { rows: (rows: StreamRow[]) => void; ended: () => void }

const page = 100
/** Bytes given to a follower at once, before it is asked whether it can take more. */
const portion = 128 * 1024
const streamsAtOnce = 200
/** Milliseconds until what failed is tried again. */
const pauseAfterFailure = 300
/** What has no answer after so many milliseconds is asked again on another connection: nobody says that a line is dead. */
const usualPatience = 10_000

export class Followers {
  #sql: Sql
  #log: Log
  #feeds = new Map<string, Feed>()
  #look = new Set<Feed>()
  #read = new Set<Feed>()
  #looking: Promise<void> | null = null
  #reading: Promise<void> | null = null
  /** The log hears of it once when reading fails, and once when it goes on. */
  #failing = false
  #patience: number

  constructor(sql: Sql, log: Log, patience = usualPatience) {
    this.#sql = sql
    this.#log = log
    this.#patience = patience
  }

  /** Every row after `after`, once and in order, until it is stopped or the stream is dropped (`ended`). */
  follow(place: Place, after: number, hears: Hears): Following {
    const name = nameOf(place)
    const feed = this.#feeds.get(name) ?? new Feed(place)
    this.#feeds.set(name, feed)
    const follower: Follower = { ...hears, cursor: after, paused: false, reading: false }
    feed.followers.add(follower)
    this.#lookAt([feed])
    return {
      stop: () => {
        feed.followers.delete(follower)
        if (feed.followers.size === 0 && this.#feeds.get(name) === feed) this.#feeds.delete(name)
      },
      pause: () => (follower.paused = true),
      resume: () => {
        follower.paused = false
        this.#pump(feed, follower)
      },
    }
  }

  /** Rows this process has just written, of any streams. */
  written(rows: (Place & StreamRow)[]): void {
    const touched = new Set<Feed>()
    for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
      const feed = this.#feeds.get(nameOf(row))
      if (!feed) continue
      feed.add([{ seq: row.seq, id: row.id, body: row.body }])
      touched.add(feed)
    }
    for (const feed of touched) this.#pumpAll(feed)
  }

  /** Another process says that a stream has come this far. */
  heard(place: Place, seq: number): void {
    const feed = this.#feeds.get(nameOf(place))
    if (!feed || seq <= feed.last) return
    feed.last = seq
    this.#pumpAll(feed)
  }

  lookAgain(place?: Place): void {
    const feed = place && this.#feeds.get(nameOf(place))
    if (place) this.#lookAt(feed ? [feed] : [])
    else this.#lookAt([...this.#feeds.values()])
  }

  async settled(): Promise<void> {
    while (this.#looking ?? this.#reading) await Promise.all([this.#looking, this.#reading])
  }

  #pumpAll(feed: Feed): void {
    for (const follower of feed.followers) this.#pump(feed, follower)
  }

  #pump(feed: Feed, follower: Follower): void {
    while (feed.followers.has(follower) && !follower.paused && !follower.reading && feed.end !== -1) {
      if (follower.cursor >= feed.end) {
        if (feed.last > feed.end) this.#readLater(feed)
        return
      }
      const rows = feed.after(follower.cursor)
      if (rows === null) return void this.#readFor(feed, follower)
      this.#give(follower, rows)
    }
  }

  /** In portions, so that a follower can pause in between. False when it did: the rest is read again later. */
  #give(follower: Follower, rows: StreamRow[]): boolean {
    const news = rows.filter((row) => row.seq > follower.cursor)
    for (let from = 0, to = 0; from < news.length; from = to) {
      if (follower.paused) return false
      for (let bytes = 0; to < news.length && bytes < portion; to++) bytes += news[to]!.body.length
      follower.cursor = news[to - 1]!.seq
      follower.rows(news.slice(from, to))
    }
    return true
  }

  /** One follower that is far behind reads its own pages. */
  async #readFor(feed: Feed, follower: Follower): Promise<void> {
    follower.reading = true
    const upTo = feed.end
    try {
      const rows = await this.#soon(rowsAfter(this.#sql, feed.place, follower.cursor, page))
      this.#succeeded()
      const all = feed.followers.has(follower) && this.#give(follower, rows)
      if (all && rows.length < page) follower.cursor = Math.max(follower.cursor, upTo)
    } catch (error) {
      this.#failed(error)
      return void setTimeout(() => this.#retry(feed, follower), pauseAfterFailure).unref()
    }
    follower.reading = false
    this.#pump(feed, follower)
  }

  #retry(feed: Feed, follower: Follower): void {
    follower.reading = false
    this.#pump(feed, follower)
  }

  #readLater(feed: Feed): void {
    this.#read.add(feed)
    this.#reading ??= this.#drain(this.#read, (feeds) => this.#readNews(feeds)).finally(() => (this.#reading = null))
  }

  #lookAt(feeds: Feed[]): void {
    for (const feed of feeds) this.#look.add(feed)
    if (this.#look.size === 0) return
    this.#looking ??= this.#drain(this.#look, (some) => this.#readHeads(some)).finally(() => (this.#looking = null))
  }

  /** Works the set off, many streams at a time; what fails is tried again, because nobody else will ask. */
  async #drain(waiting: Set<Feed>, work: (feeds: Feed[]) => Promise<void>): Promise<void> {
    await Promise.resolve()
    while (waiting.size > 0) {
      const feeds = [...waiting].slice(0, streamsAtOnce)
      for (const feed of feeds) waiting.delete(feed)
      const followed = feeds.filter((feed) => feed.followers.size > 0)
      try {
        if (followed.length === 0) continue
        await this.#soon(work(followed))
        this.#succeeded()
      } catch (error) {
        this.#failed(error)
        for (const feed of followed) waiting.add(feed)
        await new Promise((resolve) => setTimeout(resolve, pauseAfterFailure))
      }
    }
  }

  /** An answer that comes later all the same changes nothing that is not so. */
  async #soon<Answer>(asked: Promise<Answer>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), this.#patience).unref()
    })
    return Promise.race([asked, late]).finally(() => clearTimeout(timer))
  }

  #failed(error: unknown): void {
    if (!this.#failing) this.#log.error('following streams failed', error)
    this.#failing = true
  }

  #succeeded(): void {
    if (this.#failing) this.#log.info('following streams again')
    this.#failing = false
  }

  async #readNews(feeds: Feed[]): Promise<void> {
    const asked = feeds.map((feed) => ({ feed, last: feed.last, after: feed.end }))
    const found = await rowsOfMany(
      this.#sql,
      asked.map(({ feed, after }) => ({ ...feed.place, after })),
      page,
    )
    const byName = Map.groupBy(found, (row) => nameOf({ teamId: row.team_id, streamId: row.stream_id }))
    for (const { feed, last } of asked) {
      const rows = byName.get(nameOf(feed.place)) ?? []
      feed.add(rows.map(({ seq, id, body }) => ({ seq, id, body })))
      if (rows.length < page) feed.skipTo(last)
      this.#pumpAll(feed)
    }
  }

  async #readHeads(feeds: Feed[]): Promise<void> {
    const heads = await headsOf(
      this.#sql,
      feeds.map((feed) => feed.place),
    )
    const byName = new Map(heads.map((head) => [nameOf({ teamId: head.team_id, streamId: head.stream_id }), head]))
    for (const feed of feeds) {
      const head = byName.get(nameOf(feed.place))
      if (head?.dropped) this.#end(feed)
      else this.#found(feed, head?.last_seq ?? 0)
    }
  }

  #found(feed: Feed, last: number): void {
    if (feed.end === -1) feed.end = last
    feed.last = Math.max(feed.last, last)
    this.#pumpAll(feed)
  }

  #end(feed: Feed): void {
    this.#feeds.delete(nameOf(feed.place))
    const followers = [...feed.followers]
    feed.followers.clear()
    feed.forget()
    for (const follower of followers) follower.ended()
  }
}

const nameOf = (place: Place): string => `${place.teamId} ${place.streamId}`
