import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, beforeEach, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openLines, type LinesServer } from './lines-server.ts'
import { neighborsLine } from './public-line.ts'
import { openBrowser } from '../browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const line = neighborsLine()

let server: LinesServer
let browser: Browser
before(async () => {
  server = await openLines([])
  browser = await openBrowser()
})
beforeEach(() => void server.lines.splice(0, Infinity, structuredClone(line)))
after(async () => {
  await browser?.close()
  await server?.close()
})

async function open(
  hash: string,
  options: { width?: number; bypassCSP?: boolean; search?: string; dark?: boolean } = {},
): Promise<Page> {
  const { width = 1280, bypassCSP = false, dark = false } = options
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    bypassCSP,
    colorScheme: dark ? 'dark' : 'light',
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => assert.fail(error))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) assert.fail(message.text())
  })
  await page.goto(`${server.origin}/${options.search ?? ''}#/${hash}`)
  await page.locator('h1').waitFor()
  // The heading is there before the lines are.
  await page.locator('ul.lines, form').first().waitFor()
  return page
}
const editor = (options = {}): Promise<Page> => open(`lines/${line.lineId}`, options)
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })

test('Ruth changes the name: the preview follows, saving tells, and the page has it', async () => {
  const page = await editor()
  assert.equal(await save(page).isDisabled(), true)
  await page.getByLabel('Name (English)').first().fill('Night line')
  assert.equal(await page.getByRole('article').getByRole('heading', { level: 2 }).innerText(), 'Night line')
  await page.getByText('You have changes that are not saved.').waitFor()
  await page.keyboard.press('Control+s')
  await page.getByText('Saved. The page says it now.').waitFor()
  assert.deepEqual([server.lines[0]!.name.en, server.lines[0]!.version], ['Night line', 2])
  await page.context().close()
})

test('undo and redo take back what was typed and what was removed', async () => {
  const page = await editor()
  await page.getByText('What else is open', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Remove this place' }).first().click()
  assert.equal(await page.getByRole('button', { name: 'Remove this place' }).count(), 1)
  await page.getByRole('button', { name: 'Undo' }).click()
  assert.equal(await page.getByRole('button', { name: 'Remove this place' }).count(), 2)
  await page.getByText('Everything is saved.').waitFor()
  await page.getByRole('button', { name: 'Redo' }).click()
  assert.equal(await page.getByRole('button', { name: 'Remove this place' }).count(), 1)
  await page.context().close()
})

test('Amara saved meanwhile: Ruth is told which parts, keeps what she typed, and saves it', async () => {
  const page = await editor()
  await page.getByLabel('Name (English)').first().fill('Night line')
  server.lines[0] = { ...server.lines[0]!, description: { en: 'By Amara' }, version: 2 }
  await save(page).click()
  const notice = page.getByRole('alert').filter({ hasText: 'Nothing you wrote is lost' })
  assert.match(await notice.innerText(), /Different in theirs: Name, Short description\./)
  assert.equal(await page.getByLabel('Name (English)').first().inputValue(), 'Night line')
  await page.getByRole('button', { name: 'Keep mine and save' }).click()
  await page.getByText('Saved. The page says it now.').waitFor()
  assert.equal(server.lines[0]!.name.en, 'Night line')
  await page.context().close()
})

test('taking theirs can be undone', async () => {
  const page = await editor()
  await page.getByLabel('Name (English)').first().fill('Night line')
  server.lines[0] = { ...server.lines[0]!, name: { en: 'By Amara', es: 'De Amara' }, version: 2 }
  await save(page).click()
  await page.getByRole('button', { name: 'Take theirs' }).click()
  assert.equal(await page.getByLabel('Name (English)').first().inputValue(), 'By Amara')
  await page.getByRole('button', { name: 'Undo' }).click()
  assert.equal(await page.getByLabel('Name (English)').first().inputValue(), 'Night line')
  await page.context().close()
})

test('going elsewhere in the console and coming back keeps unsaved changes', async () => {
  const page = await editor()
  await page.getByLabel('Name (English)').first().fill('Night line')
  await page.getByRole('button', { name: 'All lines' }).click()
  await page.getByText('Not saved yet').waitFor()
  await page.getByRole('button', { name: /^Edit/ }).click()
  assert.equal(await page.getByLabel('Name (English)').first().inputValue(), 'Night line')
  await page.context().close()
})

test('a missing translation and a wrong address are said where they are, and the wrong one is not sent', async () => {
  const page = await editor()
  await page.getByLabel('Short description (Spanish)').first().fill('')
  await page.getByText('Not written in this language yet').waitFor()
  await page.getByLabel('Address', { exact: true }).fill('privacy')
  assert.match(await page.locator('.error').first().innerText(), /used by the house itself/)
  assert.equal(await save(page).isDisabled(), true)
  await page.context().close()
})

test('a night is written in two times and says that it ends the next day', async () => {
  const page = await editor()
  await page.getByText('Hours', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Add a time: Thursday' }).click()
  const thursday = page.getByLabel('Thursday, From')
  await thursday.fill('19:00')
  assert.equal(await page.getByText('the next day').count(), 3)
  await page.getByText('Thursday 7:00 PM to Friday 8:00 AM').first().waitFor()
  await page.context().close()
})

test('a first line is made with its keys, ready to be open', async () => {
  server.lines.splice(0)
  const page = await open('lines')
  await page.getByLabel('Where you help, in words (English)').fill('Northampton')
  await page.getByRole('button', { name: 'Make this line' }).click()
  await page.getByRole('heading', { name: 'What to do next' }).waitFor()
  assert.deepEqual([server.lines[0]!.area.en, server.lines[0]!.isRoot], ['Northampton', true])
  await page.context().close()
})

test('axe finds nothing and nothing overflows: list, editor with every part open, preview, new line; 360 and 1280, EN and ES', async () => {
  for (const width of [360, 1280])
    for (const search of ['', '?es'])
      for (const hash of ['lines', `lines/${line.lineId}`, 'lines/new']) {
        const page = await open(hash, { width, search, bypassCSP: true, dark: width === 360 })
        await page.locator('details').evaluateAll((parts) => parts.forEach((part) => part.setAttribute('open', '')))
        const found = await page.evaluate(
          `${axe}; axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
        )
        assert.deepEqual(found, [], `${hash} ${width} ${search}`)
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
          `${hash} ${width} ${search} is not too wide`,
        )
        await page.context().close()
      }
})
