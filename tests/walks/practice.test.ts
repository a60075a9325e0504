import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Language } from '#platform/words'
import { callerWords } from '../../features/chat/caller-words.ts'
import { words as chatWords } from '../../features/chat/words.ts'
import { words as queueWords } from '../../features/queue/words.ts'
import { words as practiceWords } from '../../features/practice/words.ts'
import { words as tallyWords } from '../../features/tally/words.ts'
import { caseFrom } from '../../features/practice/acting.ts'
import { makeLine, promise } from '../../features/promises/acting.ts'
import { openBrowser, openWalker, scriptCame, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { consoleOf, playCaller, startPractice } from '../practice.ts'
import { goTo, inside, looker, picture } from './looking.ts'

/*
 * A line that is closed is practised: in English at a desk with Dee, who works by keyboard where she can; in Spanish on a
 * phone with Inés, whose caller has no script. Nobody else is rung.
 */
let house: TestHouse
let people: People
let browser: Browser
let lineId: string

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
  lineId = await makeLine(people, { hours: { weekly: never, exceptions: [] } })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const looksRight = looker('practice')
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

/** Starts one on the practice screen; gives back the link's path. */
async function starts(walker: Walker, language: Language, name: string): Promise<string> {
  const { page } = walker
  const say = practiceWords[language].panel
  await goTo(page, 'practice')
  await page.getByText(say.empty).waitFor()
  await looksRight(walker, `${name}-empty`)
  await button(page, say.make).click()
  await page.getByRole('heading', { name: say.linkTitle }).waitFor()
  await looksRight(walker, `${name}-link`)
  return new URL(await page.getByLabel(say.linkLabel, { exact: true }).inputValue()).pathname
}

/** It rings off duty, says practice, and is answered. */
async function answers(walker: Walker, language: Language, name: string): Promise<void> {
  const { page } = walker
  const bar = page.getByRole('alert')
  await bar.getByText(practiceWords[language].sign, { exact: true }).waitFor()
  await goTo(page, 'waiting')
  await page.getByRole('main').getByText(practiceWords[language].sign, { exact: true }).first().waitFor()
  await looksRight(walker, `${name}-ringing`)
  await bar.getByRole('button', { name: queueWords[language].ring.answerIt }).click()
  await page.getByText(practiceWords[language].console.notice).waitFor()
  await page.getByLabel(chatWords[language].console.label).waitFor()
  await looksRight(walker, `${name}-talk`)
}

async function keepsWords(page: Page): Promise<string> {
  await button(page, callerWords.en.words.show).click()
  await page.locator('.eight li').nth(7).waitFor()
  const eight = await page.locator('.eight li').allTextContents()
  await button(page, callerWords.en.words.done).click()
  return eight.join(' ')
}

/** The line's own page, which is real: it says practice as soon as it shows what eight words of a practice open. */
async function comesBack(eight: string): Promise<void> {
  const elsewhere = await openWalker(browser, house, { viewport: 'phone' })
  const { page } = elsewhere
  const say = callerWords.en
  await elsewhere.go('/en/line/chat')
  await button(page, say.start.haveWords).click()
  assert.equal(await page.getByText(say.practice).count(), 0)
  await page.getByLabel(say.words.label).fill(eight)
  await button(page, say.words.open).click()
  await page.getByText('hello from practice').waitFor()
  await page.getByText(say.practice).waitFor()
  await looksRight(elsewhere, 'caller-back')
  assert.deepEqual(elsewhere.faults(), [])
  await elsewhere.close()
}

test('in English: a closed line is practised with script; nobody else is rung; no card is offered at its end', async () => {
  const dee = await inside({ browser, house }, people.dee, { theme: 'light' })
  const mateo = await inside({ browser, house }, people.mateo, {})
  const path = await starts(dee, 'en', 'desk')
  const caller = await openWalker(browser, house, { viewport: 'phone', theme: 'light' })
  await caller.go(path)
  const say = callerWords.en
  const banner = caller.page.getByText(chatWords.en.practice.banner)
  await scriptCame(caller.page)
  await banner.waitFor()
  await looksRight(caller, 'caller-start')
  await button(caller.page, say.start.start).click()
  await answers(dee, 'en', 'desk')
  assert.equal(await mateo.page.getByText(practiceWords.en.sign, { exact: true }).count(), 1, 'only the navigation’s')
  const eight = await keepsWords(caller.page)
  await caller.page.getByLabel(say.talk.label).fill('hello from practice')
  await button(caller.page, say.talk.send).click()
  await dee.page.getByText('hello from practice').waitFor()
  await banner.waitFor()
  await looksRight(caller, 'caller-talk')
  await comesBack(eight)
  await button(caller.page, say.end.button).click()
  await caller.page.getByRole('button', { name: say.end.yes, exact: true }).click()
  await caller.page.getByRole('heading', { name: say.end.title }).waitFor()
  assert.equal(await button(caller.page, say.end.again).count(), 0)
  await looksRight(caller, 'caller-ended')
  await dee.page.getByText(chatWords.en.console.ended.caller).waitFor()
  assert.equal(await dee.page.getByText(tallyWords.en.card.title).count(), 0)
  await goTo(dee.page, 'practice')
  await dee.page.getByText(practiceWords.en.panel.stages.begun).waitFor()
  await looksRight(dee, 'desk-begun')
  for (const walker of [dee, mateo, caller]) assert.deepEqual(walker.faults(), [])
  for (const walker of [dee, mateo, caller]) await walker.close()
})

test('in Spanish, on phones: the same without script, at night', async () => {
  const ines = await inside({ browser, house }, people.ines, { viewport: 'phone', locale: 'es-MX' })
  const path = await starts(ines, 'es', 'phone')
  assert.match(path, /^\/es\//)
  const caller = await openWalker(browser, house, { viewport: 'phone', locale: 'es-MX', javaScript: false })
  const banner = caller.page.getByText(chatWords.es.practice.banner)
  await caller.go(path)
  await banner.waitFor()
  await picture(caller.page, 'practice-plain-start')
  await button(caller.page, callerWords.es.start.start).click()
  await caller.page.frameLocator('[name=write]').getByLabel(callerWords.es.talk.label).waitFor()
  await banner.waitFor()
  await answers(ines, 'es', 'phone')
  await picture(caller.page, 'practice-plain-talk')
  await caller.go(path)
  await caller.page.getByRole('heading', { name: chatWords.es.practice.overTitle }).waitFor()
  assert.deepEqual(ines.faults(), [])
  assert.deepEqual(caller.faults([/410/]), [])
  for (const walker of [ines, caller]) await walker.close()
})

test('by hand, in Spanish on a phone: somebody phones, the record says practice, no card is offered at its end', async () => {
  const mateo = await inside({ browser, house }, people.mateo, { viewport: 'phone', locale: 'es-MX', theme: 'light' })
  const { page } = mateo
  const say = chatWords.es.byHand
  const link = await starts(mateo, 'es', 'hand')
  await button(page, practiceWords.es.panel.hidden).click()
  await button(page, say.practiceButton).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem').first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(practiceWords.es.console.notice).waitFor()
  await page.getByText(say.noCaller).waitFor()
  await looksRight(mateo, 'hand-talk')
  await button(page, say.end).click()
  await button(page, say.endYes).click()
  await page.getByText(say.ended).waitFor()
  assert.equal(await page.getByText(tallyWords.es.card.title).count(), 0)
  await looksRight(mateo, 'hand-ended')
  const caller = await openWalker(browser, house, { viewport: 'phone' })
  await caller.go(link)
  await caller.page.getByRole('heading', { name: chatWords.es.practice.overTitle }).waitFor()
  assert.deepEqual(mateo.faults(), [])
  for (const walker of [mateo, caller]) await walker.close()
})

/** A chat that has ended in a case with a promise, and a message left: made in two practices. */
async function leavesThings(): Promise<string[]> {
  const { dee, mateo } = people
  const console = await consoleOf(house, people, dee)
  const { talk } = await playCaller(house, (await startPractice(dee, lineId, [dee, mateo])).path)
  const { contactId } = talk
  await console.rings(contactId)
  await console.desk.live.say('queue.claim', { contactId, locked: false })
  const caseId = await caseFrom(dee, { lineId, fallback: mateo, contactId })
  const dueAt = new Date(Date.now() + 3_600_000)
  await promise(dee, { kind: 'follow-up', caseId, owner: dee, fallback: mateo, dueAt })
  await dee.request(`/api/chat/${contactId}/end`, { method: 'POST', body: { block: false } })
  const later = await playCaller(house, (await startPractice(dee, lineId, [dee, mateo])).path)
  const words = { text: 'later', safe: false, way: 'call', reach: '', when: '', name: '' } as const
  const callback = { ...words, others: 'hang-up', codeWord: '' } as const
  await later.talk.leaveInstead({ k: 'callback', callback, at: Date.now() })
  return ['cases', 'owed', 'messages', 'keeping', `cases/${caseId}`, `talks/${contactId}`]
}

test('whatever is made in it says practice on every screen where it shows, to those who look after the team too', async () => {
  const places = await leavesThings()
  const ruth = await inside({ browser, house }, people.ruth, { theme: 'light' })
  for (const place of places) {
    await goTo(ruth.page, place)
    await ruth.page
      .getByRole('main')
      .getByText(/^Practice/)
      .first()
      .waitFor()
    await looksRight(ruth, `lists-${place.split('/')[0]}${place.includes('/') ? '-one' : ''}`)
  }
  assert.deepEqual(ruth.faults(), [])
  await ruth.close()
})
