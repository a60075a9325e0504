import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWalker, scriptCame, type Walker } from '../browser.ts'
import { button, consoleOf, looksRight, onDuty, openNight, type Night } from './chat-people.ts'

/* The other way round: somebody at a desk, in English, and Inés on a phone, in Spanish, by day. */

let night: Night
let ines: Walker
let caller: Walker
/** On a slow network what the caller has written comes to who is asked only after she has answered. */
const firstWords = Promise.withResolvers<void>()

before(async () => {
  night = await openNight()
  ines = await consoleOf(night, night.people.ines, { viewport: 'phone', locale: 'es-MX', theme: 'light' })
  await ines.page.route('**/api/chat/*/waiting', async (route) => {
    const answer = await route.fetch()
    await firstWords.promise
    await route.fulfill({ response: answer })
  })
  await onDuty(night, night.people.ines)
  caller = await openWalker(night.browser, night.house, { theme: 'dark' })
})
after(async () => night?.close())

test('a chat is started with the keyboard alone, without eight words, and the page says what that means', async () => {
  const { page } = caller
  await caller.go('/en/line/chat')
  await scriptCame(page)
  await button(page, 'Start the chat').focus()
  await page.keyboard.press('Enter')
  await page.getByText('We are asking 1 person.').waitFor()
  await button(page, 'Not now').click()
  await page.getByText('If you close this page, this device can’t open the chat again.').waitFor()
  await page.getByLabel('Your message').fill('x'.repeat(3990))
  await page.getByText('10 characters left').waitFor()
  await page.getByLabel('Your message').fill('x'.repeat(4003))
  await page.getByText('3 characters too many').waitFor()
  await looksRight(caller, 'desk-1-counter')
  await page.getByLabel('Your message').fill('See https://example.org/help & <script>alert(1)</script>')
  await page.keyboard.press('Enter')
  await page.getByText('Kept. Not seen yet.').waitFor()
  assert.equal(await page.getByRole('log').getByRole('link').count(), 0, 'links are text')
})

test('Inés answers on her phone, in Spanish: the conversation, and beside it in a second tab', async () => {
  const { page } = ines
  await page
    .getByRole('button', { name: /^Responder/ })
    .first()
    .click()
  await page.getByRole('log').getByText('https://example.org/help').waitFor()
  firstWords.resolve()
  await page.unrouteAll({ behavior: 'wait' })
  await caller.page.getByLabel('Your message').fill('Still here.')
  await caller.page.keyboard.press('Enter')
  await page.getByRole('log').getByText('Still here.').waitFor()
  await looksRight(ines, 'phone-1-talk')
  await page.getByLabel('Tu mensaje para quien llama').fill('Hola, soy Inés.')
  await page.getByRole('button', { name: 'Enviar', exact: true }).click()
  await caller.page.getByText('Hola, soy Inés.').waitFor()
  await page.getByRole('tab', { name: 'Al lado' }).click()
  await page.getByRole('button', { name: /La policía está ahí/ }).click()
  await page.locator('.sign', { hasText: 'La policía está ahí' }).waitFor()
  await page.getByLabel('Tus notas').fill('dos personas')
  await page
    .getByText(/^Guardado/)
    .first()
    .waitFor()
  await looksRight(ines, 'phone-2-beside')
})

test('locking keeps the draft and shows nothing; unlocking brings it back', async () => {
  const { page } = ines
  await page.getByRole('tab', { name: 'Conversación' }).click()
  await page.getByLabel('Tu mensaje para quien llama').fill('a medio escribir')
  await page
    .getByRole('button', { name: /^Bloquear/ })
    .first()
    .click()
  await page
    .getByRole('button', { name: /clave en papel/i })
    .first()
    .waitFor()
  assert.equal((await page.content()).includes('example.org/help'), false)
  await page
    .getByRole('button', { name: /clave en papel/i })
    .first()
    .click()
  await page.getByRole('textbox').first().fill(night.people.ines.paperKey)
  await page.getByRole('button', { name: /^Abrir/ }).click()
  await page.getByRole('log').getByText('https://example.org/help').waitFor()
  assert.equal(await page.getByLabel('Tu mensaje para quien llama').inputValue(), 'a medio escribir')
})

test('"Leave now" takes the caller away: nothing is left on the page, in storage, or behind the Back button', async () => {
  const { page } = caller
  await page.route(/wikipedia/, (route) => route.fulfill({ body: 'elsewhere' }))
  await page.getByRole('link', { name: 'Leave now' }).click()
  await page.getByText('elsewhere').waitFor()
  await page.goBack().catch(() => null)
  assert.equal((await page.content()).includes('example.org/help'), false)
  assert.deepEqual(await caller.context.cookies(night.house.url), [])
  await caller.go('/en/line')
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
})
