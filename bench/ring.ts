import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from '../tests/browser.ts'
import type { PlannedPerson } from '../tools/ready-team.ts'
import type { Crowd } from './crowd.ts'
import { report } from './report.ts'
import { openRingHouse } from './ring-house.ts'
import { openConsolePage } from './console-page.ts'

/**
 * From a caller's click (sealing included) to the ring on a responder's screen: 200 open chats, one Chromium console and
 * 19 socket consoles that ring, two server processes. 40 more responders hold the 200 chats, each at a console.
 * The raw limit is one request to the same server and one drawn frame in the same Chromium.
 */
const quick = process.argv.includes('--quick')
const [clicks, chats, holders] = quick ? [20, 40, 8] : [100, 200, 40]
const bars = [
  ['p50', 0.5, 60],
  ['p99', 0.99, 250],
] as const
type Clicked = { clicked: number; rung: number[] }

const names = (count: number): PlannedPerson[] =>
  Array.from({ length: count }, (_, n) => ({ name: `Responder ${n + 1}`, roles: ['responder'] }))
await using house = await openRingHouse([{ name: 'Ruth', roles: ['steward'] }, ...names(20 + holders)])
const people = house.people.slice(1)
const given: Crowd = { urls: house.urls, lineId: house.lineId, people, holders, chats }
const crowd = fork(join(import.meta.dirname, 'ring-crowd.ts'), [JSON.stringify(given)])
const gone = new Promise<never>((_, reject) => crowd.once('exit', () => reject(new Error('the crowd went home'))))
gone.catch(() => {})
const next = <Said>(): Promise<Said> =>
  Promise.race([gone, new Promise<Said>((resolve) => crowd.once('message', (said) => resolve(said as Said)))])

await next()
process.stderr.write('everybody is there, and the chats are open\n')
const browser = await openBrowser()
const page = await openConsolePage(browser, house.urls[1]!, people[0]!.paperKey)
const [drawn, sockets, raw] = [[] as number[], [] as number[], [] as number[]]
for (let n = 0; n < clicks; n++) {
  raw.push(await rawTime(page))
  const shown = ringShown(page)
  crowd.send('click')
  const { clicked, rung } = await next<Clicked>()
  drawn.push((await shown) - clicked)
  sockets.push(Math.max(...rung) - clicked)
  const quiet = page.locator('.ring-region .answer').waitFor({ state: 'detached' })
  crowd.send('end')
  await Promise.all([next(), quiet])
}
crowd.send('stop')
await browser.close()
const at = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!
process.stderr.write(`all 19 socket consoles rung: p50 ${at(sockets, 0.5)} ms, p99 ${at(sockets, 0.99)} ms\n`)
for (const [part, share, bar] of bars) {
  const [value, limit] = [at(drawn, share), at(raw, share)]
  const name = `caller's click to ring drawn, ${chats} open chats, two processes, ${part}`
  report({ name, value, unit: 'ms', raw: limit, ratio: value / limit, bar, pass: value <= bar })
}

/** When the frame with the answer button was drawn, in milliseconds since 1970. */
function ringShown(on: Page): Promise<number> {
  return on.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (!document.querySelector('.ring-region .answer')) return
          watcher.disconnect()
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
        }
        const watcher = new MutationObserver(look)
        watcher.observe(document.body, { childList: true, subtree: true })
        look()
      }),
  )
}

function rawTime(on: Page): Promise<number> {
  return on.evaluate(async () => {
    const began = performance.now()
    await fetch('/healthz')
    await new Promise((drawn) => requestAnimationFrame(drawn))
    return performance.now() - began
  })
}
