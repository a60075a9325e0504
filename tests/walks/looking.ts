import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { openWalker, viewports, type Walker, type WalkOptions } from '../browser.ts'
import { signInByPaper } from './by-paper.ts'
import { smallTargets } from './keyboard-only.ts'

/* What every walk through the console does: somebody gets in, goes to a screen, and it looks as it should. */

type Way = WalkOptions & {
  /** Below `#/`. */
  to?: string
  /** Milliseconds that one step may take on a busy machine. */
  patience?: number
  /** What is done with the page before anything is asked for. */
  before?: (page: Page) => Promise<unknown>
}

/** Somebody's own browser, signed in by paper key. */
export async function inside(
  { browser, house }: { browser: Browser; house: { url: string } },
  person: { paperKey: string },
  { to, patience, before, ...options }: Way = {},
): Promise<Walker> {
  const walker = await openWalker(browser, house, options)
  if (patience) walker.context.setDefaultTimeout(patience)
  await before?.(walker.page)
  await signInByPaper(walker, person)
  if (to !== undefined) await goTo(walker.page, to)
  return walker
}

export const goTo = (page: Page, path: string): Promise<string> =>
  page.evaluate((hash) => (location.hash = hash), `#/${path}`)

/** Presses Enter on what has this name, without the way there: for what another step has walked to. */
export async function use(
  page: Page,
  name: string | RegExp,
  role: 'button' | 'tab' | 'link' = 'button',
): Promise<void> {
  await page.getByRole(role, { name, exact: typeof name === 'string' }).focus()
  await page.keyboard.press('Enter')
}

type Looks = (walker: Walker, name: string) => Promise<void>

const pictures = process.env['BESIDE_PICTURES']

/**
 * No rule of axe broken, nothing to the side, nothing small, nothing covered by what was just said. With `BESIDE_PICTURES` the
 * screen is kept there as `<walk>-<name>.png`: whole when it is `tall`, else as it is seen.
 */
export function looker(walk: string, { tall = false } = {}): Looks {
  return async (walker, name) => {
    await picture(walker.page, `${walk}-${name}`, tall)
    assert.deepEqual([await walker.violations(), await walker.scrollsSideways()], [[], false], name)
    assert.deepEqual(await smallTargets(walker.page), [], name)
    assert.deepEqual(await coveredBySaying(walker.page), [], name)
  }
}

/** Another size of its window, and what the page makes of it: that comes with the next drawing. */
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size)
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** At a desk and on a phone. */
export async function looksRightAtBoth(walker: Walker, looks: Looks, name: string): Promise<void> {
  const size = walker.page.viewportSize()!
  for (const [where, is] of Object.entries(viewports)) {
    await resize(walker.page, is)
    await looks(walker, `${name}-${where}`)
  }
  await resize(walker.page, size)
}

/** Keeps what the page looks like, where pictures are asked for. */
export async function picture(page: Page, name: string, tall = false): Promise<void> {
  if (!pictures) return
  const path = `${pictures}/${name}.png`
  const size = page.viewportSize()!
  if (tall) await page.setViewportSize({ ...size, height: 2400 })
  await page.screenshot({ path, fullPage: !tall })
  if (tall) await page.setViewportSize(size)
}

/** What can be pressed and lies below a sentence that stands for a while. */
const coveredBySaying = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said = [...document.querySelectorAll('.toast')].map((one) => one.getBoundingClientRect())
    const seen = (one: Element): DOMRect => {
      const { left, right, top, bottom } = one.getBoundingClientRect()
      // Only what its own frame shows of it.
      const frame = one.closest('main')?.getBoundingClientRect()
      const end = Math.min(bottom, frame?.bottom ?? bottom)
      return new DOMRect(left, top, right - left, Math.max(0, end - top))
    }
    return [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')]
      .filter((one) => !one.closest('.toasts') && one.checkVisibility({ visibilityProperty: true }))
      .filter((one) => {
        const { left, right, top, bottom, height } = seen(one)
        return (
          height > 1 &&
          said.some((box) => box.left < right && box.right > left && box.top < bottom - 1 && box.bottom - 1 > top)
        )
      })
      .map((one) => one.getAttribute('aria-label') ?? one.innerText)
  })
