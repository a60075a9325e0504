import { inProcess, openMeasuringPlace, type MeasuringPlace } from './socket-place.ts'
import type { Load, Measured } from './socket-load.ts'

/**
 * The highest rate of durable messages over two server processes while the reader on the other one is shown 99 of 100
 * within 150 ms, against 16 clients inserting single rows of the same bytes; and the same with 2 ms more for each fsync,
 * against the raw rate without them.
 */
const bytes = 1400
const time = process.argv.includes('--quick') ? { seconds: 3, warmUp: 1 } : { seconds: 6, warmUp: 2 }
const pairs = 600
const bar = 0.4
const report = (result: object): void => void process.stdout.write(`${JSON.stringify(result)}\n`)

async function highest(place: MeasuringPlace): Promise<Measured> {
  let best: Measured | undefined
  for (const outstanding of [100, 200, 400, 600]) {
    const load: Load = { servers: place.servers.map(({ url }) => url), pairs, bytes, ...time, outstanding }
    const measured = await inProcess<Measured>('socket-load.ts', load)
    process.stderr.write(`${outstanding} at once: ${JSON.stringify(measured)}\n`)
    if (measured.missing > 0 || measured.refused > 0) throw new Error('messages were lost or refused')
    if (measured.p99 < 150 && measured.rate > (best?.rate ?? 0)) best = measured
  }
  if (!best) throw new Error('no rate was within 150 ms')
  return best
}

await using place = await openMeasuringPlace()
const raw = (): Promise<{ rate: number }> => inProcess('socket-raw.ts', { databaseUrl: place.databaseUrl, bytes, ...time })
const before = await raw()
const plain = await highest(place)
const after = await raw()
const limit = (before.rate + after.rate) / 2
process.stderr.write(`raw: ${before.rate} and ${after.rate}\n`)
const result = (name: string, value: number): void => {
  const ratio = value / limit
  report({ name, value: Math.round(value), unit: 'messages/s', raw: Math.round(limit), ratio, bar, pass: ratio >= bar })
}
result('durable messages, two processes, p99 below 150 ms', plain.rate)
if (place.slowDisk(true)) result('the same with 2 ms more for every fsync, against raw without', (await highest(place)).rate)
else report({ name: 'the same with 2 ms more for every fsync', value: null, unit: 'messages/s', bar, pass: null, why: 'no C compiler' })
