import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openLine } from '../../features/chat/acting.ts'
import { act, openCase, promise } from '../../features/promises/acting.ts'
import { openBrowser, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { press, tabTo, type } from './keyboard-only.ts'
import { goTo, inside, looker } from './looking.ts'

/* What we owe: Dee promises a callback and tries it by keyboard alone, in English; Amara finds it on a phone, in Spanish. */
let house: TestHouse
let people: People
let browser: Browser
let caseId: string

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  const lineId = await openLine(house, people)
  caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const looksRight = looker('owed')
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const sentinel = '555 0142'

async function noteTheCard(page: Page): Promise<void> {
  await button(page, 'Note what is safe').click()
  await page.getByRole('group', { name: 'May we call?' }).getByLabel('Yes, safe').check()
  await page.getByLabel('On what').fill(sentinel)
  await page.getByLabel('When', { exact: true }).fill('after six')
  await button(page, 'Keep it').click()
  await page.getByText('Yes, safe').waitFor()
}

/** Nothing is owed yet, and nobody may be called: the card is noted first. */
async function refusedFirst(dee: Walker): Promise<void> {
  const { page } = dee
  await goTo(page, 'owed')
  await page.getByText('Nothing is owed here right now').waitFor()
  await looksRight(dee, 'empty')
  await goTo(page, `cases/${caseId}`)
  await button(page, 'Promise something').focus()
  await page.keyboard.press('Enter')
  await page.locator('input:focus, select:focus').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByText('The safe contact card does not say yes').waitFor()
  await looksRight(dee, 'not-permitted')
  await press(page, 'Cancel')
  await noteTheCard(page)
}

test('by keyboard: nobody is called back without a yes; then a callback is promised, tried and kept in the list', async () => {
  const dee = await inside({ browser, house }, people.dee)
  const { page } = dee
  await refusedFirst(dee)
  await button(page, 'Promise something').focus()
  await page.keyboard.press('Enter')
  await page.locator('input:focus, select:focus').waitFor()
  await page.keyboard.press('ArrowDown')
  await type(page, 'What we promised, in our words', 'call about the shelter')
  await tabTo(page, 'Who gets it when it is overdue')
  await page.keyboard.type('Mateo')
  await looksRight(dee, 'promising')
  await press(page, 'Promise it')
  await page.getByText('call about the shelter').waitFor()
  assert.equal(await page.getByText(sentinel).count(), 0)
  await looksRight(dee, 'promised')

  await tabTo(page, 'Call now', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByText(sentinel).waitFor()
  await looksRight(dee, 'calling')
  await press(page, 'No answer')
  await page.getByText('The next attempt can begin').waitFor()
  assert.equal(await page.getByText(sentinel).count(), 0)
  await page.getByText(/Dee: No answer/).waitFor()
  await looksRight(dee, 'tried')
  await goTo(page, 'owed')
  await press(page, 'Mine')
  await press(page, 'Open the case')
  await page.getByText('call about the shelter').waitFor()
  assert.deepEqual(dee.faults(), [])
  await dee.close()
})

test('on a phone, in Spanish: what is owed, since the last shift, how often we call back, and away', async () => {
  const amara = await inside({ browser, house }, people.amara, { viewport: 'phone', locale: 'es-MX' })
  const { page } = amara
  await goTo(page, 'owed')
  await page.getByText('Llamada prometida').waitFor()
  await page.getByText('Le toca a Dee, después a Mateo').waitFor()
  await page.getByText('1 intento').waitFor()
  await looksRight(amara, 'phone')
  await button(page, 'Desde el último turno').click()
  await page.getByText('Todo lo nuevo o cambiado').waitFor()
  await looksRight(amara, 'since')
  await page.getByText('Cuántas veces devolvemos la llamada').click()
  await page.getByLabel('Intentos', { exact: true }).fill('2')
  await button(page, 'Guardar').click()
  await page.getByText('Guardado. Vale desde el próximo intento.').waitFor()
  await looksRight(amara, 'policies')
  await goTo(page, 'settings')
  const away = page.getByRole('region', { name: 'Fuera' })
  await away.getByLabel('Fuera hasta').fill('2020-01-01T10:00')
  await away.getByRole('button', { name: 'Estoy fuera' }).click()
  await page.getByText('Elige una hora que esté por venir').waitFor()
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16)
  await away.getByLabel('Fuera hasta').fill(inTwoDays)
  await away.getByRole('button', { name: 'Estoy fuera' }).click()
  await away.getByRole('button', { name: 'Ya volví' }).waitFor()
  assert.deepEqual([await amara.violations(), await amara.scrollsSideways()], [[], false])
  await goTo(page, 'owed')
  await page.getByText(/^Fuera: Amara hasta/).waitFor()
  assert.deepEqual(amara.faults([/409/]), [])
  await amara.close()
})

test('a steward decides: the promise says so, and another round is given in one form', async () => {
  const { dee, mateo, ruth } = people
  const dueAt = new Date(Date.now() + 3_600_000)
  const promiseId = await promise(dee, { kind: 'callback', caseId, owner: dee, fallback: mateo, dueAt })
  const attemptId = crypto.randomUUID()
  await act(dee, promiseId, ['POST', 'attempt', { attemptId }])
  await act(dee, promiseId, ['PUT', 'attempt', { attemptId, follows: 'stopped' }])
  const walker = await inside({ browser, house }, ruth)
  const { page } = walker
  await goTo(page, `cases/${caseId}`)
  await page.getByText('A steward decides: another round').waitFor()
  await button(page, 'Another round').click()
  await page.getByLabel('Who keeps it').selectOption({ label: 'Dee' })
  await looksRight(walker, 'deciding')
  await page.keyboard.press('Tab')
  await press(page, 'Another round')
  await page.getByText('Dee’s, then').first().waitFor()
  await page.getByText('A steward decides: another round').waitFor({ state: 'detached' })
  assert.deepEqual(walker.faults(), [])
  await walker.close()
})
