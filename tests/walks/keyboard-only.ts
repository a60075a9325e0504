import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** Where the keyboard is: what a screen reader would call it, and what is wrong with how it can be seen. */
type Focused = { name: string; wrong: string | null }

/** More stops than any of our screens has. */
const most = 90

/**
 * Goes on with Tab (or Shift and Tab) until something of this name has the focus. At every stop on the way the focus must be
 * visible and not covered. Fails when it never comes: then there is a trap, or no way by keyboard.
 */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const fits = (found: string): boolean => (typeof name === 'string' ? found === name : name.test(found))
  const passed: string[] = []
  await untilThere(page, name)
  for (let stops = 0; stops < most; stops++) {
    await page.keyboard.press(key)
    const focused = await settledFocus(page)
    if (!focused) continue
    assert.equal(focused.wrong, null, `${focused.name} on the way to ${String(name)}`)
    if (fits(focused.name)) return
    passed.push(focused.name)
  }
  throw new Error(`the keyboard does not come to ${String(name)}: ${[...new Set(passed)].join(', ')}`)
}

/** What comes a moment later than the rest of its screen is waited for, or every stop would be passed without it. */
async function untilThere(page: Page, name: string | RegExp): Promise<void> {
  const wanted = typeof name === 'string' ? { text: name } : { source: name.source, flags: name.flags }
  const isSeen = (of: { text?: string; source?: string; flags?: string }): boolean =>
    [...document.querySelectorAll<HTMLElement & { labels?: NodeListOf<HTMLElement> }>('*')].some((one) => {
      if ((one.tabIndex < 0 && !one.hasAttribute('tabindex')) || one.matches(':disabled')) return false
      const called = (one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText ?? '')
        .trim()
        .replaceAll(/\s+/g, ' ')
      return of.text === undefined ? new RegExp(of.source!, of.flags).test(called) : called === of.text
    })
  // Where it never comes, the tabs say what there was instead.
  await page.waitForFunction(isSeen, wanted).catch(() => null)
}

export async function press(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

export async function type(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.insertText(text)
}

/** What slides or scrolls into sight has half a second to arrive, and on a busy machine twenty looks. */
async function settledFocus(page: Page): Promise<Focused | null> {
  for (let looks = 0; ; looks++) {
    const focused = await lookAtFocus(page)
    if (!focused?.wrong || looks === 20) return focused
    await page.waitForTimeout(25)
  }
}

const lookAtFocus = (page: Page): Promise<Focused | null> =>
  page.evaluate(() => {
    const on = document.activeElement as (HTMLElement & { labels?: NodeListOf<HTMLElement> }) | null
    // A heading that a new screen gave the focus is where the keyboard begins, not where Tab stops.
    if (!on || on === document.body || on.tabIndex < 0) return null
    const name = (on.getAttribute('aria-label') ?? on.labels?.[0]?.innerText ?? on.innerText)
      .trim()
      .replaceAll(/\s+/g, ' ')
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(on)
    const drawn = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    const { left, right, top, bottom } = on.getBoundingClientRect()
    const [x, y] = [
      (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
      (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
    ]
    const there = document.elementFromPoint(x, y)
    const seen = there !== null && (on.contains(there) || there.contains(on) || there.closest('label')?.control === on)
    const outside = bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth
    const wrong = !drawn
      ? 'the focus is not drawn'
      : outside
        ? 'the focus is outside of the screen'
        : seen
          ? null
          : `it is covered by ${there?.tagName}.${there?.className}`
    return { name, wrong }
  })

/** Buttons, links, fields and tabs smaller than 44 by 44 px, with their size; words within a sentence may be links. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, a[href], input, select, textarea, summary, [role=tab], [role=menuitem]',
      ),
    ]
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((one) => !(one.matches('a, button.link') && one.closest('p, li, dd')))
      .flatMap((one) => {
        // A box to tick is touched by its label too.
        const touched = one.matches('[type=checkbox], [type=radio]') ? (one.closest('label') ?? one) : one
        const { width, height, bottom } = touched.getBoundingClientRect()
        if (bottom <= 0 || (width >= 43.5 && height >= 43.5)) return []
        const name = one.getAttribute('aria-label') ?? one.innerText
        return [`${one.tagName.toLowerCase()} ${name.trim()} ${Math.round(width)}×${Math.round(height)}`]
      }),
  )
