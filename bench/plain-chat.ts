import { setTimeout as wait } from 'node:timers/promises'
import type { Frame, Page } from 'playwright-core'
import { openBrowser } from '../tests/browser.ts'
import { sit } from './crowd.ts'
import { memoryOf, type Memory } from './plain-memory.ts'
import { openStream, startPlain, type Open, type PlainCaller } from './plain-crowd.ts'
import { report } from './report.ts'
import { openRingHouse } from './ring-house.ts'
import { openConsolePage } from './console-page.ts'

/**
 * The chat without script. A message pressed in the responder's console to the same message laid out in the caller's page
 * with JavaScript off, and the other way round, in one Chromium on two server processes; the raw limit is a request to the
 * same server. Then what many open answers cost: the memory their server uses with them and without, after a
 * first round that warms it up; the raw limit is what the system gave it for that.
 */
const quick = process.argv.includes('--quick')
const [messages, streams] = quick ? [20, 200] : [100, 1000]
const barPerStream = 40 / 1000
/** One in this time is what a page without script may write for as long as it likes; a burst of them would be slowed down. */
const apart = 2000

await using house = await openRingHouse(
  [
    { name: 'Ruth', roles: ['steward'] },
    { name: 'Dee', roles: ['responder'] },
  ],
  { NODE_OPTIONS: '--inspect=127.0.0.1:0' },
)
const dee = house.people[1]!
const browser = await openBrowser()
await measureMessages()
await browser.close()
await measureMemory()

async function measureMessages(): Promise<void> {
  const { urls, lineId } = house
  const seat = await sit({ urls, lineId, people: [dee], holders: 1, chats: 0 }, 0, () => {})
  const responder = await openConsolePage(browser, house.urls[1]!, dee.paperKey)
  seat.live.close()
  const caller = await (await browser.newContext({ locale: 'en-US', javaScriptEnabled: false })).newPage()
  await caller.goto(`${urls[0]}/en/line/chat`)
  await caller.getByRole('button', { name: 'Start the chat' }).click()
  await caller.frameLocator('[name=talk]').getByText('We are asking 1 person.').waitFor()
  await responder.locator('.ring-region .answer').first().click()
  await responder.locator('#say').waitFor()
  const [toCaller, toCrew, raw] = [[] as number[], [] as number[], [] as number[]]
  for (let n = 0; n < messages; n++) {
    const due = wait(apart)
    raw.push(await timed(async () => void (await fetch(`${urls[0]}/healthz`))))
    const text = `from the crew ${n}`
    await responder.locator('#say').fill(text)
    toCaller.push(await timed(() => Promise.all([responder.keyboard.press('Enter'), shown(frameOf(caller), text)])))
    const answer = `from the caller ${n}`
    const write = caller.frameLocator('[name=write]')
    await write.locator('#say').fill(answer)
    toCrew.push(
      await timed(() => Promise.all([write.getByRole('button').click(), shown(responder.mainFrame(), answer)])),
    )
    await write.getByText('Kept.').waitFor()
    await due
  }
  tell('streamed chat: message pressed to shown with JavaScript off, p95', p95(toCaller), p95(raw))
  tell('streamed chat: message pressed with JavaScript off to shown to the responder, p95', p95(toCrew), p95(raw))
  await seat.live.say('duty.out', {}).catch(() => {})
}

function tell(name: string, value: number, raw: number): void {
  report({ name, value, unit: 'ms', raw, ratio: value / raw, bar: 500, pass: value <= 500 })
}

async function measureMemory(): Promise<void> {
  const url = house.urls[0]!
  const callers: PlainCaller[] = []
  for (let n = 0; n < streams; n += 8)
    callers.push(...(await Promise.all(Array.from({ length: 8 }, (_, at) => startPlain(url, n + at)))))
  process.stderr.write(`${callers.length} chats without script have begun\n`)
  const costs: Memory[] = []
  for (let round = 0; round < 3; round++) {
    const without = await quietMemory()
    const open: Open[] = []
    for (let n = 0; n < streams; n += 20)
      open.push(...(await Promise.all(callers.slice(n, n + 20).map((caller) => openStream(url, caller)))))
    const full = await quietMemory()
    const cost = { used: full.used - without.used, resident: full.resident - without.resident }
    process.stderr.write(`round ${round + 1}, ${open.length} open answers: ${JSON.stringify(cost)}\n`)
    costs.push(cost)
    for (const one of open) one.close()
  }
  // The first round warms the server up; of the others the greater counts.
  const most = (of: keyof Memory): number => Math.max(...costs.slice(1).map((cost) => cost[of]))
  const bar = barPerStream * streams
  const name = `${streams} open answers of the chat without script: memory in use at their server (raw: resident)`
  const [value, raw] = [most('used'), most('resident')]
  report({ name, value, unit: 'MB', raw, ratio: value / raw, bar, pass: value <= bar })
}

/** In MB, once nothing is under way and everything that is not needed was let go: when it has not shrunk eight times. */
async function quietMemory(): Promise<Memory> {
  let least: Memory = { used: Infinity, resident: Infinity }
  for (let same = 0; same < 8; same++) {
    await wait(3000)
    const now = await memoryOf(house.complained[0]!())
    if (now.used < least.used * 0.99) same = 0
    if (now.used < least.used) least = now
  }
  return { used: least.used / 2 ** 20, resident: least.resident / 2 ** 20 }
}

function frameOf(page: Page): Frame {
  return page.frame({ name: 'talk' })!
}

/**
 * Resolves once an element with just this text is laid out: looked at from outside, because the page runs no script.
 * Throws after 30 s.
 */
async function shown(frame: Frame, text: string): Promise<void> {
  const latest = performance.now() + 30_000
  const isThere = (wanted: string): boolean =>
    [...document.querySelectorAll('.written')].some(
      (one) => one.textContent?.trim() === wanted && one.getClientRects().length > 0,
    )
  while (!(await frame.evaluate(isThere, text))) {
    if (performance.now() > latest) throw new Error(`"${text}" was not shown within 30 s`)
    await wait(5)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function p95(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!
}
