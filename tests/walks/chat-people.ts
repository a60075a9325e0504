import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Browser, Locator, Page } from 'playwright-core'
import { clockIn, deskOf, openLine } from '../../features/chat/acting.ts'
import { openBrowser, openWalker, type WalkOptions, type Walker } from '../browser.ts'
import { zoneBetween } from '../clock.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { signInByPaper } from './by-paper.ts'

const pictures = process.env['BESIDE_PICTURES']

/** A house with a line that is open, and Dee on duty: what every walk of the chat begins with. */
export type Night = {
  house: TestHouse
  people: People
  lineId: string
  browser: Browser
  /** Stops the server and starts it again, on the same port. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

export async function openNight(): Promise<Night> {
  const house = await openTestHouse({ clock: 'wall', config: { port: await freePort() } })
  // Its rooms change at noon: the team lives where that is far.
  const people = await foundTeam(house, zoneBetween(14, 22))
  const lineId = await openLine(house, people)
  const browser = await openBrowser()
  const night: Night = {
    house,
    people,
    lineId,
    browser,
    async restart() {
      night.house = await night.house.restarted()
    },
    async close() {
      await browser.close()
      await night.house.close()
    },
  }
  return night
}

/** A port that stays the same when the house is started again. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Puts somebody on duty from another device of theirs; their console in the browser then rings. */
export async function onDuty(night: Night, person: Person): Promise<void> {
  const desk = deskOf(night.house, night.people, person)
  await clockIn(desk, night.lineId)
  desk.live.close()
}

export async function consoleOf(
  night: Pick<Night, 'browser' | 'house'>,
  person: Person,
  options: WalkOptions = {},
): Promise<Walker> {
  return signIn(await openWalker(night.browser, night.house, options), person)
}

export type Wire = { offline: () => Promise<void>; online: () => Promise<void> }

/** The same, on a network that can be lost: an open socket outlives Chromium's "offline", so it is cut by hand. */
export async function consoleOnWire(
  night: Night,
  person: Person,
  options: WalkOptions = {},
): Promise<{ walker: Walker; wire: Wire }> {
  const walker = await openWalker(night.browser, night.house, options)
  let cut = (): unknown => null
  await walker.page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    cut = () => Promise.all([socket.close(), server.close()])
  })
  const offline = async (): Promise<void> => {
    await walker.context.setOffline(true)
    await cut()
  }
  const wire = { offline, online: () => walker.context.setOffline(false) }
  return { walker: await signIn(walker, person), wire }
}

async function signIn(walker: Walker, person: Person): Promise<Walker> {
  walker.context.setDefaultTimeout(40_000)
  await signInByPaper(walker, person)
  return walker
}

export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })

/** A picture when asked for, nothing that axe finds, nothing to the right of the screen. */
export async function looksRight(walker: Walker, name: string): Promise<void> {
  if (pictures) await walker.page.screenshot({ path: `${pictures}/chat-${name}.png`, fullPage: true })
  assert.deepEqual(await walker.violations(), [], name)
  assert.equal(await walker.scrollsSideways(), false, `${name} scrolls sideways`)
}
