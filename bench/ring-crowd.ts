import { fill, openPage, sit, type Crowd, type Seat } from './crowd.ts'

/**
 * Everybody of the ring bench but the one at a browser, in a process of their own. Told over IPC: `click` and `end` in turns.
 */
const crowd = JSON.parse(process.argv[2]!) as Crowd
const exact = (): number => performance.timeOrigin + performance.now()
const onRing = new Set<(contactId: string) => void>()
const tellAll = (contactId: string): void => onRing.forEach((tell) => tell(contactId))

async function click(listening: number): Promise<void> {
  const page = await openPage(crowd)
  const times: number[] = []
  const rung = new Promise<void>((resolve) => {
    const tell = (contactId: string): void => {
      if (contactId !== page.contactId) return
      times.push(exact())
      if (times.length === listening) resolve(void onRing.delete(tell))
    }
    onRing.add(tell)
  })
  const clicked = exact()
  await page.press()
  await rung
  process.send!({ clicked, rung: times })
  process.once('message', () => void page.leave().then(() => process.send!({ left: page.contactId })))
}

const seats: Seat[] = []
for (const index of crowd.people.keys()) seats.push(await sit(crowd, index, tellAll))
// The first one has a browser as well, and leaves this console.
const listening = seats.length - 1 - crowd.holders
await fill(crowd, seats.slice(1 + listening))
seats[0]!.live.close()
process.on('disconnect', () => process.exit(1))
process.on('message', (said) => {
  if (said === 'click') void click(listening)
  if (said === 'stop') process.exit(0)
})
process.send!({ ready: seats.length })
