import { inProcess, openMeasuringPlace } from './socket-place.ts'
import type { Load, Measured } from './socket-load.ts'
import { report } from './report.ts'

/** The memory of one server process with 1,000 open sockets, each following a room, while some of them talk. */
const bar = 200

await using place = await openMeasuringPlace(1)
const [server] = place.servers
type Memory = { rss: number; sockets: number }
const memory = (): Promise<Memory> =>
  new Promise((resolve) => {
    server!.child.once('message', (said) => resolve(said as Memory))
    server!.child.send('memory')
  })

const empty = await memory()
let full = empty
const watch = setInterval(async () => {
  const now = await memory()
  if (now.sockets >= 1000 && now.rss > full.rss) full = now
}, 250)
const load: Load = { servers: [server!.url, server!.url], pairs: 500, bytes: 1400, seconds: 6, warmUp: 2, rate: 200 }
const measured = await inProcess<Measured>('socket-load.ts', load)
clearInterval(watch)
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10
const value = megabytes(full.rss)
const raw = megabytes(empty.rss)
const pass = full.sockets >= 1000 && measured.missing === 0 && value <= bar
report({ name: 'server memory with 1,000 open sockets', value, unit: 'MB', raw, ratio: value / raw, bar, pass })
