import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Frame, FrameLocator, Page } from 'playwright-core'
import type { Language } from '#platform/words'
import { callerWords } from '../../features/chat/caller-words.ts'
import { plainWords } from '../../features/chat/plain-words.ts'
import { openBrowser, openWalker, type Walker } from '../browser.ts'
import { button, consoleOf, onDuty, openNight, type Night } from './chat-people.ts'
import { filesHolding } from './chat-raw.ts'
import { judge } from './plain-judge.ts'

/*
 * A browser without script chats: on a phone in English, and at a desk in Spanish. What it types is nowhere in the house
 * afterwards but sealed.
 */

let night: Night
let dee: Walker
const sentinel = `window-${crypto.randomUUID()}`

before(async () => {
  night = await openNight()
  dee = await consoleOf(night, night.people.dee)
  await onDuty(night, night.people.dee)
})
after(async () => night?.close())

const pictures = process.env['BESIDE_PICTURES']

type Walk = { caller: Walker; page: Page; language: Language; viewport: 'phone' | 'desktop' }

async function openPlain(language: Language, viewport: Walk['viewport']): Promise<Walk> {
  const caller = await openWalker(night.browser, night.house, { viewport, javaScript: false, locale: language })
  return { caller, page: caller.page, language, viewport }
}

async function looksRight({ page, language, viewport }: Walk, of: Page | Frame, state: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/plain-${language}-${state}.png`, fullPage: true })
  await judge(night.browser, night.house, { of, viewport, state })
}

const talkOf = (page: Page): FrameLocator => page.frameLocator('[name=talk]')

async function starts(walk: Walk): Promise<void> {
  const { caller, page, language } = walk
  const [say, plain] = [callerWords[language], plainWords[language]]
  await caller.go(`/${language}/line/chat`)
  await page.getByText(plain.truth).waitFor()
  await looksRight(walk, page, 'start')
  await page.getByLabel(plain.first).fill(`hello ${language} ${sentinel}`)
  await button(page, say.start.start).click()
  await talkOf(page).getByText(sentinel).waitFor()
  await talkOf(page).getByText(say.state.asking.one.replace('{count}', '1')).waitFor()
  await page.frameLocator('[name=write]').getByLabel(say.talk.label).waitFor()
  await looksRight(walk, page, 'waiting')
  await looksRight(walk, page.frame({ name: 'talk' })!, 'waiting-talk')
  await looksRight(walk, page.frame({ name: 'write' })!, 'waiting-write')
}

async function deeAnswers({ page, language }: Walk): Promise<void> {
  const plain = plainWords[language]
  await button(dee.page, /^Answer/)
    .first()
    .click()
  await dee.page.getByRole('log').getByText(`hello ${language} ${sentinel}`).waitFor()
  await dee.page.getByText(plainWords.en.console.notice).waitFor()
  assert.deepEqual(await dee.violations(), [])
  await talkOf(page).getByText(plain.seenAll).waitFor()
  await dee.page.getByLabel('Your message to the caller').fill('I am here.')
  await dee.page.keyboard.press('Enter')
  await talkOf(page).getByText('I am here.').waitFor()
  await dee.page.getByText(plainWords.en.console.shown).first().waitFor()
}

async function writesBack(walk: Walk): Promise<void> {
  const { page, language } = walk
  const [say, plain] = [callerWords[language], plainWords[language]]
  const text = `thank you ${language} ${sentinel}`
  const write = page.frameLocator('[name=write]')
  await write.getByLabel(say.talk.label).fill(text)
  await write.getByRole('button', { name: say.talk.send }).click()
  await talkOf(page).getByText(text).waitFor()
  await write.getByText(plain.kept).waitFor()
  await dee.page.getByRole('log').getByText(text).waitFor()
  await looksRight(walk, page.frame({ name: 'talk' })!, 'talking')
  const before = talkOf(page).getByText(say.state.asking.one.replace('{count}', '1'))
  assert.equal(await before.isVisible(), false, 'the old state hides')
}

async function ends(walk: Walk): Promise<void> {
  const { caller, page, language } = walk
  const say = callerWords[language]
  await page.getByRole('link', { name: say.end.button }).click()
  await button(page, say.end.yes).first().waitFor()
  await looksRight(walk, page, 'end')
  await button(page, say.end.yes).first().click()
  await page.getByRole('heading', { name: say.end.title }).waitFor()
  await looksRight(walk, page, 'ended')
  assert.equal((await page.content()).includes(sentinel), false)
  await page.getByRole('link', { name: say.end.again }).click()
  await page.getByLabel(plainWords[language].first).waitFor()
  assert.deepEqual(await caller.context.cookies(), [])
  assert.deepEqual(caller.faults([/ERR_CONNECTION/]), [])
  await caller.close()
}

test('without script, in English, on a phone: asked, answered, both ways, through a restart, ended', async () => {
  const walk = await openPlain('en', 'phone')
  await starts(walk)
  await deeAnswers(walk)
  await writesBack(walk)
  await night.restart()
  await dee.page.getByLabel('Your message to the caller').fill('after the restart')
  await dee.page.keyboard.press('Enter')
  await talkOf(walk.page).getByText('after the restart').waitFor()
  assert.equal(await talkOf(walk.page).getByText('I am here.', { exact: true }).count(), 1)
  await ends(walk)
})

test('without script, in Spanish, at a desk: the same, with new messages shown by hand', async () => {
  const walk = await openPlain('es', 'desktop')
  await starts(walk)
  await deeAnswers(walk)
  await writesBack(walk)
  await walk.page.getByRole('link', { name: plainWords.es.show }).click()
  await walk.page.frame({ name: 'talk' })!.waitForURL(/once=1/, { waitUntil: 'commit' })
  await talkOf(walk.page).getByText(`thank you es ${sentinel}`).waitFor()
  await ends(walk)
})

test('eight words without script: shown once, mistyped in another browser, and the chat is open there', async () => {
  const [first, second] = [await openPlain('en', 'desktop'), await openPlain('es', 'phone')]
  await first.caller.go('/en/line/chat')
  await first.page.getByLabel(plainWords.en.first).fill(`words ${sentinel}`)
  await button(first.page, callerWords.en.start.start).click()
  await first.page.getByRole('link', { name: plainWords.en.words.offer }).click()
  await button(first.page, callerWords.en.words.show).waitFor()
  await looksRight(first, first.page, 'offer')
  await button(first.page, callerWords.en.words.show).click()
  await first.page.locator('.eight li').nth(7).waitFor()
  await looksRight(first, first.page, 'words')
  const words = await first.page.locator('.eight li').allTextContents()
  await second.caller.go('/es/line/chat')
  await second.page.getByRole('link', { name: callerWords.es.start.haveWords }).click()
  await second.page.getByLabel(callerWords.es.words.label).fill([`${words[0]}qq`, ...words.slice(1)].join(' '))
  await button(second.page, plainWords.es.words.open).click()
  await second.page.getByRole('alert').waitFor()
  await looksRight(second, second.page, 'mistyped')
  await button(second.page, plainWords.es.words.open).click()
  await talkOf(second.page).getByText(`words ${sentinel}`).waitFor()
  assert.deepEqual(second.caller.faults([/422/]), [])
  for (const { caller } of [first, second]) await caller.close()
})

test('leaving fast without script: the browser forgets the chat on its way, and Back finds only the first page', async () => {
  const browser = await openBrowser('whole')
  const caller = await openWalker(browser, night.house, { javaScript: false })
  const { page } = caller
  await page.route(/wikipedia/, (route) => route.fulfill({ body: 'elsewhere', contentType: 'text/html' }))
  await caller.go('/en/line/chat')
  await page.getByLabel('Your first message').fill(`quick ${sentinel}`)
  await button(page, 'Start the chat').click()
  await page.frameLocator('[name=talk]').getByText(sentinel).waitFor()
  await page.getByRole('link', { name: 'Leave now' }).click()
  await page.getByText('elsewhere').waitFor()
  assert.deepEqual(await caller.context.cookies(night.house.url), [])
  await page.goBack().catch(() => null)
  await page.getByLabel('Your first message').waitFor()
  assert.equal((await page.content()).includes(sentinel), false)
  await browser.close()
})

test('what was typed without script is in no file of the house, and in no log', async () => {
  assert.deepEqual(await filesHolding(night.house, sentinel), [])
  assert.equal(
    night.house.logged.some((line) => line.includes(sentinel)),
    false,
  )
})
