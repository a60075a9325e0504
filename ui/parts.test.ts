import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../tests/browser.ts'
import { buildPage } from './walk/built-page.ts'

// The console's parts under the console's policy: by keyboard, for screen readers, by day and night.

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
const outDir = join(tmpdir(), `beside-parts-${process.pid}`)

let server: Server
let browser: Browser
before(async () => {
  const built = await buildPage(new URL('./walk/parts.ts', import.meta.url), outDir)
  server = createServer(({ url = '/' }, answer) => {
    const { type, text } = url.startsWith('/assets/') ? built.file(url) : { type: 'text/html', text: built.html }
    answer.writeHead(200, { 'content-type': type, 'content-security-policy': policy })
    answer.end(text)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  server?.close()
  rmSync(outDir, { recursive: true, force: true })
})

async function open(
  options: { bypassCSP?: boolean; colorScheme?: 'dark' | 'light'; width?: number } = {},
): Promise<Page> {
  const { width = 1280, ...rest } = options
  const page = await (await browser.newContext({ viewport: { width, height: 740 }, ...rest })).newPage()
  page.on('pageerror', (error) => assert.fail(error))
  page.on('console', (message) => {
    if (message.type() === 'error') assert.fail(message.text())
  })
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.getByRole('heading', { name: 'Parts' }).waitFor()
  return page
}
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

test('a dialog is named, keeps the focus inside, closes by Escape and gives the focus back', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Open' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Remove Sam' })
  await dialog.waitFor()
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab')
    assert.equal(await dialog.evaluate((box) => box.contains(document.activeElement)), true)
  }
  const input = page.getByLabel('Why')
  assert.equal(await input.getAttribute('aria-invalid'), 'true')
  const described = (await input.getAttribute('aria-describedby'))!.split(' ')
  const told = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()))
  assert.deepEqual(told, ['Only stewards see it.', 'Say why in a few words.'])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.equal(await focused(page), 'Open')
  await page.context().close()
})

test('a menu opens and is walked by arrows, passes over what cannot be done, and acts', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'More' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  assert.equal(await page.getByRole('status').first().innerText(), 'ended')
  await page.context().close()
})

test('tabs are walked by arrows', async () => {
  const page = await open()
  await page.getByRole('tab', { name: 'Talk' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByText('record is shown').waitFor()
  await page.context().close()
})

test('a toast is told in a live region and takes the act back', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Break' }).click()
  const region = page.locator('.said')
  assert.equal(await region.getAttribute('aria-live'), 'polite')
  await region.getByText('Sam is on a break.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  assert.equal(await page.getByRole('status').first().innerText(), 'undone')
  assert.equal(await region.innerText(), '')
  await page.context().close()
})

test('two sentences stand there, older ones are counted and come when asked for', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Four' }).click()
  const said = page.locator('.toast')
  assert.deepEqual(await said.allInnerTexts(), ['Three.', 'Four.'])
  await page.getByRole('button', { name: '2 older' }).click()
  assert.deepEqual(await said.allInnerTexts(), ['One.', 'Two.', 'Three.', 'Four.'])
  await page.context().close()
})

test('axe finds nothing: as they are, with a dialog, a menu and a toast open, by day and night', async () => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const name of ['none', 'Open', 'More', 'Four']) {
      const page = await open({ bypassCSP: true, colorScheme, width: 360 })
      if (name !== 'none') await page.getByRole('button', { name }).click()
      const run = `axe.run(document, { rules: { region: { enabled: false }, 'aria-hidden-focus': { enabled: false } } })`
      const found = await page.evaluate(
        `${axe}; ${run}.then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
      )
      assert.deepEqual(found, [], `${name} ${colorScheme}`)
      await page.context().close()
    }
})
