import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { clockIn, conversationOf, deskOf, openLine, startChat, until } from '../../features/chat/acting.ts'
import { cardsAre, foldNext, ordinary } from '../../features/tally/acting.ts'
import { words } from '../../features/tally/words.ts'
import { openBrowser, openWalker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { byPaper } from './by-paper.ts'
import { goTo, inside, looker } from './looking.ts'

/* Counting without naming, as people do it: Dee fills in a card, Amara folds a month, anybody reads the page without script. */
let house: TestHouse
let people: People
let browser: Browser
let lineId: string

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  lineId = await openLine(house, people)
  await threeMonths()
  assert.equal((await foldNext(people.amara)).status, 200)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

const looksRight = looker('numbers')

/** Dee answers a chat, police are there, and it is over. */
async function aChatOfDees(): Promise<string> {
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, lineId)
  const { talk } = await startChat(house)
  const { contactId } = talk
  await desk.live.say('queue.claim', { contactId, locked: false })
  const conversation = conversationOf(house, desk, contactId)
  await until(() => conversation.talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being in')
  conversation.police('there')
  await until(() => conversation.crew.log.rows.length === 1, 'the police field kept')
  await conversation.end(false)
  for (const open of [conversation, desk.live]) open.close()
  return contactId
}

const walks = [
  { language: 'en', options: { locale: 'en-US', viewport: 'desktop' } },
  { language: 'es', options: { locale: 'es-MX', viewport: 'phone', theme: 'light' } },
] as const

for (const { language, options } of walks)
  test(`a card is filled in, looked through, sealed, and remembered after a reload: ${language}`, async () => {
    const { card, single, kinds } = words[language]
    const contactId = await aChatOfDees()
    const dee = await inside({ browser, house }, people.dee, options)
    const { page } = dee
    await goTo(page, `talks/${contactId}`)
    await button(page, card.open).focus()
    await page.keyboard.press('Enter')
    const police = page.getByLabel(single.police.question, { exact: true })
    await police.locator('option[value=before]:checked').waitFor({ state: 'attached' })
    await page.getByLabel(single.outcome.question).selectOption(single.outcome.answers.better)
    await page.getByLabel(kinds.housing).focus()
    await page.keyboard.press('Space')
    await looksRight(dee, `${language}-card`)
    const before = dee.requests.length
    await button(page, card.keep).focus()
    await page.keyboard.press('Enter')
    await page.getByText(card.kept).waitFor()
    const sent = dee.requests.slice(before).find(({ method, url }) => method === 'PUT' && url.includes('/api/tally/'))!
    assert.ok(!`${sent.url} ${sent.body}`.includes(contactId))
    assert.deepEqual(Object.keys(JSON.parse(sent.body) as object), ['sealed'])
    await looksRight(dee, `${language}-kept`)
    await page.reload()
    await byPaper(page, people.dee, language === 'en' ? /Open the vault/ : /Abrir la caja fuerte/)
    await button(page, card.again).waitFor()
    assert.deepEqual(dee.faults(), [])
    await dee.close()
  })

/** This year’s August to October: enough for tables by month. */
async function threeMonths(): Promise<void> {
  for (const month of ['2026-08', '2026-09', '2026-10'])
    await cardsAre(house, people, month, [
      [ordinary, 70],
      [{ ...ordinary, channel: 'phone', police: 'before', kinds: ['violence'], outcome: 'same' }, 38],
      [{ ...ordinary, channel: 'text', language: 'es', police: 'others', outcome: 'care' }, 4],
    ])
}

test('Amara folds a month: what will be published and what waits is shown first, then the report, then the page', async () => {
  for (const { language, options } of walks) {
    const { numbers, report } = words[language]
    const amara = await inside({ browser, house }, people.amara, options)
    const { page } = amara
    await goTo(page, 'numbers')
    await button(page, language === 'en' ? 'Fold September 2026' : 'Sumar octubre de 2026').click()
    await page.getByRole('heading', { name: numbers.will }).waitFor()
    await looksRight(amara, `${language}-fold`)
    await button(page, new RegExp(language === 'en' ? 'destroy 112 cards' : 'destruir 112 tarjetas')).click()
    await page.getByText(numbers.published).waitFor()
    await page.getByRole('heading', { name: report.leftOut }).waitFor()
    await looksRight(amara, `${language}-report`)
    if (language === 'es') await button(page, numbers.turnOn).click()
    if (language === 'es') await button(page, numbers.turnOff).waitFor()
    assert.deepEqual(amara.faults(), [])
    await amara.close()
  }
})

test('the page is read by anybody, without JavaScript, in both languages, and downloaded as CSV', async () => {
  for (const { language, options } of walks) {
    const { report } = words[language]
    const plain = await openWalker(browser, house, { ...options, javaScript: false })
    await plain.go(`/numbers/${language}`)
    await plain.page.getByRole('heading', { name: report.leftOut }).waitFor()
    assert.ok((await plain.page.getByRole('row').count()) > 10)
    const file = plain.page.waitForEvent('download')
    await plain.page.getByRole('link', { name: report.csv }).click()
    assert.equal((await file).suggestedFilename(), 'numbers-2026.csv')
    assert.deepEqual(plain.faults(), [])
    await plain.close()
    const judged = await openWalker(browser, house, options)
    await judged.go(`/numbers/${language}`)
    await looksRight(judged, `${language}-page`)
    await judged.close()
  }
})
