import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { openBrowser, scriptCame } from '../tests/browser.ts'
import type { PlannedPerson } from '../tools/ready-team.ts'
import type { Crowd } from './crowd.ts'
import { report } from './report.ts'
import { openRingHouse } from './ring-house.ts'
import { openConsolePage } from './console-page.ts'

/**
 * A message sent (pressed, before it is sealed) to the same message drawn on the other side, in turns from the caller and
 * from the responder: two pages of one Chromium on two server processes of the whole of Beside, while 200 other
 * conversations say 200 durable sealed messages per second. The raw limit is one request to the same server and one drawn
 * frame in the same Chromium, under the same load.
 */
const quick = process.argv.includes('--quick')
const [messages, chats, holders, rate] = quick ? [30, 40, 8, 200] : [150, 200, 40, 200]
const bars = [
  ['p50', 0.5, 30],
  ['p99', 0.99, 150],
] as const
type Counted = { said: number; arrived: number; at: number }

const plan: PlannedPerson[] = Array.from({ length: 1 + holders }, (_, n) => ({
  name: `Responder ${n + 1}`,
  roles: ['responder'],
}))
await using house = await openRingHouse([{ name: 'Ruth', roles: ['steward'] }, ...plan])
const people = house.people.slice(1)
const given: Crowd & { rate: number } = { urls: house.urls, lineId: house.lineId, people, holders, chats, rate }
const crowd = fork(join(import.meta.dirname, 'drawn-crowd.ts'), [JSON.stringify(given)])
const gone = new Promise<never>((_, reject) => crowd.once('exit', () => reject(new Error('the crowd went home'))))
gone.catch(() => {})
const next = <Said>(): Promise<Said> =>
  Promise.race([gone, new Promise<Said>((resolve) => crowd.once('message', (said) => resolve(said as Said)))])
const ask = (what: string): Promise<Counted> => (crowd.send(what), next<Counted>())

await next()
process.stderr.write('everybody is there, and the chats are open\n')
const browser = await openBrowser()
const responder = await openConsolePage(browser, house.urls[1]!, people[0]!.paperKey)
const caller = await openChat()
await responder.locator('.ring-region .answer').click()
await responder.locator('#say').waitFor()
crowd.send('speak')
await wait(3000)

const before = await ask('count')
const [drawn, raw] = [[] as number[], [] as number[]]
for (let n = 0; n < messages; n++) {
  const [author, reader] = n % 2 ? [caller, responder] : [responder, caller]
  raw.push(await rawTime(reader))
  const text = `message ${n} ${crypto.randomUUID()}`
  const shown = messageShown(reader, text)
  const sent = await send(author, text)
  drawn.push((await shown) - sent)
}
const after = await ask('count')
crowd.send('stop')
await browser.close()
const reached = ((after.arrived - before.arrived) * 1000) / (after.at - before.at)
process.stderr.write(`${Math.round(reached)} messages/s of others reached their consoles meanwhile\n`)
const at = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!
for (const [part, share, bar] of bars) {
  const [value, limit] = [at(drawn, share), at(raw, share)]
  const name = `message sent to drawn in Chromium, ${rate} durable messages/s, two processes, ${part}`
  const pass = reached > rate * 0.95 && value <= bar
  report({ name, value, unit: 'ms', raw: limit, ratio: value / limit, bar, pass })
}

async function openChat(): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(`${house.urls[0]}/en/line/chat`)
  await scriptCame(page)
  await page.getByRole('button', { name: 'Start the chat' }).click()
  await page.locator('#say').waitFor()
  return page
}

/** Writes and sends within the page; returns when it was pressed, in milliseconds since 1970. */
function send(author: Page, text: string): Promise<number> {
  return author.evaluate(async (said) => {
    const field = document.querySelector<HTMLTextAreaElement>('#say')!
    field.value = said
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((drawn) => requestAnimationFrame(drawn))
    const pressed = performance.timeOrigin + performance.now()
    field.form!.requestSubmit()
    return pressed
  }, text)
}

/** When the frame with this message was drawn, in milliseconds since 1970. */
function messageShown(reader: Page, text: string): Promise<number> {
  return reader.evaluate(
    (said) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (![...document.querySelectorAll('.written')].some((one) => one.textContent === said)) return
          watcher.disconnect()
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
        }
        const watcher = new MutationObserver(look)
        watcher.observe(document.body, { childList: true, subtree: true })
      }),
    text,
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
