import { inProcess, openMeasuringPlace } from './socket-place.ts'
import type { Load, Measured } from './socket-load.ts'
import { report } from './report.ts'

/**
 * A message said to the same message at the other side's socket, 200 durable messages per second, 200 conversations over
 * two server processes. What sealing, opening and drawing add is in `drawn.ts`.
 */
const rate = 200
const time = process.argv.includes('--quick') ? { seconds: 5, warmUp: 1 } : { seconds: 15, warmUp: 3 }

await using place = await openMeasuringPlace()
const load: Load = { servers: place.servers.map(({ url }) => url), pairs: 200, bytes: 1400, ...time, rate }
const measured = await inProcess<Measured>('socket-load.ts', load)
const raw = await inProcess<{ rate: number; p50: number }>('socket-raw.ts', {
  databaseUrl: place.databaseUrl,
  bytes: 1400,
  seconds: 2,
  warmUp: 1,
})
const whole = measured.missing === 0 && measured.refused === 0 && measured.rate > rate * 0.97
for (const [part, bar] of [
  ['p50', 30],
  ['p99', 150],
] as const) {
  const value = Number(measured[part].toFixed(2))
  const name = `message said to the other side's socket, 200 durable messages/s, two processes, ${part}`
  report({ name, value, unit: 'ms', raw: raw.p50, ratio: value / raw.p50, bar, pass: whole && value <= bar })
}
