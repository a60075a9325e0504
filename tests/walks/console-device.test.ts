import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openWalker, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'

/* The console on one device: installed, woken, printed from, and used by hands that press keys unasked. */
let house: TestHouse
let people: People
let browser: Browser
let dee: Walker

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  browser = await openBrowser('whole')
  dee = await openWalker(browser, house)
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const settings = (page: Page) => page.evaluate(() => (location.hash = '#/settings'))

test('Enter in the box of the paper key signs in', async () => {
  await dee.go('/console')
  await button(dee.page, 'Use your paper key').click()
  await dee.page.getByLabel('Paper key').fill(people.dee.paperKey)
  await dee.page.keyboard.press('Enter')
  await dee.page.getByRole('navigation').waitFor()
})

test('the service worker stands, holds the console alone, and the browser finds nothing against installing it', async () => {
  const scope = await dee.page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  assert.equal(scope, `${house.url}/console`)
  const session = await dee.context.newCDPSession(dee.page)
  await session.send('Page.enable')
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  // A window of a walk is as private as a window can be, and that is all that is said against it.
  assert.deepEqual(
    installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
    [],
  )
  await session.detach()
})

test('waking a device that has no push service ends in a sentence, not in waiting', async () => {
  const { page } = dee
  await settings(page)
  await dee.context.grantPermissions(['notifications'])
  await button(page, 'Wake this device').click()
  await page.getByRole('alert').filter({ hasText: 'refused to let itself be woken' }).waitFor()
  assert.ok(await button(page, 'Wake this device').isEnabled(), 'it can be tried again')
})

test('a new paper key is printed on one page, with nothing around it', async () => {
  const { page } = dee
  await page.route('**/api/ways-in', (route) => route.fulfill({ json: { ways: [] } }))
  await page.evaluate(() => (location.hash = '#/team'))
  await page.getByRole('heading', { level: 1, name: 'Team' }).waitFor()
  await settings(page)
  await button(page, 'Make a paper key').click()
  await page.locator('[data-paper-key]').waitFor()
  await page.emulateMedia({ media: 'print' })
  const shown = await page.locator('body').innerText()
  assert.match(shown, /Paper key for/)
  assert.doesNotMatch(shown, /Settings|Off duty|Connected|Print/)
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1)
  if (process.env['BESIDE_PICTURES'])
    await page.screenshot({ path: `${process.env['BESIDE_PICTURES']}/paper-key-print.png` })
  await page.emulateMedia({ media: null })
  await button(page, 'Cancel').click()
})

test('single keys can be turned off; the list is then on Alt', async () => {
  const { page } = dee
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await page.getByRole('heading', { level: 1 }).first().focus()
  await page.keyboard.press('?')
  await list.waitFor()
  await page.keyboard.press('Escape')
  await page.getByLabel('One key is enough for a shortcut').uncheck()
  await page.getByRole('heading', { level: 1 }).first().focus()
  await page.keyboard.press('?')
  await page.keyboard.press('Alt+Shift+?')
  await list.waitFor()
  assert.equal((await list.getByText('Alt').count()) > 4, true)
  assert.deepEqual(await dee.violations(), [])
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  assert.equal(await list.count(), 0)
})

test('nothing broke on the way', () => assert.deepEqual(dee.faults([/Push API in incognito/]), []))
