import type { Page } from 'playwright-core'
import type { Walker } from '../browser.ts'

type Holder = { paperKey: string }

/** Signs somebody in on the console's door, in either language. Resolves inside. */
export async function signInByPaper(walker: Walker, person: Holder): Promise<void> {
  await walker.go('/console')
  await byPaper(walker.page, person, /^(Sign in|Entrar)$/)
}

/** Uses the paper key where the page asks for a way in; `go`: the button that uses it. */
export async function byPaper(page: Page, { paperKey }: Holder, go: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^(Use your paper key|Usar tu clave en papel)$/ }).click()
  await page.getByLabel(/^(Paper key|Clave en papel)$/).fill(paperKey)
  await page.getByRole('button', { name: go }).click()
  await page.getByRole('navigation').first().waitFor()
}
