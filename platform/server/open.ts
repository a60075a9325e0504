import type { Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import type { Database } from '#platform/database'
import { Deadlines } from '#platform/deadlines'
import type { Feature, House } from '#platform/house'
import type { KeyStore } from '#platform/key-store'
import { Live } from '#platform/live'
import type { Log } from '#platform/log'
import { Moments } from '#platform/moments'
import { Notices } from '#platform/notices'
import { identifyWith } from '#platform/server/app'
import { Rates } from '#platform/rates'
import { Stops } from '#platform/server/stops'
import { Streams } from '#platform/streams'

export type HouseParts = {
  config: Config
  clock: Clock
  db: Database
  keyStore: KeyStore
  log: Log
  announce: (line: string) => void
}
export type OpenHouse = {
  house: House
  /** Resolves when everything that was begun so far has come to rest; for tests. */
  settled: () => Promise<void>
  /** Stops in reverse order, each part finishing what it has begun. Database and key store stay open. */
  close: () => Promise<void>
}

/** Builds the platform on a migrated database and starts every feature, from the ground up. */
export async function openHouse(parts: HouseParts, features: Feature[], stops = new Stops()): Promise<OpenHouse> {
  const { clock, db, log } = parts
  const notices = new Notices({ db, log })
  const deadlines = new Deadlines({ db, clock, notices, log })
  const streams = new Streams({ db, clock, notices, deadlines, log })
  const live = new Live({ notices, streams, log })
  const moments = new Moments([])
  const rates = new Rates(clock)
  const house: House = { ...parts, deadlines, streams, live, moments, rates }
  // The handlers need the house, and the house needs them: it is whole from here on.
  house.moments = new Moments(features.flatMap((feature) => feature.moments?.(house) ?? []))
  deadlines.handle(features.flatMap((feature) => feature.deadlines?.(house) ?? []))
  live.open({
    messages: features.flatMap((feature) => feature.messages?.(house) ?? []),
    topics: features.flatMap((feature) => feature.topics?.(house) ?? []),
    identify: identifyWith(house, features),
    publicUrl: () => parts.config.publicUrl,
  })
  await notices.start()
  stops.add('notices', () => notices.stop())
  streams.start()
  stops.add('streams', () => streams.stop())
  stops.add('live', () => live.stop())
  stops.add('deadlines', () => deadlines.stop())
  for (const feature of features) stops.add(feature.name, (await feature.start?.(house)) ?? nothing)
  deadlines.start()
  const settled = async (): Promise<void> => {
    for (const part of [deadlines, streams, live, notices]) await part.settled()
  }
  return { house, settled, close: () => stops.stopAll() }
}

const nothing = async (): Promise<void> => {}
