import assert from 'node:assert/strict'
import type { Browser, Frame, Page } from 'playwright-core'
import { openWalker, type viewports } from '../browser.ts'

/** Axe needs script: it is given a page (or what stands in a frame) as it was drawn without, in a browser of its own. */
export async function judge(
  browser: Browser,
  house: { url: string },
  drawn: { of: Page | Frame; viewport: keyof typeof viewports; state: string },
): Promise<void> {
  const { of, viewport, state } = drawn
  // A frame grows as long as its chat.
  if ('context' in of) await of.waitForLoadState('domcontentloaded')
  const body = (await of.content()).replaceAll(/<\/?noscript[^>]*>/g, '').replaceAll(/<script[^>]*><\/script>/g, '')
  const walker = await openWalker(browser, house, { viewport })
  await walker.page.route(of.url(), (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }))
  await walker.page.goto(of.url())
  assert.deepEqual(await walker.violations(), [], state)
  assert.equal(await walker.scrollsSideways(), false, `${state} scrolls sideways`)
  await walker.close()
}
