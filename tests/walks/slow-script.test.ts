import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { callerWords } from '../../features/chat/caller-words.ts'
import { plainWords } from '../../features/chat/plain-words.ts'
import { words } from '../../features/chat/words.ts'
import { openWalker, scriptCame, type Walker } from '../browser.ts'
import { button, looksRight, openNight, type Night } from './chat-people.ts'

/*
 * The page's script comes late, on a slow network. Nobody starts a chat that the server can read because a button was there
 * for an instant, and nobody's words are taken from under their fingers when the script comes.
 */

let night: Night

before(async () => (night = await openNight()))
after(async () => night?.close())

/** A browser whose page gets its script when `comes` is called, and not before. */
async function slowly(locale: 'en' | 'es'): Promise<{ caller: Walker; page: Page; comes: () => void }> {
  const caller = await openWalker(night.browser, night.house, { viewport: 'phone', locale, theme: 'light' })
  const { promise, resolve } = Promise.withResolvers<void>()
  await caller.page.route(/\/assets\/caller-[^/]*\.js/, async (route) => {
    await promise
    await route.continue()
  })
  return { caller, page: caller.page, comes: resolve }
}

/** How fast time passes for what moves by style: 0 stands still. */
async function animations(page: Page): Promise<(rate: number) => Promise<unknown>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Animation.enable')
  return (playbackRate) => session.send('Animation.setPlaybackRate', { playbackRate })
}

/** The page while its script is on its way: `load` waits for that too. */
const opens = (page: Page, path: string): Promise<unknown> => page.goto(night.house.url + path, { waitUntil: 'commit' })

test('the form without script is not there for an instant: it comes when no script did, and goes when one comes', async () => {
  const { caller, page, comes } = await slowly('en')
  const pace = await animations(page)
  await pace(0)
  await opens(page, '/en/line/chat')
  await page.getByText(callerWords.en.start.noName).waitFor()
  // Nothing is painted before the style sheet is there.
  await page.waitForFunction(() => document.styleSheets.length > 0)
  const start = page.locator('form.without-script button')
  assert.equal(await start.isVisible(), false)
  const comesSoon = page.getByText(words.en.page.scriptComes)
  assert.equal(await comesSoon.isVisible(), true)
  await looksRight(caller, 'slow-0-moment')
  await pace(1)
  await start.waitFor({ state: 'visible' })
  assert.equal(await comesSoon.isVisible(), false)
  await looksRight(caller, 'slow-1-form')
  comes()
  await scriptCame(page)
  assert.equal(await page.getByText(plainWords.en.truth).count(), 0)
  await button(page, callerWords.en.start.start).waitFor()
  await caller.close()
})

test('who has no script waits for nothing', async () => {
  const caller = await openWalker(night.browser, night.house, { javaScript: false })
  const pace = await animations(caller.page)
  await pace(0)
  await caller.go('/en/line/chat')
  assert.equal(await button(caller.page, callerWords.en.start.start).isVisible(), true)
  await caller.go('/en/line/message')
  assert.equal(await button(caller.page, 'Leave this message').isVisible(), true)
  await caller.close()
})

test('who has begun to write keeps the form, its words, and what it says about itself', async () => {
  const { caller, page, comes } = await slowly('es')
  await opens(page, '/es/line/chat')
  await page.getByLabel(plainWords.es.first).fill('somos dos, hace frío')
  comes()
  await page.waitForLoadState('networkidle')
  await page.getByText(plainWords.es.truth).waitFor()
  assert.equal(await page.getByLabel(plainWords.es.first).inputValue(), 'somos dos, hace frío')
  await button(page, callerWords.es.start.start).click()
  await page.frameLocator('[name=talk]').getByText('somos dos, hace frío').waitFor()
  assert.deepEqual(caller.faults(), [])
  await caller.close()
})

test('the form of a message that came back to be set right keeps its words, though a script could run', async () => {
  const { caller, page, comes } = await slowly('en')
  await opens(page, '/en/line/message')
  await page.getByLabel('Your message').fill('Please call.')
  await page.getByLabel('Yes, you may get back to me.').check()
  // Nothing comes into sight by waiting any more.
  const pace = await animations(page)
  await pace(0)
  comes()
  await button(page, 'Leave this message').click()
  await page.getByText(words.en.form.problem['no-way']).waitFor()
  await page.waitForLoadState('networkidle')
  assert.equal(await page.getByLabel('Your message').inputValue(), 'Please call.')
  assert.equal(await page.locator('form button').isVisible(), true)
  await caller.close()
})
