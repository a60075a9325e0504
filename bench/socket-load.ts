import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

/**
 * Load, in a process of its own: `pairs` of people, the author on one server and the reader on the other. With `rate` it
 * says so many messages per second whatever comes back; without, every author says the next one when the last one is
 * shown to the reader, `outstanding` authors at a time. Writes {rate, p50, p99, max, missing} for the time after `warmUp`.
 */
export type Load = {
  servers: string[]
  pairs: number
  bytes: number
  seconds: number
  warmUp: number
  rate?: number
  outstanding?: number
}
export type Measured = { rate: number; p50: number; p99: number; max: number; missing: number; refused: number }
type Pair = { author: WebSocket; room: string; said: number }

const load = JSON.parse(process.argv[2]!) as Load
const sentAt = new Map<string, number>()
const times: number[] = []
let counting = false
let shown = 0
let refused = 0
let whenShown: (pair: Pair) => void = () => {}
const text = 'x'.repeat(load.bytes)
const run = randomUUID().slice(0, 8)

async function open(server: string, member: number): Promise<WebSocket> {
  const headers = { origin: server, cookie: `member=member ${member}` }
  const socket = new WebSocket(`${server.replace('http', 'ws')}/live`, { headers, perMessageDeflate: false })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

async function openPair(n: number): Promise<Pair> {
  const [near, far] = n % 2 ? load.servers : load.servers.toReversed()
  const [author, reader] = await Promise.all([open(near!, n), open(far!, n)])
  const pair = { author, room: `${run} ${n}`, said: 0 }
  const following = new Promise<void>((resolve) => reader.once('message', () => resolve()))
  reader.send(JSON.stringify({ id: 1, follow: 'room', key: pair.room }))
  await following
  author.on('message', (data) => (refused += String(data).includes('"no"') ? 1 : 0))
  reader.on('message', (data) => {
    const { rows } = JSON.parse(String(data)) as { rows?: [number, string, string][] }
    for (const [, id] of rows ?? []) note(id, pair)
  })
  return pair
}

function say(pair: Pair): void {
  const id = randomUUID()
  sentAt.set(id, performance.now())
  pair.author.send(JSON.stringify({ id: ++pair.said, say: 'write', body: { room: pair.room, id, text } }))
}

function note(id: string, pair: Pair): void {
  const began = sentAt.get(id)
  sentAt.delete(id)
  if (began === undefined) return
  if (counting) {
    shown += 1
    times.push(performance.now() - began)
  }
  whenShown(pair)
}

/** A steady stream of messages, the authors in turn. */
async function steadily(pairs: Pair[], rate: number, until: () => boolean): Promise<void> {
  const began = performance.now()
  for (let said = 0; !until(); await wait(1)) {
    for (const due = ((performance.now() - began) / 1000) * rate; said < due; said++) say(pairs[said % pairs.length]!)
  }
}

async function asFastAsShown(pairs: Pair[], outstanding: number, until: () => boolean): Promise<void> {
  const idle = pairs.slice(outstanding)
  whenShown = (pair) => {
    if (until()) return
    idle.push(pair)
    say(idle.shift()!)
  }
  for (const pair of pairs.slice(0, outstanding)) say(pair)
  while (!until()) await wait(20)
}

const pairs: Pair[] = []
for (let n = 0; n < load.pairs; n += 50) {
  const some = Array.from({ length: Math.min(50, load.pairs - n) }, (_, more) => openPair(n + more))
  pairs.push(...(await Promise.all(some)))
}
let stopping = false
const until = (): boolean => stopping
const working = load.rate ? steadily(pairs, load.rate, until) : asFastAsShown(pairs, load.outstanding ?? 64, until)
await wait(load.warmUp * 1000)
counting = true
const began = performance.now()
await wait(load.seconds * 1000)
counting = false
const seconds = (performance.now() - began) / 1000
stopping = true
await working
for (let patience = 0; patience < 100 && sentAt.size > 0; patience++) await wait(20)
times.sort((a, b) => a - b)
const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
const measured: Measured = {
  rate: shown / seconds,
  p50: at(0.5),
  p99: at(0.99),
  max: at(1),
  missing: sentAt.size,
  refused,
}
process.stdout.write(JSON.stringify(measured), () => process.exit(0))
