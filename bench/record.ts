import { inProcess } from './socket-place.ts'
import { report } from './report.ts'
import type { Typed, Typing } from './record-crowd.ts'
import { openRingHouse } from './ring-house.ts'

/**
 * A letter typed into the record of a contact to the same letter "kept": put in line, sealed, durable on one of two server
 * processes of the whole of Beside, and shown by the stream. 50 responders type at once, about 5 letters a second each.
 */
const typing = 50
const bar = 300
const time = process.argv.includes('--quick') ? { seconds: 10, warmUp: 3 } : { seconds: 45, warmUp: 5 }

const responders = Array.from({ length: typing }, (_none, n) => ({
  name: `Responder ${n + 1}`,
  roles: ['responder' as const],
}))
await using house = await openRingHouse([{ name: 'Ruth', roles: ['steward'] }, ...responders])
process.stderr.write('the house is open\n')
const { urls, lineId, teamId } = house
const given: Typing = { urls, lineId, teamId, people: house.people.slice(1), ...time }
const typed = await inProcess<Typed>('record-crowd.ts', given)

const at = (all: number[], share: number): number =>
  all.toSorted((a, b) => a - b)[Math.ceil(all.length * share) - 1] ?? NaN
process.stderr.write(`${typed.keystrokes} letters, ${typed.times.length} measured, ${typed.lost} not kept\n`)
const raw = at(typed.raw, 0.5)
for (const [part, share] of [
  ['p50', 0.5],
  ['p99', 0.99],
] as const) {
  const value = Number(at(typed.times, share).toFixed(1))
  const whole = typed.lost === 0 && typed.times.length > typing * time.seconds * 3
  const name = `record keystroke to kept (autosave, sealed, stored), ${typing} responders typing, two processes, ${part}`
  report({ name, value, unit: 'ms', raw, ratio: value / raw, bar, pass: whole && value <= bar })
}
