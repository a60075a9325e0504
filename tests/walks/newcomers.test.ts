import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { words } from '../../features/newcomers/words.ts'
import { openBrowser, openWalker, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { press, type } from './keyboard-only.ts'
import { goTo, inside, looker, picture, use } from './looking.ts'
import { judge } from './plain-judge.ts'

/*
 * Two people want to help: Rosa in Spanish without script on a small phone, who thinks again and erases it, and Ana in English
 * with script. Amara reads what Ana wrote and moves her card on, by keyboard.
 */
let house: TestHouse
let people: People
let browser: Browser
const sentinel = `window-${crypto.randomUUID()}`

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const looksRight = looker('newcomers')
async function looksRightWithout({ page }: Walker, state: string): Promise<void> {
  await picture(page, `newcomers-${state}`)
  await judge(browser, house, { of: page, viewport: 'phone', state })
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), `${state} at 320`)
}

test('without script, in Spanish, at 320: found in the footer, filled, kept, and erased with the words', async () => {
  const say = words.es.form
  const rosa = await openWalker(browser, house, { viewport: 'phone', javaScript: false, locale: 'es-MX' })
  const { page } = rosa
  await page.setViewportSize({ width: 320, height: 568 })
  await rosa.go('/es')
  await page.locator('.foot').getByRole('link', { name: say.title }).click()
  await page.getByText(say.plain).waitFor()
  assert.equal(await page.getByText(say.sealed).isVisible(), false)
  await looksRightWithout(rosa, 'form-es')
  await page.getByLabel(say.fields.name).fill('Rosa')
  await page.getByLabel(say.fields.reach).fill('por correo')
  await page.getByRole('button', { name: say.send }).click()
  await page.getByRole('heading', { name: say.kept.title }).waitFor()
  await page.locator('.eight li').nth(7).waitFor()
  await looksRightWithout(rosa, 'kept-es')
  const eight = await page.locator('.eight li').allInnerTexts()
  assert.equal(eight.length, 8)
  await page.getByRole('link', { name: say.kept.erase }).click()
  await page.getByLabel(say.erase.label).fill(eight.join(' '))
  await looksRightWithout(rosa, 'erase-es')
  await page.getByRole('button', { name: say.erase.button }).click()
  await page.getByText(say.erase.gone).waitFor()
  assert.deepEqual([rosa.faults(), await rosa.context.cookies()], [[], []])
  await rosa.close()
})

test('with script, in English: sealed in the browser, the page light until somebody writes, the words shown', async () => {
  const say = words.en.form
  const ana = await openWalker(browser, house, { viewport: 'phone' })
  const { page } = ana
  await ana.go('/en/help-us')
  await page.getByText(say.sealed).waitFor()
  assert.equal(await page.getByText(say.plain).isVisible(), false)
  const weight = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce(
      (sum, one) => sum + (one as PerformanceResourceTiming).encodedBodySize,
      0,
    ),
  )
  assert.ok(weight < 30_000, `${weight} bytes before anything is written`)
  await looksRight(ana, 'form-en')
  await type(page, say.fields.name, `Ana ${sentinel}`)
  await type(page, say.fields.reach, `a letter to ${sentinel}`)
  await type(page, say.fields.wish, 'answer calls')
  await press(page, say.send)
  await page.getByRole('heading', { name: say.kept.title }).waitFor()
  assert.equal(await page.locator('.eight li').count(), 8)
  await looksRight(ana, 'kept-en')
  assert.ok(ana.requests.every(({ url, body }) => !url.includes(sentinel) && !body.includes(sentinel)))
  assert.deepEqual([ana.faults(), await ana.context.cookies()], [[], []])
  await ana.close()
})

test('Amara, by keyboard, on a phone: reads it, moves it on, notes something, takes a step back', async () => {
  const say = words.en
  const amara = await inside({ browser, house }, people.amara, { to: 'newcomers', viewport: 'phone', theme: 'light' })
  const { page } = amara
  await page.getByText('1 on the way').waitFor()
  await page.getByRole('link', { name: `Ana ${sentinel}` }).waitFor()
  await looksRight(amara, 'list')
  await press(page, `Ana ${sentinel}`)
  await page.getByText('answer calls').waitFor()
  await looksRight(amara, 'card')
  await press(page, say.steps.do.read)
  await page.getByText(say.steps.next.read).waitFor()
  await press(page, say.steps.do.talked)
  await page.getByText(say.steps.next.talked).waitFor()
  await type(page, say.notes.label, 'She speaks Mam.')
  await press(page, say.notes.add)
  await page.getByRole('listitem').getByText('She speaks Mam.').waitFor()
  await page.getByRole('heading', { name: say.steps.title }).focus()
  await press(page, say.steps.stepBack)
  await page.getByText(say.steps.next.read).waitFor()
  await looksRight(amara, 'moved')
  await goTo(page, 'newcomers')
  await byHandAndPaused(amara)
  assert.deepEqual(amara.faults(), [])
  await amara.close()
})

/** Somebody asked in person, and then nobody new is taken: the page says so, without script, to whoever looks. */
async function byHandAndPaused(amara: Walker): Promise<void> {
  const [{ page }, { byHand, taking, paper }] = [amara, words.en]
  await page.getByText(byHand.title).click()
  await page.getByLabel(paper.wrote.name, { exact: true }).fill('Kim')
  await page.getByLabel(paper.wrote.reach, { exact: true }).fill('at the market')
  await use(page, byHand.make)
  await page.getByText(byHand.passOn).waitFor()
  await looksRight(amara, 'by-hand')
  await use(page, byHand.done)
  await page.getByRole('link', { name: 'Kim' }).waitFor()
  await use(page, taking.stop)
  await page.getByText(/takes nobody new since/).waitFor()
  await looksRight(amara, 'paused')
  for (const language of ['en', 'es'] as const) {
    const plain = await openWalker(browser, house, { viewport: 'phone', javaScript: false })
    await plain.page.setViewportSize({ width: 320, height: 568 })
    await plain.go(`/${language}/help-us`)
    await plain.page.getByText(words[language].form.paused.title).waitFor()
    await looksRightWithout(plain, `paused-${language}`)
    assert.deepEqual([plain.faults(), await plain.context.cookies()], [[], []])
    await plain.close()
  }
}
