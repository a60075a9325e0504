import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { openLine, startChat, type Started } from '../../features/chat/acting.ts'
import { openBrowser, openWalker, type WalkOptions, type Walker } from '../browser.ts'
import { until } from '../child-house.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'

/* Ringing as a volunteer meets it: clocking in with a test ring, the bar, "Not now", "Answer", and a locked console at night. */
const pictures = process.env['BESIDE_PICTURES']
let house: TestHouse
let people: People
let browser: Browser
let dee: Walker
const callers: Started[] = []

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  await openLine(house, people)
  browser = await openBrowser()
  dee = await consoleOf(people.dee, {})
})
after(async () => {
  for (const { talk } of callers) talk.wipe()
  await browser?.close()
  await house?.close()
})

test('nobody is on duty: the console says so and teaches the next step', async () => {
  await dee.page.getByText('is open and nobody can be reached').waitFor()
  await dee.page.getByText('Off duty').waitFor()
  await looksRight(dee, 'off-duty')
})

test('until it is known who can be reached the way on duty waits in its place; then the banner has it', async () => {
  const known = Promise.withResolvers<void>()
  const ines = await openWalker(browser, house, { viewport: 'phone', locale: 'es-MX' })
  await ines.page.routeWebSocket(/\/live$/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((told) => void known.promise.then(() => socket.send(told)))
  })
  await enters(ines, people.ines)
  const goOn = button(ines.page, 'Empezar turno')
  await goOn.waitFor()
  assert.equal(await goOn.isDisabled(), true)
  await looksRight(ines, 'not-known-yet')
  known.resolve()
  await ines.page.getByText('está abierta y no se puede encontrar a nadie').waitFor()
  assert.equal(await goOn.count(), 1)
  assert.equal(await goOn.isEnabled(), true)
  await ines.close()
})

test('going on duty rings this device first, and asks whether it was heard', async () => {
  const { page } = dee
  await button(page, 'Go on duty').click()
  await button(page, 'Ring this device').waitFor()
  await looksRight(dee, 'start-duty')
  const title = await page.title()
  await button(page, 'Ring this device').click()
  await page.getByText('Do you hear it?').waitFor()
  await until(async () => (await page.title()) !== title)
  await button(page, 'No, I hear nothing').click()
  await page.getByText('Turn the volume up').waitFor()
  await button(page, 'Ring again').click()
  await button(page, 'Yes, I hear it').click()
  await page.getByText('On duty', { exact: true }).waitFor()
  await until(async () => (await page.title()) === title)
  await page.getByText('nobody can be reached').waitFor({ state: 'detached' })
  await looksRight(dee, 'on-duty')
})

test('a call rings; "Not now" is silent at once', async () => {
  const { page } = dee
  const contactId = await call()
  await button(page, 'Answer').first().waitFor()
  await page.getByRole('alert').getByText('Somebody is waiting').waitFor()
  assert.match(await page.title(), /^● /)
  await looksRight(dee, 'ringing')
  await until(async () => (await ringOf(contactId)) === 'seen')
  await button(page, 'Not now').click()
  await button(page, 'Not now').waitFor({ state: 'detached' })
  await until(async () => (await ringOf(contactId)) === 'declined')
  await page.getByText('Waits for an answer').waitFor()
})

test('"Answer" opens the conversation, and the ring is over', async () => {
  const { page } = dee
  const contactId = await call()
  const bar = page.getByRole('alert').filter({ hasText: 'Somebody is waiting' })
  await bar.getByRole('button', { name: 'Answer' }).click()
  await page.waitForURL(new RegExp(`#/talks/${contactId}$`))
  await bar.waitFor({ state: 'detached' }).catch(() => {})
  assert.equal(await ringOf(contactId), 'claimed')
})

test('a locked console rings without content; "Answer" claims, and unlocking completes it', async () => {
  const { page } = dee
  await button(page, /^Lock/).first().click()
  const contactId = await call()
  await page.getByText('You have 1 update.').waitFor()
  assert.equal(await page.getByText('Somebody is waiting').count(), 0)
  assert.equal(await page.title(), '● 1 update')
  await looksRight(dee, 'ringing-locked')
  await button(page, 'Answer').click()
  await page.getByText('You said yes. Unlock within').waitFor()
  await button(page, /paper key/i)
    .first()
    .click()
  await page.getByRole('textbox').first().fill(people.dee.paperKey)
  await button(page, 'Open the vault').click()
  await page.waitForURL(new RegExp(`#/talks/${contactId}$`))
  assert.equal(await ringOf(contactId), 'claimed')
  assert.deepEqual(dee.faults(), [])
})

test('the same on a phone, in Spanish', async () => {
  const ines = await consoleOf(people.ines, { viewport: 'phone', locale: 'es-MX' })
  const { page } = ines
  await button(page, 'Empezar turno').first().click()
  await button(page, 'Hacer sonar este dispositivo').click()
  await button(page, 'Sí, lo oigo').click()
  await page.getByText('De turno', { exact: true }).waitFor()
  await call()
  await page.getByRole('alert').getByText('Alguien espera').waitFor()
  await looksRight(ines, 'ringing-phone-es')
  await ines.close()
})

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })

async function consoleOf(person: Person, options: WalkOptions): Promise<Walker> {
  const walker = await openWalker(browser, house, options)
  await enters(walker, person)
  return walker
}

async function enters({ page, go }: Walker, person: Person): Promise<void> {
  await go('/console')
  await button(page, /paper key|clave en papel/i)
    .first()
    .click()
  await page.getByRole('textbox').first().fill(person.paperKey)
  await button(page, /^(Sign in|Entrar|Iniciar)/).click()
  await page.getByRole('navigation').first().waitFor()
}

async function call(): Promise<string> {
  const started = await startChat(house)
  assert.ok(started.answer.ok)
  callers.push(started)
  return (started.opening as { contactId: string }).contactId
}

async function ringOf(contactId: string): Promise<string | undefined> {
  const rows = await house.house.db.sql<{ state: string }[]>`select state from rings where contact_id = ${contactId}`
  return rows[0]?.state
}

async function looksRight(walker: Walker, name: string): Promise<void> {
  if (pictures) await walker.page.screenshot({ path: `${pictures}/ring-${name}.png` })
  assert.deepEqual(await walker.violations(), [], name)
  assert.equal(await walker.scrollsSideways(), false, `${name} scrolls sideways`)
}
