import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWalker, scriptCame, type Walker } from '../browser.ts'
import { until } from '../child-house.ts'
import { filesHolding } from './chat-raw.ts'
import { button, consoleOf, looksRight, onDuty, openNight, type Night } from './chat-people.ts'

/* A message without script, one with it, who takes them, and the shift room. */

let night: Night
let amara: Walker
let mateo: Walker
const sentinel = `cerca-${crypto.randomUUID()}`

async function seenOf(): Promise<number> {
  const rows = await night.house.house.db.sql<{ seen: number }[]>`select max(seen_by_crew)::int as seen from contacts`
  return rows[0]!.seen
}

before(async () => {
  night = await openNight()
  amara = await consoleOf(night, night.people.amara, { viewport: 'phone', theme: 'light' })
  mateo = await consoleOf(night, night.people.mateo, { locale: 'es-MX' })
  await onDuty(night, night.people.mateo)
})
after(async () => night?.close())

test('without script the chat page says so, and the form is sealed on arrival, saying so first', async () => {
  const caller = await openWalker(night.browser, night.house, { viewport: 'phone', javaScript: false, theme: 'dark' })
  const { page } = caller
  await caller.go('/en/line/chat')
  await page.getByText('JavaScript is not running here. The chat works without it.').waitFor()
  await page.screenshot({ path: `${process.env['BESIDE_PICTURES'] ?? '/tmp'}/chat-plain-1.png`, fullPage: true })
  await page.getByRole('link', { name: 'Leave a message' }).click()
  await page.getByText('without JavaScript your message is open to our server for a moment').waitFor()
  await button(page, 'Leave this message').click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Your message').fill(`Please call. ${sentinel}`)
  await page.getByLabel('Yes, you may get back to me.').check()
  await button(page, 'Leave this message').click()
  await page.getByText('You said that we may get back to you.').waitFor()
  assert.match(await page.getByLabel('Your message').inputValue(), new RegExp(sentinel))
  await page.getByLabel('Number or address').fill('555-0100')
  await button(page, 'Leave this message').click()
  await page.getByRole('heading', { name: 'We have your message' }).waitFor()
  assert.deepEqual(await filesHolding(night.house, sentinel), [])
  await caller.close()
})

test('with script the same form is sealed in the browser', async () => {
  const caller = await openWalker(night.browser, night.house, { locale: 'es-MX', theme: 'light' })
  const { page } = caller
  await caller.go('/es/line/message')
  await scriptCame(page)
  await looksRight(caller, 'message-1-form')
  await page.getByLabel('Tu mensaje').fill(`Por favor. ${sentinel}`)
  await button(page, 'Dejar este mensaje').click()
  await page.getByRole('heading', { name: 'Tenemos tu mensaje' }).waitFor()
  await looksRight(caller, 'message-2-kept')
  assert.deepEqual(
    caller.requests.filter(({ body }) => body.includes(sentinel)),
    [],
  )
  assert.deepEqual(caller.faults(), [])
  await caller.close()
})

test('Amara sees both on her phone, reads one, hands it to Mateo, who deals with it and takes that back', async () => {
  const { page } = amara
  await page.evaluate(() => (location.hash = '#/messages'))
  await page.getByRole('heading', { level: 1, name: 'Messages left' }).waitFor()
  const read = page.getByRole('button', { name: 'Read', exact: true })
  await read.nth(1).waitFor()
  await looksRight(amara, 'messages-1-list')
  await read.first().click()
  await page.getByText(`Please call. ${sentinel}`).waitFor()
  await page.getByText('It is safe to get back to them').waitFor()
  await looksRight(amara, 'messages-2-read')
  // Mateo is on duty: both are his from birth, and hers when they are due.
  await page
    .getByText(/^Mateo has it until .*, then You$/)
    .nth(1)
    .waitFor()
  for (const name of ['Inés', 'Mateo']) {
    await button(page, 'Give it to').first().click()
    await page.getByRole('menuitem', { name }).click()
    if (name === 'Inés') await page.getByText(/^Inés has it until/).waitFor()
  }
  await page
    .getByText(/^Mateo has it until/)
    .nth(1)
    .waitFor()
  await mateo.page.evaluate(() => (location.hash = '#/messages'))
  await mateo.page.getByText('Lo atiendes tú').first().waitFor()
  await looksRight(mateo, 'messages-3-mateo')
  await button(mateo.page, 'Leer').first().click()
  await mateo.page.getByText(sentinel).first().waitFor()
  // It was on the screen of whoever it belongs to: so it stays theirs, whatever becomes of a seat.
  await until(async () => (await seenOf()) > 0)
  await button(mateo.page, 'Hecho').first().click()
  await button(mateo.page, 'Todavía no').first().click()
  await button(mateo.page, 'Hecho').first().waitFor()
})

test('the shift room: Inés and Mateo write, sealed, each in their language', async () => {
  await onDuty(night, night.people.ines)
  const ines = await consoleOf(night, night.people.ines, { viewport: 'phone', theme: 'light' })
  for (const walker of [ines, mateo]) await walker.page.evaluate(() => (location.hash = '#/room'))
  await mateo.page.getByLabel('Escribe a quienes están de turno').fill(`¿Café? ${sentinel}`)
  await button(mateo.page, 'Enviar').click()
  await ines.page.getByRole('log').getByText(`¿Café? ${sentinel}`).waitFor()
  await ines.page.getByLabel('Write to everybody on duty').fill('Yes please')
  await button(ines.page, 'Send').click()
  await mateo.page.getByRole('log').getByText('Yes please').waitFor()
  await looksRight(ines, 'room-1-phone')
  await looksRight(mateo, 'room-2-desk')
  for (const walker of [amara, ines, mateo])
    assert.deepEqual(
      walker.requests.filter(({ body }) => body.includes(sentinel)),
      [],
    )
  assert.deepEqual(await filesHolding(night.house, sentinel), [])
})
