import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWalker, scriptCame, type Walker } from '../browser.ts'
import { button, consoleOf, looksRight, onDuty, openNight, type Night } from './chat-people.ts'

/* Coming back after the end: the words, mistyped; the reply that was left; everything erased at once. English, 360 and 1280. */

let night: Night
let dee: Walker
let words: string[] = []

before(async () => {
  night = await openNight()
  dee = await consoleOf(night, night.people.dee, { viewport: 'phone' })
  await onDuty(night, night.people.dee)
})
after(async () => night?.close())

test('a chat with eight words ends, and Dee leaves one last reply', async () => {
  const caller = await openWalker(night.browser, night.house, {})
  const { page } = caller
  await caller.go('/en/line/chat')
  await scriptCame(page)
  await button(page, 'Start the chat').click()
  await button(page, 'Show me eight words').click()
  await page.locator('.eight li').nth(7).waitFor()
  words = await page.locator('.eight li').allTextContents()
  await button(page, 'I have them').click()
  await page.getByLabel('Your message').fill('I have to hide now')
  await page.keyboard.press('Enter')
  await page.getByText('Kept. Not seen yet.').waitFor()
  await caller.close()
  await button(dee.page, /^Answer/)
    .first()
    .click()
  await dee.page.getByRole('log').getByText('I have to hide now').waitFor()
  await button(dee.page, 'End the chat').click()
  await button(dee.page, 'Say goodbye and end it').click()
  await dee.page.getByRole('heading', { name: 'Leave one last reply' }).waitFor()
  await looksRight(dee, 'back-1-reply')
  await dee.page.getByLabel('Your reply').fill('The house on the corner is open all night.')
  await button(dee.page, 'Leave it').click()
  await dee.page.getByText('A reply was left for the caller.').waitFor()
})

test('words typed wrong, in another language than the page: the nearest are offered, and nothing was sent', async () => {
  const caller = await openWalker(night.browser, night.house, { viewport: 'phone', locale: 'es', theme: 'light' })
  const { page } = caller
  await caller.go('/es/line/chat')
  await button(page, 'Tengo ocho palabras').click()
  const mistyped = [`${words[0]}qq`, ...words.slice(1)]
  await page.getByLabel('Tus ocho palabras, en orden').fill(mistyped.join(' ').toUpperCase())
  const before = caller.requests.length
  await button(page, 'Abrir mi chat').click()
  await page.getByText('No se envió nada.').waitFor()
  assert.deepEqual(
    caller.requests.slice(before).filter(({ method }) => method === 'POST'),
    [],
  )
  await looksRight(caller, 'back-2-mistyped')
  await button(page, `Escribir «${words[0]}»`).click()
  await button(page, 'Abrir mi chat').click()
  await page.getByText('The house on the corner is open all night.').waitFor()
  await page.getByText('Quedó aquí para ti').waitFor()
  await looksRight(caller, 'back-3-reply')
  await button(page, 'Borrar todo ahora').click()
  await page.getByRole('heading', { name: 'Está borrado' }).waitFor()
  await looksRight(caller, 'back-4-erased')
  assert.deepEqual(caller.faults([/404|409/]), [])
  await caller.close()
})

test('it is gone for everybody: the words open nothing, and Dee’s console has nothing of it', async () => {
  await dee.page.getByText('You are not on this conversation any more').waitFor()
  assert.equal((await dee.page.content()).includes('I have to hide now'), false)
  const caller = await openWalker(night.browser, night.house, {})
  await caller.go('/en/line/chat')
  await button(caller.page, 'I have eight words').click()
  await caller.page.getByLabel('Your eight words, in order').fill(words.join(' '))
  await button(caller.page, 'Open my chat').click()
  await caller.page.getByText('These words open no chat.').waitFor()
  await caller.close()
})
