import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openLine } from '../../features/chat/acting.ts'
import { text } from '../../platform/envelope/bytes.ts'
import { openFromSomebody } from '../../platform/envelope/for-somebody.ts'
import { openBrowser, openWalker, scriptCame, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { chatOf, leave } from '../keeping.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { button, consoleOf, looksRight } from './chat-people.ts'

/* Ruth at a desk, in English; Amara on a phone, in Spanish. A chat that has ended: held, copied, and gone as its person wishes. */

let house: TestHouse
let people: People
let browser: Browser
let contactId = ''
let ruth: Walker
let amara: Walker

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  await openLine(house, people)
  const chat = await chatOf(house, 'my brother is shouting')
  contactId = chat.contactId
  await leave({ house, ...chat })
  browser = await openBrowser()
  const night = { house, browser }
  ruth = await consoleOf(night, people.ruth)
  amara = await consoleOf(night, people.amara, { locale: 'es-MX', viewport: 'phone' })
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const show = (page: Page, path: string): Promise<void> =>
  page.evaluate((hash) => void (location.hash = hash), `#/${path}`)
const shown = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByRole('main').getByText(words).first().waitFor()

async function agree(person: Person, kind: string): Promise<void> {
  const [motion] = await house.house.db.sql<{ id: string }[]>`select motion_id as id from motions
    where kind = ${kind} and state = 'open'`
  const done = await person.request(`/api/motions/${motion!.id}/agreement`, { method: 'POST', body: {} })
  assert.equal(done.status, 200)
}

test('Ruth sees when a chat goes, and asks for a hold with a reason', async () => {
  const { page } = ruth
  await show(page, 'keeping')
  await page.getByRole('heading', { level: 1, name: 'What we keep' }).waitFor()
  await shown(page, /Gone on \w{3} \d+ \w{3} \d\d:\d\d\./)
  await looksRight(ruth, 'keeping-en')
  await page.getByRole('link', { name: /Look at it: Chat/ }).click()
  await shown(page, 'my brother is shouting')
  await shown(page, /Gone on \w{3}/)
  await button(page, 'Ask for a hold').click()
  const dialog = page.getByRole('dialog', { name: 'Ask for a hold' })
  await dialog.getByText('Another steward has to agree').waitFor()
  await looksRight(ruth, 'hold-en')
  await dialog.getByLabel('For how many days').fill('60')
  await dialog.getByLabel('Why it has to be kept').fill('the family asked for a week')
  await dialog.getByRole('button', { name: 'Ask for it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await show(page, 'keeping')
  await shown(page, 'It waits for another steward')
  await shown(page, 'the family asked for a week')
  assert.equal(await button(page, /^Agree/).count(), 0, 'not to her own')
})

test('Amara reads why on her phone and agrees; Ruth sees at once until when it is held', async () => {
  const { page } = amara
  await show(page, 'keeping')
  await shown(page, 'the family asked for a week')
  await looksRight(amara, 'keeping-es')
  await button(page, /^Estoy de acuerdo/).click()
  await shown(page, /^Vale hasta el/)
  await shown(ruth.page, /Held until/)
})

test('another period is asked for and agreed to', async () => {
  const { page } = ruth
  await button(page, /^Ask for another time/)
    .first()
    .click()
  await page.getByLabel('Days a conversation is kept').fill('30')
  await looksRight(ruth, 'periods-en')
  await page.getByRole('button', { name: 'Ask for it' }).click()
  await shown(page, /conversations 30 days, cases 30 days/)
  await agree(people.amara, 'periods')
  await shown(page, 'Conversations: 30 days')
})

test('the person’s copy: a file that the eight words open, with what was said and nothing else', async () => {
  const { page } = ruth
  await show(page, `talks/${contactId}`)
  await page.getByText('A copy for the person').click()
  await looksRight(ruth, 'copy-en')
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save as a sealed file').click()])
  assert.equal(download.suggestedFilename(), 'conversation.txt.age')
  const passphrase = (await page.locator('.words').first().textContent())!.trim()
  const file = readFileSync((await download.path())!)
  assert.match(text(await openFromSomebody(passphrase, file)), /You: my brother is shouting/)
})

test('the team’s copy: asked for, agreed to, made with progress, saved', async () => {
  const { page } = ruth
  await show(page, 'keeping')
  await button(page, 'Ask for a copy').click()
  await shown(page, 'A copy of everything the team has')
  await agree(people.amara, 'export')
  await button(page, 'Make the copy').click()
  await shown(page, /The copy is ready/)
  await looksRight(ruth, 'team-copy-en')
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save the copy').click()])
  const archive = readFileSync((await download.path())!, 'latin1')
  assert.match(archive, /conversations-0001\.json\.age/)
  assert.ok(!archive.includes('my brother'))
})

test('the person wishes it gone: held, it is refused; the hold ended, Amara erases it and reads when its key was destroyed', async () => {
  const { page } = amara
  await show(page, `talks/${contactId}`)
  await shown(page, /Se conserva hasta el/)
  await looksRight(amara, 'kept-es')
  const erase = async (): Promise<void> => {
    await button(page, 'La persona quiere que se borre ya').click()
    const dialog = page.getByRole('dialog', { name: '¿Borrar esto ahora?' })
    await dialog.waitFor()
    await looksRight(amara, 'erase-es')
    await dialog.getByRole('button', { name: 'Borrar ahora' }).click()
  }
  await erase()
  await page.getByText('Esto se conserva por ahora').waitFor()
  await button(ruth.page, /^End it: A hold/).click()
  await shown(page, /^Se borra el/)
  await erase()
  await shown(page, /^Borrado el .*\d\d:\d\d:\d\d\. En ese momento se destruyó su llave/)
  await looksRight(amara, 'erased-es')
  assert.equal(house.house.keyStore.has(contactId), false)
  assert.deepEqual([ruth.faults(), amara.faults([/409/])], [[], []])
})

test('by keyboard alone: to the page, to a period, back out of it', async () => {
  const { page } = ruth
  await show(page, 'keeping')
  await page.getByRole('heading', { level: 1, name: 'What we keep' }).waitFor()
  const change = button(page, /^Ask for another time/).first()
  await change.focus()
  await page.keyboard.press('Enter')
  const field = page.getByLabel('Days a conversation is kept')
  await field.waitFor()
  await page.keyboard.press('Tab')
  for (
    let steps = 0;
    steps < 6 && !(await button(page, 'Cancel').evaluate((one) => one === document.activeElement));
    steps++
  )
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await field.waitFor({ state: 'detached' })
})

test('a caller on a phone saves what was said: a text file with a name that says nothing', async () => {
  const caller = await openWalker(browser, house, { locale: 'es-MX', viewport: 'phone' })
  const { page } = caller
  await caller.go('/es/line/chat')
  await scriptCame(page)
  await button(page, 'Empezar el chat').click()
  await page.getByRole('textbox').fill('hola, somos dos')
  await button(page, 'Enviar').click()
  await page.getByRole('log').getByText('hola, somos dos').waitFor()
  await button(page, 'Terminar el chat').click()
  await page.getByRole('button', { name: 'Terminarlo', exact: true }).click()
  await button(page, 'Guardar lo que se dijo').waitFor()
  await looksRight(caller, 'caller-copy-es')
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Guardar lo que se dijo').click()])
  assert.equal(download.suggestedFilename(), 'text.txt')
  assert.match(readFileSync((await download.path())!, 'utf8'), /Tú: hola, somos dos/)
  assert.deepEqual(caller.faults(), [])
})
