import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { hour, minute } from '#platform/clock'
import { fill, type Language } from '#platform/words'
import { words as everyWord } from '../../features/holds/words.ts'
import { makeLine, openCase } from '../../features/promises/acting.ts'
import { join } from '../../tools/founding.ts'
import { openBrowser, type Walker } from '../browser.ts'
import { TestClock } from '../clock.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundByRuth, Person, type People } from '../people.ts'
import { button, consoleOf, looksRight } from './chat-people.ts'
import { press } from './keyboard-only.ts'

/*
 * A team with one steward: Ruth at a desk, in English, works by keyboard; Dee, whose case it is, reads along on her phone, in
 * Spanish. Nobody is there who could agree, so a hold waits a day in everybody's sight. The house's time is in the test's hand.
 */

let house: TestHouse
let browser: Browser
let clock: TestClock
let caseId = ''
let ruth: Walker
let dee: Walker

before(async () => {
  clock = new TestClock(new Date())
  house = await openTestHouse({ clock, dist: process.env['BESIDE_DIST'] ?? 'dist' })
  const founded = await foundByRuth(house, ['steward', 'coordinator'])
  const newcomer = new Person('Dee', ['responder'], house)
  await join(newcomer, [founded.ruth])
  await newcomer.learn()
  const lineId = await makeLine({ ruth: founded.ruth } as People)
  caseId = await openCase(newcomer, { lineId, fallback: founded.ruth })
  browser = await openBrowser()
  ruth = await consoleOf({ browser, house }, founded.ruth, { theme: 'light' })
  dee = await consoleOf({ browser, house }, newcomer, { viewport: 'phone', locale: 'es-MX' })
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const show = (page: Page, path: string): Promise<void> =>
  page.evaluate((hash) => void (location.hash = hash), `#/${path}`)
const shown = (page: Page, sentence: string): Promise<void> =>
  page.getByRole('main').getByText(sentence, { exact: false }).first().waitFor()
/** What stands before the time in a sentence. */
const until = (sentence: string): string => fill(sentence, { time: '|' }).split('|')[0]!
const say = (language: Language) => everyWord[language]

test('Ruth asks for a hold on an open case, by keyboard; she is told that it waits a day, and sees it waiting', async () => {
  const { page } = ruth
  await show(page, `cases/${caseId}`)
  await shown(page, say('en').going.open)
  await press(page, say('en').part.hold)
  const dialog = page.getByRole('dialog', { name: say('en').move.title })
  await dialog.getByText(until(say('en').rule.waiting)).waitFor()
  await looksRight(ruth, 'hold-case-asking')
  await dialog.getByLabel(say('en').move.days).fill('7')
  await dialog.getByLabel(say('en').move.reason).fill('her lawyer asked')
  await press(page, say('en').move.yes)
  await dialog.waitFor({ state: 'detached' })
  await show(page, 'keeping')
  await shown(page, until(say('en').state.waits))
  await shown(page, 'her lawyer asked')
  assert.equal(await button(page, /^Agree/).count(), 0, 'not to her own')
  await looksRight(ruth, 'hold-case-waiting')
})

test('Dee sees it on her phone at once, and why, because it is her case; after a day it is true by itself', async () => {
  const { page } = dee
  await show(page, 'keeping')
  await shown(page, until(say('es').state.waits))
  await shown(page, 'her lawyer asked')
  await looksRight(dee, 'hold-case-dee')
  await clock.leap(24 * hour - minute)
  await show(page, `cases/${caseId}`)
  await shown(page, say('es').going.open)
  assert.equal(await page.getByText(say('es').part.reason).count(), 0, 'not yet')
  await clock.advance(2 * minute)
  await shown(page, say('es').part.reason)
  await shown(page, 'her lawyer asked')
  await looksRight(dee, 'hold-case-held')
  await show(page, 'keeping')
  await shown(page, until(say('es').state.standing))
})

test('Ruth ends it, and Dee’s screen says so', async () => {
  await button(ruth.page, /^End it: A hold/).click()
  await shown(dee.page, say('es').noMotions)
  await dee.page.getByText(say('es').past).click()
  await shown(dee.page, until(say('es').state.over))
  assert.deepEqual([ruth.faults(), dee.faults()], [[], []])
})
