import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openWalker, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'

/*
 * Kofi joins a team of three stewards: Ruth invites and compares six digits with him, Amara signs too, and his own page goes
 * on into the console. Later Ruth and Amara remove him. Three browsers, one of them a phone in Spanish.
 */

const pictures = process.env['BESIDE_PICTURES']
let browser: Browser
let house: TestHouse
let people: People
let ruth: Walker
let amara: Walker
let kofi: Walker
let link = ''

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  browser = await openBrowser()
  ruth = await openWalker(browser, house, { theme: 'light' })
  amara = await openWalker(browser, house)
  kofi = await openWalker(browser, house, { viewport: 'phone', locale: 'es-MX' })
  for (const [walker, person] of [
    [ruth, people.ruth],
    [amara, people.amara],
  ] as const)
    await signIn(walker, person)
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

async function signIn(walker: Walker, person: Person): Promise<void> {
  await walker.go('/console')
  await button(walker.page, 'Use your paper key').click()
  await walker.page.getByLabel('Paper key').fill(person.paperKey)
  await button(walker.page, 'Sign in').click()
  await walker.page.getByRole('navigation').first().waitFor()
  await walker.page.evaluate(() => (location.hash = '#/team'))
  await walker.page.getByRole('heading', { name: 'Who is in the team' }).waitFor()
}

async function looksRight(walker: Walker, name: string): Promise<void> {
  if (pictures) await walker.page.screenshot({ path: `${pictures}/team-${name}.png`, fullPage: true })
  assert.deepEqual(await walker.violations(), [], name)
  assert.equal(await walker.scrollsSideways(), false, name)
}

async function makeWaysIn(page: Page): Promise<void> {
  await button(page, 'Crear una llave de acceso').click()
  await page.locator('.card').getByRole('button', { name: 'Crear una llave de acceso' }).click()
  await button(page, 'Crear una clave en papel').click()
  await page.locator('[data-paper-key] code').first().waitFor()
  const groups = await page.locator('[data-paper-key] code').allTextContents()
  await page.getByRole('textbox').last().fill(groups.at(-1)!)
  await button(page, 'Ya la tengo en papel').click()
}

const digitsOn = async (page: Page): Promise<string> =>
  (await page.locator('.digits').textContent())!.replaceAll(/\s/g, '')

test('the team page names everybody, and Ruth makes a link for Kofi', async () => {
  const { page } = ruth
  for (const name of ['Ruth', 'Amara', 'Noor', 'Dee', 'Mateo', 'Inés', 'Sam'])
    await page.getByText(name, { exact: true }).first().waitFor()
  await looksRight(ruth, '1-page')
  await button(page, 'Invite somebody').click()
  await page.getByLabel('A note for the stewards').fill('Kofi from the garden')
  await looksRight(ruth, '2-invite')
  await button(page, 'Make the link').click()
  link = await page.getByLabel('Invitation link').inputValue()
  await looksRight(ruth, '3-link')
  await button(page, 'Close').click()
  await page.getByRole('heading', { name: 'Kofi from the garden' }).waitFor()
})

test('Kofi makes his keys, and both see the same six digits', async () => {
  const { page } = kofi
  await page.goto(link)
  await page.getByRole('heading', { name: 'Te han invitado' }).waitFor()
  await page.getByLabel('Cómo te llama el equipo').fill('Kofi')
  await looksRight(kofi, '4-invited')
  await kofi.hasAuthenticator()
  await makeWaysIn(page)
  await button(page, 'Seguir con los seis dígitos').click()
  await page.getByRole('heading', { name: 'Ahora comparen seis dígitos' }).waitFor()
  await button(ruth.page, 'Compare').click()
  await ruth.page.locator('.digits').waitFor()
  await page.locator('.digits').waitFor()
  assert.equal(await digitsOn(page), await digitsOn(ruth.page))
  await looksRight(kofi, '5-digits')
  await looksRight(ruth, '6-digits')
  await button(ruth.page, 'They match').click()
  await ruth.page.getByText('It is applied when a second steward signs too').first().waitFor()
  await button(ruth.page, 'Close').click()
  await page.getByText('Falta otra firma').waitFor()
  await looksRight(kofi, '7-waiting')
  await looksRight(ruth, '8-proposed')
})

test('Amara reads what it does, signs, and Kofi’s page goes on by itself', async () => {
  const { page } = amara
  await page.getByText('Lets the person invited ("Kofi from the garden") in as: Responder.').waitFor()
  await looksRight(amara, '9-sign')
  await button(page, 'Check and sign').click()
  await page.getByText('Kofi', { exact: true }).first().waitFor()
  await kofi.page.getByRole('navigation').first().waitFor()
  await kofi.page.evaluate(() => (location.hash = '#/team'))
  await kofi.page.getByText('Amara', { exact: true }).first().waitFor()
  await looksRight(kofi, '10-inside')
  assert.equal(new URL(kofi.page.url()).hash, '#/team', 'the link is gone from the address')
})

test('the code of the team is the same for everybody who compares it', async () => {
  await ruth.page.getByText('Kofi', { exact: true }).first().waitFor()
  const codes = await Promise.all([ruth, amara, kofi].map(({ page }) => page.locator('.code').textContent()))
  assert.match(codes[0]!, /^(\d{4} ){4}\d{4}$/)
  assert.equal(new Set(codes).size, 1)
})

test('Ruth removes Kofi after reading what he may have kept; Amara signs; his console ends', async () => {
  const { page } = ruth
  await page.locator('li', { hasText: 'Kofi' }).getByRole('button', { name: 'Change' }).click()
  await page.getByRole('menuitem', { name: 'Remove from the team' }).click()
  await page.getByRole('heading', { name: 'What they may have kept' }).waitFor()
  await looksRight(ruth, '11-remove')
  await button(page, 'Remove Kofi').click()
  await amara.page.getByText('Removes Kofi.').waitFor()
  await button(amara.page, 'Check and sign').click()
  await amara.page.locator('li', { hasText: 'Kofi' }).waitFor({ state: 'detached' })
  await kofi.page.getByRole('navigation').first().waitFor({ state: 'detached' })
  await looksRight(kofi, '12-removed')
})

test('nothing was asked of anybody else, nothing broke, and no secret of the link left the page', () => {
  for (const walker of [ruth, amara, kofi]) assert.deepEqual(walker.faults([/401/]), [])
  const secret = link.split('.')[1]!
  assert.ok(
    ![ruth, amara, kofi].some(({ requests }) =>
      requests.some(({ url, body }) => body.includes(secret) || url.split('#')[0]!.includes(secret)),
    ),
  )
})
