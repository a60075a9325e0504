import type { Browser, Page } from 'playwright-core'

/**
 * A console in Chromium, signed in with a paper key. `url`: of the server process it talks to, with the screen to begin at where it
 * matters (`http://…/console#/settings`). Resolves inside.
 */
export async function openConsolePage(browser: Browser, url: string, paperKey: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(url.includes('#') ? url : `${url}/console`)
  await page.getByRole('button', { name: 'Use your paper key' }).first().click()
  await page.getByRole('textbox').first().fill(paperKey)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation').first().waitFor()
  return page
}
