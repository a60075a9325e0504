import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openWalker, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'

/*
 * Ruth's own device, from her paper key to all three ways in: she makes a passkey and a passphrase in the settings, and each
 * of them then signs her in and opens her vault by itself.
 */
let house: TestHouse
let people: People
let browser: Browser
let ruth: Walker
const passphrase = 'gravel lantern seven quiet rivers'
let seed = ''

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  browser = await openBrowser()
  ruth = await openWalker(browser, house)
  await ruth.hasAuthenticator()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name })
const code = () => new TOTP({ secret: Secret.fromBase32(seed), digits: 6, period: 30 })

/** A code of a step that was not used yet: the next one is taken too, because clocks differ. */
const nextCode = (steps: number): string => code().generate({ timestamp: Date.now() + steps * 30_000 })

async function isInside(page: Page): Promise<void> {
  await page.getByRole('navigation').waitFor()
}

async function signOut(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = '#/settings'))
  await button(page, 'Sign out on this device').click()
  await heading(page, /Sign in to/).waitFor()
}

test('the paper key signs in and opens the vault; nothing of it is ever sent', async () => {
  const { page } = ruth
  await ruth.go('/console')
  await heading(page, 'Sign in to Beside the River').waitFor()
  assert.deepEqual(await ruth.violations(), [])
  await button(page, 'Use your paper key').click()
  await page.getByLabel('Paper key').fill(people.ruth.paperKey.toLowerCase())
  await button(page, 'Sign in').click()
  await isInside(page)
  const sent = ruth.requests.map(({ body }) => body).join('\n')
  assert.ok(!sent.toUpperCase().includes(people.ruth.paperKey.slice(30, 60).toUpperCase()))
})

test('she makes a passkey and a passphrase; both stand in her list', async () => {
  const { page } = ruth
  await page.evaluate(() => (location.hash = '#/settings'))
  await button(page, 'Make a passkey').click()
  await page.locator('.card').getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByText('The new way in works now.').waitFor()
  await button(page, 'Choose a passphrase').click()
  await page.getByLabel('Sign-in name').fill('Ruth of the river')
  await page.getByLabel('Passphrase', { exact: true }).fill('password1')
  await page.getByText('Very easy to guess').waitFor()
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByText('Very hard to guess').waitFor()
  await page.getByLabel('Passphrase, once more').fill(passphrase)
  await button(page, 'Next: the code').click()
  seed = (await page.locator('[data-seed]').getAttribute('data-seed'))!
  assert.deepEqual(await ruth.violations(), [])
  await page.getByLabel('The six digits it shows now').fill(nextCode(0))
  await button(page, 'Keep this passphrase').click()
  await page.getByRole('button', { name: 'Remove: Passphrase and code' }).waitFor()
  await page.getByRole('button', { name: 'Remove: Passkey' }).waitFor()
  assert.deepEqual(await ruth.violations(), [])
})

test('the passkey alone signs her in and opens her vault, in one gesture, and its secret stays here', async () => {
  const { page } = ruth
  await signOut(page)
  const before = ruth.requests.length
  await button(page, 'Use your passkey').click()
  await isInside(page)
  const sent = ruth.requests.slice(before).map(({ body }) => body)
  assert.ok(sent.some((body) => body.includes('"signature"')))
  assert.ok(!sent.some((body) => /prf|"first"/.test(body)))
})

test('passphrase and code sign her in; a wrong passphrase says the same as a wrong name', async () => {
  const { page } = ruth
  await signOut(page)
  await button(page, 'Use your passphrase').click()
  const refusals: string[] = []
  for (const [handle, words] of [
    ['Ruth of the river', 'not this one at all'],
    ['nobody', passphrase],
  ] as const) {
    await page.getByLabel('Sign-in name').fill(handle)
    await page.getByLabel('Passphrase').fill(words)
    await page.getByLabel('Code from your app').fill(nextCode(0))
    await button(page, 'Sign in').click()
    await page.getByRole('alert').getByText('did not match').waitFor()
    refusals.push(await page.getByRole('alert').first().innerText())
  }
  assert.equal(refusals[0], refusals[1])
  await page.getByLabel('Sign-in name').fill('  ruth of the RIVER ')
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByLabel('Code from your app').fill(nextCode(0))
  await button(page, 'Sign in').click()
  await isInside(page)
  assert.ok(!ruth.requests.some(({ body }) => body.includes(passphrase)))
})

test('a way in that leaves too few behind cannot be removed, the others can', async () => {
  const { page } = ruth
  await page.evaluate(() => (location.hash = '#/settings'))
  for (const way of ['Paper key', 'Passkey']) {
    await page.getByRole('button', { name: `Remove: ${way}` }).click()
    assert.deepEqual(await ruth.violations(), [])
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    if (way === 'Paper key') await page.getByText('Other sessions have ended').waitFor()
    else await page.getByText('You need at least two ways in').waitFor()
  }
})

test('nothing was asked of anybody else, and nothing broke', () => {
  const failed = house.logged.filter((line) => line.includes('request-failed')).join('\n')
  assert.deepEqual(ruth.faults([/401/, /409/]), [], failed)
})
