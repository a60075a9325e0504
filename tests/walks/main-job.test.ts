import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { filesHolding } from './chat-raw.ts'
import { count } from './main-job-counts.ts'
import {
  button,
  goOnDuty,
  hears,
  looksRight,
  openSide,
  setUp,
  startChat,
  unlock,
  write,
  type Side,
} from './main-job-steps.ts'
import { variants, type Variant } from './main-job-variants.ts'
import { sayIn } from './main-job-words.ts'

/*
 * The main job, whole, with no shortcut: from a house without a team to a conversation that ends kindly. Only what stands on
 * the screens is used. Afterwards nothing that was written or kept secret is found anywhere outside of the two browsers.
 * It moves everything temporary into one folder, so it needs a process of its own.
 */

/** Everything temporary of the house and of the browser stands here, so that it can be searched. */
let temporary: string
let browser: Browser
before(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'beside-main-job-'))
  process.env['TMPDIR'] = temporary
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  rmSync(temporary, { recursive: true, force: true })
})

for (const variant of variants)
  test(`the main job, ${variant.language}, ${variant.options.viewport}`, async () => {
    await using house = await openTestHouse({ clock: 'wall' })
    const sides: Side[] = []
    try {
      await mainJob(variant, house, sides)
    } finally {
      for (const { walker } of sides) await walker.close()
    }
  })

async function mainJob(variant: Variant, house: TestHouse, sides: Side[]): Promise<void> {
  const { language, options, team, locked, endedBy, name: called } = variant
  const say = sayIn(language, called)
  const side = async (name: string): Promise<Side> => {
    const opened = await openSide(browser, { house, say, name, options })
    sides.push(opened)
    return opened
  }
  const secret = (what: string): string => `${what}-${crypto.randomUUID()}`
  const said = { first: secret('first'), answer: secret('answer'), notes: secret('notes'), back: secret('back') }

  const ruth = await side('console')
  const paperKey = await setUp(ruth, house, { team, called })
  await goOnDuty(ruth)
  await leaveTheScreen(ruth, locked)
  const caller = await side('caller')
  await clockAhead(caller, variant.ahead)
  const words = await startChat(caller, `${said.first}\nلا بأس 🌊 <b>x</b>`)
  await answer(ruth, locked)
  await hears(ruth, said.first)
  await hears(ruth, 'لا بأس 🌊 <b>x</b>')
  await caller.page.getByText(say.joined).waitFor()
  await write(ruth, said.answer)
  await hears(caller, said.answer)
  await caller.page.getByText(say.caller.talk.seen, { exact: true }).waitFor()
  await looksRight(caller, '05-talking')
  await besideIt(ruth, said.notes)

  await caller.walker.close()
  const again = await comeBack(await side('caller'), words)
  await hears(again, said.answer)
  await write(again, said.back)
  await ruth.page.reload()
  await unlock(ruth)
  await hears(ruth, said.back)
  await (endedBy === 'crew' ? crewEnds(ruth, again) : callerEnds(ruth, again))

  const secrets = [...Object.values(said), paperKey, paperKey.slice(40, 80), words.join(' '), words.join('')]
  await nothingGotOut(house, { sides, secrets, team })
}

/** A device whose clock is wrong. */
async function clockAhead({ page }: Side, milliseconds: number): Promise<void> {
  await page.addInitScript((ahead: number) => {
    const { now } = Date
    Date.now = () => now() + ahead
  }, milliseconds)
}

/** The call finds her on another screen, or at a locked one. */
async function leaveTheScreen(ruth: Side, locked: boolean): Promise<void> {
  const { page, say } = ruth
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (!locked) return
  await button(page, say.shell.lockWhat).first().click()
  await page.getByRole('heading', { name: say.door.unlockTitle }).waitFor()
}

async function answer(ruth: Side, locked: boolean): Promise<void> {
  const { page, say } = ruth
  await page
    .getByRole('alert')
    .getByText(locked ? say.ring.locked : say.ring.answer.label)
    .waitFor()
  await looksRight(ruth, '10-called')
  await button(page, say.ring.answerIt).first().click()
  if (!locked) return
  await page.getByText(say.ring.unlockNow).waitFor()
  await looksRight(ruth, '11-unlock-now')
  await unlock(ruth)
}

/** Police by one key, notes that save themselves. On a phone they stand in a second tab. */
async function besideIt(ruth: Side, notes: string): Promise<void> {
  const { page, say } = ruth
  await looksRight(ruth, '12-talking')
  const tab = page.getByRole('tab', { name: say.console.tabBeside })
  if (await tab.isVisible()) await tab.click()
  await page.keyboard.press('Alt+Shift+Digit3')
  await page.locator('.sign', { hasText: say.beside.policeStates.coming }).waitFor()
  await page.getByLabel(say.beside.notes).fill(notes)
  await page.getByText(new RegExp(`^${say.beside.notesSaved.split(' ')[0]}`)).waitFor()
  await looksRight(ruth, '13-beside')
  const talk = page.getByRole('tab', { name: say.console.tabTalk })
  if (await talk.isVisible()) await talk.click()
}

/** The tab is gone, and with it everything; the words open the chat again on another device. */
async function comeBack(caller: Side, words: string[]): Promise<Side> {
  const { page, say, walker } = caller
  await walker.go('/')
  await page.getByRole('link', { name: say.chatLink }).first().click()
  await button(page, say.caller.start.haveWords).click()
  await page.getByLabel(say.caller.words.label).fill(words.join(' '))
  await looksRight(caller, '06-words')
  await button(page, say.caller.words.open).click()
  return caller
}

async function crewEnds(ruth: Side, caller: Side): Promise<void> {
  const { say } = ruth
  await button(ruth.page, say.console.end).click()
  await looksRight(ruth, '14-end')
  await button(ruth.page, say.console.endYes).click()
  await caller.page.getByRole('heading', { name: say.caller.end.title }).waitFor()
  await caller.page.getByText(say.bye).waitFor()
  await ruth.page.getByText(say.console.ended.crew).waitFor()
  await bothOver(ruth, caller)
}

async function callerEnds(ruth: Side, caller: Side): Promise<void> {
  const { say } = ruth
  await button(caller.page, say.caller.end.button).click()
  await looksRight(caller, '07-end')
  await caller.page.getByRole('button', { name: say.caller.end.yes, exact: true }).click()
  await caller.page.getByText(say.caller.end.caller).waitFor()
  await ruth.page.getByText(say.console.ended.caller).waitFor()
  await bothOver(ruth, caller)
}

async function bothOver(ruth: Side, caller: Side): Promise<void> {
  await looksRight(caller, '08-over')
  await looksRight(ruth, '15-over')
}

type Searched = { sides: Side[]; secrets: string[]; team: string }
async function nothingGotOut(house: TestHouse, { sides, secrets, team }: Searched): Promise<void> {
  const holds = (text: string): boolean => secrets.some((secret) => text.includes(secret))
  const files = await filesHolding(house, secrets, [temporary])
  const said = sides.flatMap(({ walker, frames }) => [...walker.requests.map(({ url, body }) => url + body), ...frames])
  // An empty text is in every file that is not empty.
  const searched = said.length + house.logged.length + (await filesHolding(house, '', [temporary])).length
  count({ searched, found: files.length + [...said, ...house.logged].filter(holds).length })
  for (const { walker, frames, name } of sides) {
    assert.deepEqual(walker.faults([/401/]), [], name)
    assert.ok(walker.requests.length > 5 && frames.length > 5, `${name}: something was recorded at all`)
    assert.deepEqual(
      walker.requests.filter(({ url, body }) => holds(url) || holds(body)),
      [],
      name,
    )
    assert.deepEqual(frames.filter(holds), [], name)
  }
  assert.deepEqual(house.logged.filter(holds), [])
  assert.notDeepEqual(await filesHolding(house, team), [], 'what is no secret is found where it is looked for')
  assert.deepEqual(files, [])
}
