import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { fridayNight, neighborsLine } from './public-line.ts'
import { openBrowser } from '../browser.ts'
import { openPublicPages, type PublicPages } from './public-pages.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const saturdayNoon = new Date('2026-11-21T17:00:00Z')

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

type Look = BrowserContextOptions & { path?: string }
async function visit({ path = '/en/night', ...options }: Look = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.goto(pages.origin + path)
  return page
}

/** Every rule of WCAG 2.2 A and AA that axe knows, and its best practices. */
async function violations(page: Page): Promise<string[]> {
  return (await page.evaluate(
    `${axe}; axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
  )) as string[]
}

const viewports = [
  { width: 320, height: 568 },
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
]

test('axe finds nothing, nothing overflows, in both languages, by day and night, at 320, 360 and 1280', async () => {
  for (const viewport of viewports)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const path of ['/en/night', '/es/night', '/en/privacy', '/es/leave']) {
        const page = await visit({ path, viewport, colorScheme, bypassCSP: true })
        const name = `${path} ${viewport.width} ${colorScheme}`
        assert.deepEqual(await violations(page), [], name)
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
          `${name} is not wider than the screen`,
        )
        await page.context().close()
      }
})

test('closed, unreachable and demo pages pass axe too', async () => {
  for (const change of [{ at: saturdayNoon }, { reachable: 0 }, { demo: true }]) {
    Object.assign(pages.now, change)
    const page = await visit({ bypassCSP: true, viewport: viewports[1]! })
    assert.deepEqual(await violations(page), [])
    await page.context().close()
    Object.assign(pages.now, { at: fridayNight, reachable: 3, demo: false })
  }
})

test('every target is 44 pixels high or is a link within a sentence', async () => {
  const page = await visit({ viewport: viewports[0]! })
  const small = await page
    .locator('a, button, input, select, summary')
    .evaluateAll((targets) =>
      targets
        .filter((one) => !one.closest('main p, .skip') && one.getBoundingClientRect().height < 43.5)
        .map((one) => one.outerHTML),
    )
  assert.deepEqual(small, [])
  await page.context().close()
})

test('the first screen answers in order, on a phone: who is there, how to reach them, police', async () => {
  const page = await visit({ viewport: viewports[1]! })
  const tops = await page
    .locator('.now, .ways, .told section')
    .evaluateAll((parts) => parts.map((part) => Math.round(part.getBoundingClientRect().top)))
  assert.deepEqual(
    tops,
    tops.toSorted((a, b) => a - b),
  )
  const policy = page.getByText('We do not call the police')
  assert.ok((await policy.boundingBox())!.y < 740 - 40, 'the police policy begins on the first screen')
  await page.context().close()
})

test('on a wide screen all five answers stand on the first screen', async () => {
  const page = await visit({ viewport: viewports[2]! })
  for (const text of [
    'Someone is here now',
    'Chat with us',
    'We do not call the police',
    'Who can read what you write',
    'Leave fast',
  ])
    assert.ok((await page.getByText(text).first().boundingBox())!.y < 800, text)
  await page.context().close()
})

test('every request goes to our own address, and no cookie is set', async () => {
  for (const path of ['/en/night', '/es/privacy', '/en/leave']) {
    const page = await (await browser.newContext()).newPage()
    const asked: string[] = []
    page.on('request', (request) => void asked.push(new URL(request.url()).origin))
    const problems: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
    const answer = await page.goto(pages.origin + path)
    assert.deepEqual([...new Set(asked)], [pages.origin])
    assert.deepEqual(problems, [], 'the policy of the page forbids nothing that it does')
    assert.equal((await answer!.allHeaders())['cache-control'], 'no-store')
    assert.deepEqual(await page.context().cookies(), [])
    await page.context().close()
  }
})

test('without JavaScript everything is said and every way in is a plain link', async () => {
  const page = await visit({ javaScriptEnabled: false })
  const links = await page.locator('.ways a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  assert.deepEqual(links, ['/en/night/chat', 'tel:4135550147', 'sms:4135550147', '/en/night/message'])
  await page.getByRole('link', { name: 'Español' }).click()
  await page.getByRole('main').getByText('Hay alguien aquí ahora').first().waitFor()
  assert.match(page.url(), /\/es\/night$/)
  await page.context().close()
})

test('no picture, no font, no inline style or script: the page is whole in the strictest browsers', async () => {
  const page = await visit()
  assert.equal(await page.locator('svg, img, style, [style], iframe, script:not([src])').count(), 0)
  assert.equal(await page.evaluate(() => document.fonts.size), 0)
  await page.context().close()
})

test('the language of the page and of every text is said; a missing translation is never a blank', async () => {
  pages.now.line = {
    ...pages.now.line,
    description: { en: 'Only in English.' },
    name: { en: 'Night line', es: 'خط الليل <b>& ñ 🌙' },
  }
  const page = await visit({ path: '/es/night' })
  assert.equal(await page.locator('html').getAttribute('lang'), 'es')
  assert.equal(await page.getByText('Only in English.').getAttribute('lang'), 'en')
  assert.equal(await page.locator('h1').innerText(), 'خط الليل <b>& ñ 🌙')
  await page.context().close()
  pages.now.line = { ...neighborsLine(), exit: pages.now.line.exit }
})

test('paper: printed, the page is black on white without the buttons of the top', async () => {
  const page = await visit({ colorScheme: 'dark' })
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('.top').isVisible(), false)
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
    'rgb(255, 255, 255)',
  )
  await page.context().close()
})

test('HTML and style together stay below 30 kB', async () => {
  for (const language of ['en', 'es']) {
    const html = await (await fetch(`${pages.origin}/${language}/night`)).text()
    const style = await (await fetch(pages.origin + /href="(\/assets\/style[^"]+)"/.exec(html)![1]!)).text()
    const bytes = Buffer.byteLength(html) + Buffer.byteLength(style)
    assert.ok(bytes < 30_000, `${bytes} bytes`)
  }
})

test('right-to-left, the page mirrors: nothing overflows, and the way out is on the other side', async () => {
  const page = await visit({ viewport: viewports[0]! })
  await page.evaluate(() => (document.documentElement.dir = 'rtl'))
  const { x, width } = (await page.locator('a.leave').boundingBox())!
  assert.ok(x < 320 - x - width, 'Leave now stands at the left')
  const line = await page.locator('.now').evaluate((box) => getComputedStyle(box).borderRightWidth)
  assert.equal(line, '6px')
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await page.context().close()
})

test('text twice as large still fits on a phone', async () => {
  const page = await visit({ viewport: viewports[1]! })
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '36px'))
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  assert.ok(await page.locator('a.leave').isVisible())
  await page.context().close()
})
