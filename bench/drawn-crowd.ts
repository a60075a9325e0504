import { setTimeout as wait } from 'node:timers/promises'
import { fill, sit, type Crowd, type Seat } from './crowd.ts'

/**
 * The other conversations of the bench of drawn messages: callers who write so many messages per second together, sealed as
 * their pages seal, and responders whose consoles are sent them. Told over IPC: `speak`, then `count` as often as wanted.
 */
const crowd = JSON.parse(process.argv[2]!) as Crowd & { rate: number }
const text = 'x'.repeat(160)
let [said, arrived, speaking] = [0, 0, true]

const seats: Seat[] = []
for (const index of crowd.people.keys()) seats.push(await sit(crowd, index, () => {}))
// The first one has a browser as well, and leaves this console.
const holders = seats.slice(1)
const pages = await fill(crowd, holders)
for (const [n, { contactId }] of pages.entries())
  holders[n % holders.length]!.live.follow('talk', contactId, { onRows: (rows) => void (arrived += rows.length) })
seats[0]!.live.close()
process.on('disconnect', () => process.exit(1))
process.on('message', (told) => {
  if (told === 'speak') void speak()
  if (told === 'count') process.send!({ said, arrived, at: performance.now() })
  if (told === 'stop') process.exit(0)
})
process.send!({ ready: pages.length })

async function speak(): Promise<void> {
  const began = performance.now()
  for (; speaking; await wait(2)) {
    const due = ((performance.now() - began) / 1000) * crowd.rate
    for (; said < due; said++) pages[said % pages.length]!.talk.write(text)
  }
}
