import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWalker, scriptCame, type Walker } from '../browser.ts'
import { filesHolding } from './chat-raw.ts'
import { button, consoleOf, looksRight, onDuty, openNight, type Night } from './chat-people.ts'

/*
 * The main job: on a phone, in Spanish, somebody opens the line's page and starts a chat; Dee's console rings; Dee answers;
 * they talk, reload, lose the network, and say goodbye.
 */

let night: Night
let dee: Walker
let caller: Walker
let words: string[] = []
let cut: () => void = () => {}
const sentinel = `ventana-${crypto.randomUUID()}`

before(async () => {
  night = await openNight()
  dee = await consoleOf(night, night.people.dee)
  await onDuty(night, night.people.dee)
  caller = await openWalkerForCaller()
  // An open socket outlives Chromium's "offline": the walk cuts it by hand.
  await caller.page.routeWebSocket(/\/live/, (socket) => {
    const server = socket.connectToServer()
    cut = () => void Promise.all([socket.close(), server.close()])
  })
})
after(async () => night?.close())

const openWalkerForCaller = (): Promise<Walker> =>
  openWalker(night.browser, night.house, { viewport: 'phone', locale: 'es-MX', theme: 'light' })

test('the caller starts a chat on a phone, in Spanish, and is told the truth', async () => {
  const { page } = caller
  await caller.go('/es/line')
  await page.getByRole('link', { name: /Chate/ }).click()
  await scriptCame(page)
  await looksRight(caller, 'caller-1-start')
  await button(page, 'Empezar el chat').click()
  await page.getByText('Le estamos preguntando a 1 persona.').waitFor()
  await looksRight(caller, 'caller-2-waiting')
})

test('eight words are shown once, before the first message', async () => {
  const { page } = caller
  await button(page, 'Muéstrame ocho palabras').click()
  await page.locator('.eight li').nth(7).waitFor()
  assert.equal(await page.locator('.eight li').count(), 8)
  words = await page.locator('.eight li').allTextContents()
  await looksRight(caller, 'caller-3-words')
  await button(page, 'Ya las tengo').click()
  await page.getByLabel('Tu mensaje').fill(`Hola. ${sentinel}\nلا بأس 🌊 <b>x</b>`)
  await button(page, 'Enviar').click()
  await page.getByText('Guardado. Aún sin leer.').waitFor()
})

test('Dee’s console rings, and the first words can be read before anybody answers', async () => {
  const { page } = dee
  await page
    .getByRole('button', { name: /^Answer/ })
    .first()
    .waitFor()
  await looksRight(dee, 'dee-1-ringing')
  await page
    .getByRole('button', { name: /^Answer/ })
    .first()
    .click()
  await page.getByRole('log').getByText(sentinel).waitFor()
  await caller.page.getByText('Dee está aquí contigo.').waitFor()
  await caller.page.getByText('Leído', { exact: true }).waitFor()
  await looksRight(dee, 'dee-2-conversation')
})

test('they talk, both ways', async () => {
  await dee.page.getByLabel('Your message to the caller').fill('I am here. Are you safe?')
  await dee.page.keyboard.press('Enter')
  await caller.page.getByText('I am here. Are you safe?').waitFor()
  await dee.page.getByText('Seen by the caller').waitFor()
  await looksRight(caller, 'caller-4-talking')
})

test('police is one key, notes save by themselves, the risk policy is one key away', async () => {
  const { page } = dee
  await page.getByLabel('Your notes').fill(`two people ${sentinel}`)
  await page.keyboard.press('Alt+Shift+Digit3')
  await page.locator('.sign', { hasText: 'Police are on the way' }).waitFor()
  await page.getByText(/^Saved/).waitFor()
  await page.keyboard.press('Alt+Shift+KeyR')
  await page.getByRole('heading', { name: 'If someone might die' }).waitFor()
  await looksRight(dee, 'dee-3-beside')
  await page.keyboard.press('Alt+Shift+KeyR')
})

test('the caller loses the network, writes, and nothing is lost or doubled', async () => {
  const { page, context } = caller
  await context.setOffline(true)
  cut()
  await page.getByText('Se perdió la conexión.').waitFor()
  await page.getByLabel('Tu mensaje').fill('sigo aquí')
  await button(page, 'Enviar').click()
  await page.getByText('Enviando…').waitFor()
  await looksRight(caller, 'caller-4b-lost')
  await context.setOffline(false)
  await dee.page.getByRole('log').getByText('sigo aquí').waitFor()
  assert.equal(await page.getByText('sigo aquí', { exact: true }).count(), 1)
})

test('the server restarts in the middle: both write meanwhile, and both have everything once', async () => {
  const restarting = night.restart()
  await caller.page.getByLabel('Tu mensaje').fill('durante el reinicio')
  await button(caller.page, 'Enviar').click()
  await dee.page.getByLabel('Your message to the caller').fill('during the restart')
  await button(dee.page, 'Send').click()
  await restarting
  await dee.page.getByRole('log').getByText('durante el reinicio').waitFor()
  await caller.page.getByRole('log').getByText('during the restart').waitFor()
  await dee.page.getByText('Sending…').waitFor({ state: 'detached' })
  for (const walker of [caller, dee]) {
    assert.equal(await walker.page.getByRole('log').getByText('durante el reinicio').count(), 1)
    assert.equal(await walker.page.getByRole('log').getByText('during the restart').count(), 1)
  }
})

test('Dee reloads: the conversation is there again after unlocking', async () => {
  const { page } = dee
  await page.reload()
  await button(page, 'Use your paper key').click()
  await page.getByLabel('Paper key').fill(night.people.dee.paperKey)
  await button(page, 'Open the vault').click()
  await page.getByRole('log').getByText(sentinel).waitFor()
  await page.getByRole('log').getByText('sigo aquí').waitFor()
  // The notes come by themselves, when they are read.
  await page.getByText(/^Saved/).waitFor()
  assert.match(await page.getByLabel('Your notes').inputValue(), /two people/)
})

test('a kind, clear end; then the words open the chat again on another device', async () => {
  await button(dee.page, 'End the chat').click()
  await looksRight(dee, 'dee-4-end')
  await button(dee.page, 'Say goodbye and end it').click()
  await caller.page.getByRole('heading', { name: 'El chat terminó' }).waitFor()
  await looksRight(caller, 'caller-5-ended')
  const elsewhere = await openWalker(night.browser, night.house, { viewport: 'phone', locale: 'es-MX', theme: 'dark' })
  await elsewhere.go('/es/line/chat')
  await button(elsewhere.page, 'Tengo ocho palabras').click()
  await elsewhere.page.getByLabel('Tus ocho palabras, en orden').fill(words.join(' ').toUpperCase())
  await looksRight(elsewhere, 'caller-6-words-back')
  await button(elsewhere.page, 'Abrir mi chat').click()
  await elsewhere.page.getByRole('log').getByText('sigo aquí').waitFor()
  await looksRight(elsewhere, 'caller-7-back')
  await elsewhere.close()
})

test('nothing that was written is in any request, any file of the house, or its logs', async () => {
  for (const walker of [caller, dee]) {
    assert.deepEqual(
      walker.requests.filter(({ body, url }) => body.includes(sentinel) || url.includes(sentinel)),
      [],
    )
  }
  assert.deepEqual(await filesHolding(night.house, sentinel), [])
  assert.equal(
    night.house.logged.some((line) => line.includes(sentinel)),
    false,
  )
  assert.deepEqual(caller.faults([/ERR_INTERNET_DISCONNECTED/, /ERR_CONNECTION|WebSocket/]), [])
  assert.deepEqual(dee.faults([/ERR_CONNECTION|WebSocket/]), [])
})
