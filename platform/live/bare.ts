import { openDatabase, type Database } from '#platform/database'
import type { Clock } from '#platform/clock'
import { Deadlines } from '#platform/deadlines'
import type { DeadlineHandler } from '#platform/house'
import { makeLog } from '#platform/log'
import { Notices } from '#platform/notices'
import { Streams } from '#platform/streams'

/** For tests: what this folder's parts need of a server process and no more; two of them on one database are two processes. */
export type Bare = {
  db: Database
  notices: Notices
  deadlines: Deadlines
  streams: Streams
  logged: string[]
  settled: () => Promise<void>
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function openBare(url: string, clock: Clock, handlers: DeadlineHandler[] = []): Promise<Bare> {
  const logged: string[] = []
  const log = makeLog('debug', (line) => void logged.push(line))
  const db = openDatabase({ url, connections: 6 })
  const notices = new Notices({ db, log })
  const deadlines = new Deadlines({ db, clock, notices, log })
  const streams = new Streams({ db, clock, notices, deadlines, log })
  deadlines.handle(handlers)
  await notices.start()
  streams.start()
  deadlines.start()
  const settled = async (): Promise<void> => {
    await deadlines.settled()
    await streams.settled()
    await notices.settled()
  }
  const close = async (): Promise<void> => {
    await deadlines.stop()
    await streams.stop()
    await notices.stop()
    await db.close()
  }
  return { db, notices, deadlines, streams, logged, settled, [Symbol.asyncDispose]: close }
}
