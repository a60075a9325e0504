import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { clockIn, deskOf, openLine } from '../../features/chat/acting.ts'
import { words as chatWords } from '../../features/chat/words.ts'
import { openBrowser, openWalker, viewports } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam } from '../people.ts'
import { button } from './main-job-steps.ts'
import { judge } from './plain-judge.ts'

/* The pages of somebody without script: the line, the chat's page, the message form set right once, and the thanks. */

let house: TestHouse
let browser: Browser
let close: () => void
before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  close = () => dee.live.close()
  browser = await openBrowser()
})
after(async () => {
  close?.()
  await browser?.close()
  await house?.close()
})

for (const language of ['en', 'es'] as const)
  for (const viewport of Object.keys(viewports) as (keyof typeof viewports)[])
    test(`without script, ${language}, ${viewport}`, async () => {
      const say = chatWords[language]
      const walker = await openWalker(browser, house, { viewport, javaScript: false, locale: language })
      const { page } = walker
      const looksRight = (state: string): Promise<void> => judge(browser, house, { of: page, viewport, state })
      await walker.go(`/${language}/line`)
      await looksRight('line')
      await page.locator('.ways a').first().click()
      await page.getByText(say.page.noScript).waitFor()
      await looksRight('chat')
      await page.getByRole('link', { name: say.page.message }).click()
      await page.getByRole('heading', { name: say.page.messageTitle }).waitFor()
      await looksRight('form')
      await button(page, say.form.send).click()
      await page.getByRole('alert').getByText(say.form.problem.empty).waitFor()
      await looksRight('form to be set right')
      await page.getByLabel(say.form.text).fill('مرحبا 🌊 <img src=x onerror=alert(1)>')
      await button(page, say.form.send).click()
      await page.getByRole('heading', { name: say.page.keptTitle }).waitFor()
      await looksRight('thanks')
      assert.deepEqual(walker.faults([/422/]), [])
      await walker.close()
    })
