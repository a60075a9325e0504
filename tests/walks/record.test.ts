import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Walker } from '../browser.ts'
import { press, tabTo, type } from './keyboard-only.ts'
import { button, consoleOf, consoleOnWire, looksRight, openNight, type Night, type Wire } from './chat-people.ts'

/* The record beside a contact by hand: Dee at a desk, by keyboard alone, in English; Inés on a phone, in Spanish. */

let night: Night
let dee: Walker
let ines: Walker
let deesWire: Wire

before(async () => {
  night = await openNight()
  ;({ walker: dee, wire: deesWire } = await consoleOnWire(night, night.people.dee, { theme: 'dark' }))
})
after(async () => night?.close())

const isKept = (page: Page, words: string) => page.getByText(words).first().waitFor()
const contactOf = (page: Page): string => page.url().split('/').at(-1)!

test('Dee’s phone rings: one button, and she fills in the whole record with the keyboard alone', async () => {
  const { page } = dee
  await button(page, 'Open a contact by hand').waitFor()
  await looksRight(dee, 'record-desk-0-waiting')
  await press(page, 'Open a contact by hand')
  await page.waitForFunction(() => document.activeElement?.matches('[role=menuitem]'))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Record', exact: true }).waitFor()
  // Its fields come once its keys are made.
  await page.getByText('All right to ask?', { exact: true }).first().waitFor()
  assert.equal(await page.getByLabel('Name to use').count(), 0, 'closed until it is all right to ask')
  await looksRight(dee, 'record-desk-1-empty')
  // From the top: the first yes that comes is the one to "all right to ask?".
  await tabTo(page, 'Lock this console')
  await press(page, 'Yes', 'Space')
  await type(page, 'Name to use', 'Alex')
  await type(page, 'Where is it safe?', 'in the car')
  await press(page, 'Low sugar', 'Space')
  // Police with one key, wherever one is, while nobody writes.
  await page.keyboard.press('4')
  await page.locator('.sign', { hasText: 'Police are there' }).waitFor()
  await press(page, 'Conflict at home', 'Space')
  await press(page, 'Loss or grief', 'Space')
  await type(page, 'What is going on', 'the brother has left')
  await type(page, 'What would help', 'a place for tonight')
  await press(page, 'A callback', 'Space')
  await press(page, 'Add a yes')
  await page.waitForFunction(() => document.activeElement?.matches('input'))
  await page.keyboard.insertText('Alex')
  await type(page, 'Said yes to', 'calling back')
  await type(page, 'Until when', 'Sunday')
  await page.keyboard.press('Tab')
  await isKept(page, 'Everything is kept.')
  assert.equal(await page.getByRole('button', { name: 'Low sugar' }).getAttribute('aria-pressed'), 'true')
  await looksRight(dee, 'record-desk-2-filled')
  assert.deepEqual(dee.faults(), [])
})

test('nothing of it left the page in the clear', () => {
  const sent = dee.requests.map(({ body }) => body).join()
  assert.doesNotMatch(sent, /Alex|the brother|place for tonight|Low sugar/)
})

test('Inés comes in on her phone; both write in one field at once, both keep their words, and she keeps one of them', async () => {
  const opened = await consoleOnWire(night, night.people.ines, { viewport: 'phone', locale: 'es-MX', theme: 'light' })
  ines = opened.walker
  const contactId = contactOf(dee.page)
  const { memberId } = night.people.ines
  await night.people.dee.request(`/api/chat/${contactId}/people`, { method: 'POST', body: { memberId } })
  const { page } = ines
  await page.evaluate((id) => (location.hash = `#/talks/${id}`), contactId)
  await page.getByRole('textbox', { name: 'Qué ayudaría', exact: true }).waitFor()
  assert.equal(await page.getByLabel('Nombre que quiere usar').inputValue(), 'Alex')
  assert.equal(
    await page.getByRole('textbox', { name: 'Qué está pasando', exact: true }).inputValue(),
    'the brother has left',
  )
  await looksRight(ines, 'record-phone-1')
  await opened.wire.offline()
  await page.getByRole('textbox', { name: 'Qué ayudaría', exact: true }).fill('hablar con alguien')
  await page.getByText('Aún no se guarda: no hay conexión.').waitFor()
  await dee.page.getByRole('textbox', { name: 'What would help', exact: true }).fill('a place for two nights')
  await isKept(dee.page, 'Everything is kept.')
  await opened.wire.online()
  await isKept(page, 'Todo está guardado.')
  for (const both of [dee.page, page]) {
    await both.keyboard.press('Tab')
    await both.getByText('a place for two nights').first().waitFor()
    await both.getByText('hablar con alguien').first().waitFor()
  }
  await looksRight(ines, 'record-phone-2-conflict')
  await page.getByRole('button', { name: 'Dejar solo esto, de Dee' }).click()
  await dee.page.getByText('Two people wrote here').waitFor({ state: 'detached' })
  assert.equal(
    await dee.page.getByRole('textbox', { name: 'What would help', exact: true }).inputValue(),
    'a place for two nights',
  )
})

test('the person changes their mind: one press, and nothing personal is on either screen', async () => {
  await button(dee.page, 'They changed their mind').click()
  for (const { page } of [dee, ines]) {
    await page.getByText(/Dee vació todo lo personal|Everything personal was emptied by Dee/).waitFor()
    assert.doesNotMatch(
      await page
        .locator('[id]:is(input, textarea)')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value).join()),
      /^Alex/,
    )
  }
  assert.equal(await ines.page.getByLabel('Nombre que quiere usar').inputValue(), '')
})

test('Amara switches the screener on for the line and renames a field; both count for the next contact', async () => {
  const amara = await consoleOf(night, night.people.amara, { viewport: 'phone', locale: 'es-MX' })
  const { page } = amara
  await page.evaluate(() => (location.hash = '#/record'))
  await page.getByText('El formulario que viene con Beside', { exact: false }).first().waitFor()
  await page.getByRole('checkbox', { name: /^Usarla en/ }).check()
  await page.getByRole('button', { name: 'Cambiar: Qué ayudaría' }).click()
  await page.getByLabel('Palabras (Inglés)').fill('What would be good now')
  await looksRight(amara, 'record-form-phone')
  await page.getByRole('button', { name: 'Guardar como versión nueva' }).click()
  await page.getByText('Versión 1', { exact: false }).first().waitFor()
  assert.deepEqual(amara.faults(), [])
  await amara.close()
  const ruth = await consoleOf(night, night.people.ruth, { theme: 'dark' })
  await ruth.page.evaluate(() => (location.hash = '#/record'))
  await button(ruth.page, 'Change: What would be good now').click()
  await looksRight(ruth, 'record-form-desk')
  await ruth.close()
  await dee.page.getByText('Read the questions as they are.').waitFor()
  assert.equal(
    await dee.page.getByRole('textbox', { name: 'What would help', exact: true }).count(),
    1,
    'this one keeps its form',
  )
  await button(dee.page, 'Yes').nth(1).click()
  await dee.page.evaluate(() => (location.hash = '#/waiting'))
  await button(dee.page, 'Open a contact by hand').click()
  await dee.page.getByRole('menuitem', { name: 'In person' }).click()
  await dee.page.getByLabel('What would be good now').waitFor()
  await looksRight(dee, 'record-desk-3-screener')
})

test('opened without a connection: what is typed waits on the page, and is kept when it is back; then it ends', async () => {
  const { page } = dee
  await deesWire.offline()
  await page.evaluate(() => (location.hash = '#/talks'))
  await button(page, 'Open a contact by hand').click()
  await page.getByRole('menuitem', { name: 'By text message' }).click()
  await page.getByText('Not on the server yet').waitFor()
  await page.getByRole('textbox', { name: 'What is going on', exact: true }).fill('stopped us in the street')
  await deesWire.online()
  await page.getByText('Not on the server yet').waitFor({ state: 'detached' })
  await isKept(page, 'Everything is kept.')
  await button(page, 'End this contact').click()
  await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click()
  await page.getByText('This contact has ended.').waitFor()
  assert.deepEqual(await dee.violations(), [])
})
