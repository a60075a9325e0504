import type { Page } from 'playwright-core'
import { planWords } from '../../features/shifts/browser/plan/words.ts'
import type { Walker } from '../browser.ts'

/* What whoever plans does on the roster, for its walk: a finger that drags; and, in Spanish, rules, the time zone, a save that is refused and a seat that stays empty. */

type Looks = (name: string) => Promise<void>

/** So high is what says who is picked up, at the bottom. */
const carryingBar = 140
/**
 * By touch events alone: a finger rests on somebody until they are picked up, goes to another seat, and is lifted. A seat that is
 * not on the screen is reached by resting near its edge.
 */
export async function dragsByFinger({ page, context }: Walker, from: number, to: number): Promise<void> {
  const place = (at: number) => page.locator('[data-place]').nth(at)
  const touch = await context.newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  const middle = async (at: number) => {
    const { x, y, width, height } = (await place(at).boundingBox())!
    return { x: x + width / 2, y: y + height / 2 }
  }
  await place(from).scrollIntoViewIfNeeded()
  const name = (await place(from).locator('.who').textContent())!
  const start = await middle(from)
  await send('touchStart', start.x, start.y)
  await page.locator('.cell.carried').waitFor()
  const bottom = await page.locator('main').evaluate((room) => room.getBoundingClientRect().bottom)
  const isFar = async (): Promise<boolean> => (await middle(to)).y > bottom - carryingBar
  for (let y = start.y + 15; (await isFar()) && y < bottom - 15; y += 40) await send('touchMove', start.x, y)
  if (await isFar()) await send('touchMove', start.x, bottom - 15)
  await page.waitForFunction(
    ([at, most]) => document.querySelectorAll('[data-place]')[at!]!.getBoundingClientRect().bottom < most!,
    [to, bottom - carryingBar] as const,
  )
  // Whatever moves the board meanwhile, the finger follows until it is over that seat.
  const isOver = async (): Promise<boolean> => (await place(to).and(page.locator('.over')).count()) > 0
  let last = NaN
  do {
    const { x, y } = await middle(to)
    await send('touchMove', x, y)
    last = y
  } while (!(await isOver()) || Math.abs((await middle(to)).y - last) > 1)
  await send('touchEnd')
  await place(to).filter({ hasText: name }).waitFor()
  await touch.detach()
}

const language = 'es'
const say = planWords[language]

export async function changesRules(page: Page, looks: Looks): Promise<void> {
  await page.getByText(say.rules.noticesTitle).click()
  await page.getByRole('spinbutton').last().fill('72')
  await page.getByLabel(say.rules.twoNights).check()
  await page.getByLabel(say.rules.mostNightsInRow).selectOption('3')
  await looks('rules')
  await page.getByRole('button', { name: say.rules.save }).click()
  await page.getByText(say.rules.saved).waitFor()
}

export async function movesTheClock(page: Page, looks: Looks): Promise<void> {
  await page.getByText(say.zone.change).first().click()
  await page.getByLabel(say.zone.search, { exact: true }).fill('madrid')
  await page.getByLabel(say.zone.zone, { exact: true }).selectOption('Europe/Madrid')
  await page.getByText(/turnos futuros se mueven/).waitFor()
  await looks('zone')
  await page.getByRole('button', { name: say.zone.set }).click()
  await page.getByText(/^Todas las horas son las de Europe\/Madrid/).waitFor()
  await page.getByRole('button', { name: say.zone.undo }).click()
  await page.getByText(/^Todas las horas son las de America\/Los Angeles/).waitFor()
}

/** The board asked first and Ruth meant it; this says to the server that she did not, and it answers which rule is broken. */
export async function isRefused(page: Page, looks: Looks): Promise<void> {
  await page.locator('.cell.open').first().click()
  await page.getByRole('option', { name: /^Sam/ }).click()
  await page.getByRole('button', { name: /Sam.*de todos modos/ }).click()
  await page.route('**/api/shifts/seatings', (route) =>
    route.continue({ postData: { ...(route.request().postDataJSON() as object), anyway: false } }),
  )
  await page.getByRole('button', { name: say.bar.save, exact: true }).click()
  await page.getByText(say.refusal.kept).waitFor()
  await looks('refused')
  await page.unroute('**/api/shifts/seatings')
  await page.getByRole('button', { name: say.refusal.anyway }).click()
  await page.getByText(say.bar.saved, { exact: true }).waitFor()
}

export async function leavesOneEmpty(page: Page, looks: Looks): Promise<void> {
  await page.locator('.cell.open:not(.back-up)').first().click()
  await page.getByRole('button', { name: say.leftEmpty.title }).click()
  await page.getByLabel(say.leftEmpty.reason).fill('Somos tres, basta')
  await looks('stays-empty')
  await page.getByRole('button', { name: say.leftEmpty.do }).click()
  await page.locator('.cell', { hasText: say.leftEmpty.sign }).waitFor()
  await looks('stays-empty-board')
  await page.locator('.cell', { hasText: say.leftEmpty.sign }).click()
  await page.getByRole('button', { name: say.leftEmpty.takeBack }).click()
  await page.locator('.cell', { hasText: say.leftEmpty.sign }).waitFor({ state: 'detached' })
}
