import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { openWalker, scriptCame, type WalkOptions, type Walker } from '../browser.ts'
import type { TestHouse } from '../house.ts'
import { setUpToken } from '../people.ts'
import { count } from './main-job-counts.ts'
import type { Say } from './main-job-words.ts'

/* The steps of the main job, each as a person does it: by what stands on the screen. */

const pictures = process.env['BESIDE_PICTURES']

export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })

/** One side of the job: a browser of its own, everything its sockets carried, and the language it reads. */
export type Side = { walker: Walker; page: Page; frames: string[]; say: Say; name: string }

export async function openSide(
  browser: Browser,
  { house, say, name, options }: { house: TestHouse; say: Say; name: string; options: WalkOptions },
): Promise<Side> {
  const walker = await openWalker(browser, house, options)
  walker.context.setDefaultTimeout(30_000)
  const frames: string[] = []
  walker.page.on('websocket', (socket) => {
    const note = ({ payload }: { payload: string | Buffer }): void => void frames.push(payload.toString())
    socket.on('framesent', note)
    socket.on('framereceived', note)
  })
  return { walker, page: walker.page, frames, say, name }
}

/** Nothing that axe finds, nothing to the right of the screen, and a picture when asked for. */
export async function looksRight({ walker, page, name }: Side, state: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/main-${name}-${state}.png`, fullPage: true })
  const violations = await walker.violations()
  count({ states: 1, violations: violations.length })
  assert.deepEqual(violations, [], `${name}: ${state}`)
  assert.equal(await walker.scrollsSideways(), false, `${name}: ${state} scrolls sideways`)
}

/** From the one-time link to the closing page. Returns the paper key, as written down. */
export async function setUp(
  ruth: Side,
  house: TestHouse,
  { team, called }: { team: string; called: string },
): Promise<string> {
  const { page, say, walker } = ruth
  await walker.go(`/console#/set-up/${setUpToken(house)}`)
  await button(page, say.setUp.useThis).waitFor()
  await looksRight(ruth, '01-address')
  await choosesLanguage(ruth)
  await button(page, say.setUp.useThis).click()
  await page.getByLabel(say.setUp.teamName).fill(team)
  await looksRight(ruth, '02-team')
  await button(page, say.setUp.goOn).click()
  await page.getByLabel(say.setUp.yourName).fill(called)
  await walker.hasAuthenticator()
  const paperKey = await makeWaysIn(page, say)
  await looksRight(ruth, '03-ways-in')
  await button(page, say.setUp.foundIt).click()
  await button(page, say.editor.openLine).waitFor()
  await openAlways(ruth)
  await looksRight(ruth, '04-first-line')
  await button(page, say.editor.openLine).click()
  await page.getByRole('heading', { name: say.setUp.doneTitle }).waitFor()
  await looksRight(ruth, '05-done')
  await button(page, say.setUp.open).click()
  await page.getByRole('navigation').first().waitFor()
  return paperKey
}

/** There and back again: the page speaks the other language, and this one once more. */
async function choosesLanguage({ page, say }: Side): Promise<void> {
  const [here, there] = say.language === 'en' ? ['English', 'Español'] : ['Español', 'English']
  await button(page, there!).click()
  await button(page, say.setUp.useThis).waitFor({ state: 'detached' })
  await button(page, here!).click()
  await button(page, say.setUp.useThis).waitFor()
}

async function makeWaysIn(page: Page, say: Say): Promise<string> {
  await button(page, say.ways.make.passkey).click()
  await page.locator('.card').getByRole('button', { name: say.ways.make.passkey }).click()
  await button(page, say.ways.make.paper).click()
  await page.locator('[data-paper-key] code').first().waitFor()
  const groups = await page.locator('[data-paper-key] code').allTextContents()
  await page.getByRole('textbox').last().fill(groups.at(-1)!)
  await button(page, say.ways.keepPaper).click()
  return groups.join('')
}

/** The proposed nights go, and every day is open from midnight to midnight. */
async function openAlways({ page, say }: Side): Promise<void> {
  await page.getByText(say.editor.parts.hours, { exact: true }).click()
  const remove = button(page, new RegExp(`^${say.editor.removeTime}`))
  while ((await remove.count()) > 0) await remove.first().click()
  const add = button(page, new RegExp(`^${say.editor.addTime}`))
  for (let day = 0; day < 7; day++) await add.nth(day).click()
  for (const time of await page.locator('.week input[type=time]').all()) await time.fill('00:00')
}

/** On duty, with the ring of this very device heard first. */
export async function goOnDuty(ruth: Side): Promise<void> {
  const { page, say } = ruth
  await button(page, say.duty.goOn).first().waitFor()
  await looksRight(ruth, '06-off-duty')
  await button(page, say.duty.goOn).first().click()
  await button(page, say.start.test).waitFor()
  await looksRight(ruth, '07-test-ring')
  await button(page, say.start.test).click()
  await button(page, say.start.heard).waitFor()
  await looksRight(ruth, '08-ringing')
  await button(page, say.start.heard).click()
  await page.getByText(say.duty.badges.on, { exact: true }).waitFor()
  await looksRight(ruth, '09-on-duty')
}

/** From the line's page to the first words. Returns the eight words, as the caller writes them down. */
export async function startChat(caller: Side, firstWords: string): Promise<string[]> {
  const { page, say, walker } = caller
  await walker.go('/')
  await page.getByRole('link', { name: say.chatLink }).first().waitFor()
  await looksRight(caller, '01-line')
  await page.getByRole('link', { name: say.chatLink }).first().click()
  await scriptCame(page)
  await looksRight(caller, '02-start')
  await button(page, say.caller.start.start).click()
  await page.getByText(say.askingOne).waitFor()
  await looksRight(caller, '03-asking')
  await button(page, say.caller.words.show).click()
  await page.locator('.eight li').nth(7).waitFor()
  const words = await page.locator('.eight li').allTextContents()
  await looksRight(caller, '04-eight-words')
  await button(page, say.caller.words.done).click()
  await write(caller, firstWords)
  await page.getByText(say.caller.talk.kept).waitFor()
  return words
}

export async function write({ page, say, name }: Side, text: string): Promise<void> {
  const { label, send } = name === 'caller' ? say.caller.talk : say.console
  await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: send, exact: true }).click()
}

export const hears = ({ page }: Side, text: string): Promise<void> => page.getByRole('log').getByText(text).waitFor()

/** The passkey of this device opens the vault again. */
export async function unlock({ page, say }: Side): Promise<void> {
  await button(page, say.door.usePasskey).first().click()
  await page.getByRole('navigation').first().waitFor()
}
