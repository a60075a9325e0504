import { report } from './report.ts'
import { inProcess, openMeasuringPlace, type MeasuringPlace } from './socket-place.ts'
import type { Load, Measured } from './socket-load.ts'

/**
 * The highest rate of durable messages over two server processes while the reader on the other one is shown 99 of 100
 * within 150 ms, against 16 clients inserting single rows of the same bytes; and the same with 2 ms more for each fsync,
 * against the raw rate without them. Nothing may be lost, refused or doubled on the way.
 */
const bytes = 1400
const time = process.argv.includes('--quick') ? { seconds: 3, warmUp: 1 } : { seconds: 6, warmUp: 2 }
const pairs = 800
const bar = 0.4
const unit = 'messages/s'
const longest = 150
const tell = (line: string): void => void process.stderr.write(`${line}\n`)

/** More and more people at once, until the slowest in a hundred waits too long. 0 when no rate was within the limit. */
async function highest(place: MeasuringPlace): Promise<number> {
  let best = 0
  for (const outstanding of [25, 50, 100, 200, 400, 800]) {
    const load: Load = { servers: place.servers.map(({ url }) => url), pairs, bytes, ...time, outstanding }
    const measured = await inProcess<Measured>('socket-load.ts', load)
    tell(`${outstanding} at once: ${JSON.stringify(measured)}`)
    if (measured.missing > 0 || measured.refused > 0) throw new Error('messages were lost or refused')
    if (measured.p99 < longest) best = Math.max(best, measured.rate)
    else if (measured.p99 > 2 * longest) break
  }
  return best
}

await using place = await openMeasuringPlace()
type Raw = { rate: number; p50: number }
const raw = (clients = 16): Promise<Raw> =>
  inProcess('socket-raw.ts', { databaseUrl: place.databaseUrl, bytes, ...time, clients })
const before = await raw()
const plain = await highest(place)
const after = await raw()
const limit = Math.round((before.rate + after.rate) / 2)
tell(`raw, before and after: ${Math.round(before.rate)} and ${Math.round(after.rate)} rows/s`)
const result = (name: string, value: number): void =>
  report({ name, value: Math.round(value), unit, raw: limit, ratio: value / limit, bar, pass: value / limit >= bar })
result('durable messages, two processes, p99 below 150 ms', plain)

const slowName = 'the same with 2 ms more for every fsync, against raw without'
if (place.slowDisk(true)) {
  const [one, many] = [await raw(1), await raw()]
  tell(
    `raw on the slow disk: ${Math.round(many.rate)} rows/s with 16 clients; one client waits ${one.p50.toFixed(1)} ms`,
  )
  if (one.p50 < 2) throw new Error('the disk was not slowed')
  result(slowName, await highest(place))
} else {
  const why = 'needs a C compiler and setpriv'
  report({ name: slowName, value: null, unit, raw: limit, ratio: null, bar, pass: null, why })
}
