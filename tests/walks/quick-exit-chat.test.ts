import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { scriptCame } from '../browser.ts'
import { openNight, type Night } from './chat-people.ts'

// Promise 10 in the middle of a conversation: on the real pages of a whole house.

const secret = 'He is in the next room'
let night: Night
before(async () => {
  night = await openNight()
})
after(() => night?.close())

/** Everybody's exit goes to the open web: here it is answered by the test. */
async function callerAt(path: string): Promise<Page> {
  const context = await night.browser.newContext({ viewport: { width: 360, height: 740 } })
  await context.route(/^https:/, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>Sunny' }),
  )
  const page = await context.newPage()
  await page.goto('about:blank')
  await page.goto(night.house.url + path)
  return page
}

async function started(page: Page): Promise<void> {
  await scriptCame(page)
  await page.getByRole('button', { name: 'Start the chat' }).click()
  const box = page.getByRole('textbox').first()
  await box.fill(secret)
  await box.press('Enter')
  await page.getByText(secret).first().waitFor()
}

for (const way of ['the button', 'Shift three times'])
  test(`${way} in the middle of a chat leaves nothing on the screen, in the history or on the device`, async () => {
    const page = await callerAt('/en')
    await page.getByRole('link', { name: /Chat with us/ }).click()
    await page.waitForURL('**/chat')
    await started(page)
    if (way === 'the button') await page.getByRole('link', { name: 'Leave now' }).click()
    else for (let i = 0; i < 3; i++) await page.keyboard.press('Shift')
    await page.waitForURL(/^https:/)
    const cookies = await page.context().cookies(night.house.url)
    assert.deepEqual(cookies, [])
    await page.goBack()
    assert.equal(page.url(), 'about:blank')
    await page.goto(`${night.house.url}/en`)
    const stored = await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
    ])
    assert.deepEqual(stored, [0, 0, 0, 0, 0])
    await page.context().close()
  })

test('typing capitals in the chat never leaves', async () => {
  const page = await callerAt('/en/line/chat')
  await scriptCame(page)
  await page.getByRole('button', { name: 'Start the chat' }).click()
  const box = page.getByRole('textbox').first()
  await box.click()
  for (const letter of 'HELP ME') await page.keyboard.press(letter === ' ' ? 'Space' : `Shift+${letter}`)
  assert.equal(await box.inputValue(), 'HELP ME')
  assert.match(page.url(), /\/chat$/)
  await page.context().close()
})

test('the conversation is not in the page that opens after coming back to the address', async () => {
  const page = await callerAt('/en/line/chat')
  await started(page)
  await page.getByRole('link', { name: 'Leave now' }).click()
  await page.waitForURL(/^https:/)
  await page.goto(`${night.house.url}/en/line/chat`)
  await page.getByRole('button', { name: 'Start the chat' }).waitFor()
  assert.equal(await page.getByText(secret).count(), 0)
  await page.context().close()
})
