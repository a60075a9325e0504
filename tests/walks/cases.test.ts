import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openLine } from '../../features/chat/acting.ts'
import { openBrowser, openWalker, type Walker, type WalkOptions } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { signInByPaper } from './by-paper.ts'
import { press, tabTo, type } from './keyboard-only.ts'

/* A case in two hands: Dee's at a desk in English, Inés' on a phone in Spanish. What axe finds, and what leaves the page. */
let house: TestHouse
let people: People
let browser: Browser

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  await openLine(house, people)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

async function inside(person: Person, options: WalkOptions = {}): Promise<Walker> {
  const walker = await openWalker(browser, house, options)
  await signInByPaper(walker, person)
  await walker.page.evaluate(() => (location.hash = '#/cases'))
  return walker
}

const pictures = process.env['BESIDE_PICTURES']
async function looksRight(walker: Walker, name: string): Promise<void> {
  if (pictures) await walker.page.screenshot({ path: `${pictures}/cases-${name}.png`, fullPage: true })
  assert.deepEqual([await walker.violations(), await walker.scrollsSideways()], [[], false], name)
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

test('Dee opens a case, notes what is safe, writes, and hands it over; Inés takes it and sees who opened it', async () => {
  const dee = await inside(people.dee)
  const name = await opensOne(dee)
  await saysWhatIsSafe(dee)
  await dee.page.getByLabel('Write a note').fill('sentinel-note')
  await button(dee.page, 'Add the note').click()
  await dee.page.getByText('sentinel-note').waitFor()
  await looksRight(dee, 'page')
  await locksAndUnlocks(dee)
  await handsOver(dee)
  await inesTakesIt(name)
  await dee.page.getByText('This case is not here.').waitFor()
  assert.ok(!dee.requests.some(({ body }) => body.includes('sentinel')), 'nothing readable left the page')
  assert.deepEqual(dee.faults(), [])
  await dee.close()
})

async function opensOne(dee: Walker): Promise<string> {
  const { page } = dee
  await page.getByText('You have no cases').waitFor()
  await looksRight(dee, 'empty')
  await button(page, 'Open a case').click()
  await page.getByLabel('Fallback').selectOption({ label: 'Mateo' })
  await looksRight(dee, 'opening')
  await page.getByRole('dialog').getByRole('button', { name: 'Open the case' }).click()
  await page.getByText('Nothing has been agreed yet').waitFor()
  const name = await page.getByRole('heading', { level: 1 }).innerText()
  assert.match(name, /^\p{Ll}+ \p{Ll}+ \p{Ll}+$/u)
  return name
}

async function saysWhatIsSafe(dee: Walker): Promise<void> {
  const { page } = dee
  await button(page, 'Note what is safe').click()
  await looksRight(dee, 'card')
  for (const group of ['May we call?', 'May we send a text?', 'May we leave a message?'])
    assert.ok(await page.getByRole('group', { name: group }).getByLabel('Not safe').isChecked(), 'not safe by itself')
  await page.getByRole('group', { name: 'May we call?' }).getByLabel('Yes, safe').check()
  await page.getByLabel('On what').fill('sentinel-number')
  await page.getByLabel('When', { exact: true }).fill('mornings')
  await button(page, 'Keep it').click()
  await page.getByText('Yes, safe').waitFor()
  await button(page, 'Change').click()
  await page.getByLabel('When', { exact: true }).fill('evenings')
  await looksRight(dee, 'card-again')
  await button(page, 'Keep it').click()
  await page.getByText('evenings').waitFor()
  await page.getByText('Kept. It is shown to whoever holds a callback').waitFor()
  assert.doesNotMatch(await page.content(), /sentinel-number/, 'the number is shown for an attempt, and nowhere else')
}

/** Nothing of the case stays on a locked page; unlocked again, it goes on, with what was not added yet. */
async function locksAndUnlocks({ page }: Walker): Promise<void> {
  await page.getByLabel('Write a note').fill('sentinel-draft')
  await button(page, 'Lock this console').click()
  await page.getByRole('heading', { name: 'This console is locked' }).waitFor()
  assert.doesNotMatch(await page.content(), /sentinel/)
  await button(page, 'Use your paper key').click()
  await page.getByLabel('Paper key').fill(people.dee.paperKey)
  await button(page, 'Open the vault').click()
  await page.getByText('sentinel-note').waitFor()
  assert.equal(await page.getByLabel('Write a note').inputValue(), 'sentinel-draft')
}

async function handsOver(dee: Walker): Promise<void> {
  const { page } = dee
  await button(page, 'Hand over').click()
  await button(page, 'Ask them').click()
  await page.getByText('Please choose somebody.').waitFor()
  await page.getByLabel('To whom').selectOption({ label: 'Inés' })
  await page.getByLabel('What they should know').fill('sentinel-why')
  await looksRight(dee, 'hand-over')
  await button(page, 'Ask them').click()
  await page.getByText('You offer this case to Inés').waitFor()
}

async function inesTakesIt(name: string): Promise<void> {
  const ines = await inside(people.ines, { locale: 'es-MX', viewport: 'phone' })
  const { page } = ines
  await page.getByRole('heading', { name: 'Me los ofrecen' }).waitFor()
  await looksRight(ines, 'offered')
  await page.getByRole('link', { name }).click()
  await page.getByText('sentinel-why').first().waitFor()
  await looksRight(ines, 'offered-page')
  await button(page, 'Seguir yo').click()
  await page.getByText('Lo lleva: tú').waitFor()
  await page.getByText('sentinel-note').waitFor()
  const history = page.getByRole('region', { name: 'Quién lo abrió' })
  await history.getByText('Dee').first().waitFor()
  await button(page, 'Cerrar el caso').click()
  await page.getByText('Este caso está cerrado.').waitFor()
  await looksRight(ines, 'closed')
  await button(page, 'Volver a abrirlo').click()
  await button(page, 'Cerrar el caso').waitFor()
  assert.deepEqual(ines.faults(), [])
  await ines.close()
}

test('Mateo, on a phone and in Spanish: a case for a conversation, and a second conversation only with a yes', async () => {
  const mateo = await inside(people.mateo, { locale: 'es-MX', viewport: 'phone' })
  const { page } = mateo
  const talk = async (): Promise<void> => {
    await page.evaluate(() => (location.hash = '#/talks'))
    await button(page, 'Abrir un contacto a mano').click()
    await page.getByRole('menuitem', { name: 'En persona' }).click()
    await page.waitForURL(/#\/talks\/./)
    await button(page, 'Terminar este contacto').waitFor()
  }
  await talk()
  await button(page, 'Abrir un caso para ella').click()
  await page.getByLabel('Respaldo').selectOption({ label: 'Dee' })
  await looksRight(mateo, 'for-a-talk')
  await page.getByRole('dialog').getByRole('button', { name: 'Abrir el caso' }).click()
  await page.getByText(/^Puesta aquí/).waitFor()
  const name = await page.getByRole('heading', { level: 1 }).innerText()
  await talk()
  await button(page, 'Ponerla en un caso mío').click()
  await button(page, 'Ponerla en el caso').click()
  await page.getByText('Elige un caso.').waitFor()
  await page.getByLabel('Caso', { exact: true }).selectOption({ label: name })
  await button(page, 'Ponerla en el caso').click()
  await page.getByText('Escribe con qué estuvo de acuerdo').waitFor()
  await looksRight(mateo, 'join')
  await page.getByLabel('¿Con qué estuvo de acuerdo la persona?').fill('dijo que sí, en persona')
  await button(page, 'Ponerla en el caso').click()
  await page.getByText('La persona estuvo de acuerdo: dijo que sí, en persona').waitFor()
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), name)
  assert.equal(await page.getByRole('link', { name: 'Abrir la conversación' }).count(), 2)
  await looksRight(mateo, 'two-talks')
  assert.deepEqual(mateo.faults(), [])
  await mateo.close()
})

test('Noor opens a case, says what is safe, writes and closes it by keyboard alone', async () => {
  const noor = await inside(people.noor)
  const { page } = noor
  await button(page, 'Open a case').waitFor()
  await press(page, 'Open a case')
  await page.getByRole('dialog').waitFor()
  await tabTo(page, 'Fallback')
  await page.keyboard.type('Sam')
  await press(page, 'Open the case')
  await page.getByText('Nothing has been agreed yet').waitFor()
  await press(page, 'Note what is safe')
  await page.keyboard.press('ArrowRight')
  await type(page, 'On what', '555')
  await type(page, 'When', 'mornings')
  await press(page, 'Keep it')
  await page.getByText('Yes, safe').waitFor()
  await page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Change')
  await type(page, 'Write a note', 'by keyboard')
  await press(page, 'Add the note')
  await page.getByText('by keyboard').waitFor()
  await press(page, 'Close the case')
  await page.getByText('This case is closed.').waitFor()
  assert.deepEqual(noor.faults(), [])
  await noor.close()
})
