import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { openPublicPages, type PublicPages } from './public-pages.ts'

// Promise 10: leave fast. Every page that has the shell of ui/page.ts behaves like the line's page does here.

let pages: PublicPages
let browser: Browser
before(async () => {
  pages = await openPublicPages()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await pages?.close()
})

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto('about:blank')
  await page.goto(pages.origin + path)
  return page
}

const shift = (page: Page): Promise<void> => page.keyboard.press('Shift')
const spoken = (page: Page): Promise<string> => page.locator('.leave-said').innerText()

for (const path of ['/en/night', '/es/night', '/en/privacy', '/es/leave']) {
  test(`${path}: the button leaves, and Back leads to before the visit`, async () => {
    const page = await visit(path)
    await page.locator('a.leave').click()
    await page.waitForURL('**/away')
    await page.goBack()
    assert.equal(page.url(), 'about:blank')
    await page.context().close()
  })
}

test('a whole visit over several pages is one entry of the history', async () => {
  const page = await visit('/en/night')
  await page.locator('a.tongue').click()
  await page.waitForURL('**/es/night')
  await page.getByRole('link', { name: 'Cómo salir rápido' }).click()
  await page.waitForURL('**/es/leave')
  await page.locator('a.leave').click()
  await page.waitForURL('**/away')
  await page.goBack()
  assert.equal(page.url(), 'about:blank')
  await page.goForward()
  assert.match(page.url(), /\/away$/)
  await page.context().close()
})

test('the page is empty even when the other site never answers', async () => {
  const page = await visit('/en/night')
  await page.route('**/away', (route) => route.fulfill({ status: 204 }))
  const asked = page.waitForRequest('**/away')
  await page.locator('a.leave').click({ noWaitAfter: true })
  await asked
  const left = await page.evaluate(() => [
    document.documentElement.childElementCount,
    document.documentElement.textContent,
    document.title,
  ])
  assert.deepEqual(left, [0, '', ''])
  await page.context().close()
})

test('Shift three times leaves; each press is said aloud and shown', async () => {
  for (const [path, two, one] of [
    ['/en/night', 'Press Shift 2 more times to leave this page.', 'Press Shift 1 more time to leave this page.'],
    [
      '/es/night',
      'Presiona Shift 2 veces más para salir de esta página.',
      'Presiona Shift 1 vez más para salir de esta página.',
    ],
  ] as const) {
    const page = await visit(path)
    assert.equal(await page.locator('.leave-said').getAttribute('aria-live'), 'assertive')
    await shift(page)
    assert.equal(await spoken(page), two)
    await shift(page)
    assert.equal(await spoken(page), one)
    await shift(page)
    await page.waitForURL('**/away')
    await page.goBack()
    assert.equal(page.url(), 'about:blank')
    await page.context().close()
  }
})

test('capital letters, another key, a click or a pause start the count again', async () => {
  const page = await visit('/en/night')
  await page.clock.install()
  for (const letter of 'ABCDE') await page.keyboard.press(`Shift+${letter}`)
  assert.equal(await page.locator('.leave-said').textContent(), '')
  const begin = async (): Promise<void> => {
    await shift(page)
    await shift(page)
    assert.match(await spoken(page), /1 more time/)
  }
  await begin()
  await page.keyboard.press('x')
  await begin()
  await page.mouse.click(5, 300)
  await begin()
  await page.clock.runFor(5001)
  assert.equal(await page.locator('.leave-said').textContent(), '')
  await begin()
  assert.match(page.url(), /\/en\/night$/)
  await page.context().close()
})

test('without JavaScript it is a plain link to the same place, which is told nothing of where we were', async () => {
  const page = await visit('/en/night', { javaScriptEnabled: false })
  const link = page.locator('a.leave')
  assert.match((await link.getAttribute('rel')) ?? '', /noreferrer/)
  const asked = page.waitForRequest('**/away')
  await link.click()
  assert.equal((await (await asked).allHeaders())['referer'], undefined)
  await page.waitForURL('**/away')
  await page.context().close()
})

test('how to leave is explained on the page before anybody needs it, and that Back leads here without JavaScript', async () => {
  const page = await visit('/en/night')
  assert.match(await page.locator('main').innerText(), /On a keyboard, press Shift three times/)
  await page.context().close()
  const plain = await visit('/en/night', { javaScriptEnabled: false })
  assert.match(await plain.locator('main').innerText(), /the Back button can lead back here/)
  await plain.context().close()
})

test('nothing is stored: no cookie, no storage, no cache, no service worker', async () => {
  const page = await visit('/en/night')
  await page.getByRole('link', { name: 'Español' }).click()
  await page.waitForURL('**/es/night')
  const stored = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  assert.deepEqual(stored, { local: 0, session: 0, databases: 0, caches: 0, workers: 0 })
  assert.deepEqual(await page.context().cookies(), [])
  await page.context().close()
})

test('title, icon and manifest say nothing about what the page is', async () => {
  const titles = new Map([
    ['en', new Set<string>()],
    ['es', new Set<string>()],
  ])
  for (const path of ['/en/night', '/es/night', '/en/privacy', '/es/privacy', '/en/leave', '/es/leave']) {
    const page = await visit(path)
    titles.get(path.slice(1, 3))!.add(await page.title())
    assert.equal(await page.locator('link[rel=manifest]').count(), 0)
    assert.deepEqual(
      await page.locator('link[rel=icon]').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
      ['/favicon.ico'],
    )
    await page.context().close()
  }
  assert.deepEqual(
    [...titles].map(([language, seen]) => [language, ...seen]),
    [
      ['en', 'Home'],
      ['es', 'Inicio'],
    ],
  )
})

test('focus is on the way out from the first keys on: skip link, language, Leave now', async () => {
  const page = await visit('/en/night')
  const walked: string[] = []
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab')
    walked.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''))
  }
  assert.deepEqual(walked, ['Skip to the page', 'Español', 'Leave now'])
  await page.keyboard.press('Enter')
  await page.waitForURL('**/away')
  await page.context().close()
})
