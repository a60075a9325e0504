import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { base64url, utf8 } from '#platform/envelope/bytes'
import { hour, later, minute, wallClock } from '#platform/clock'
import { putShift, seatOf, sit } from '../rostered.ts'
import type { Walker } from '../browser.ts'
import { button, consoleOf, looksRight, openNight, type Night } from './chat-people.ts'
import { goTo } from './looking.ts'

/* On duty by the roster, as people meet it: their shift, somebody missing, a back-up's one tap, and an exception. */

let night: Night
const [line, pair, home] = [seatOf('line'), seatOf('pair'), seatOf('back-up')]

before(async () => {
  night = await openNight()
  const { house, people, lineId } = night
  const { teamId } = people.team
  const names = { name: { en: 'Friday' }, seats: { [line.seatId]: { en: 'First chat', es: 'Primer chat' } } }
  const bytes = utf8(JSON.stringify(names))
  const sealed = base64url(await people.amara.keyring.sealToCircle('responders', bytes, 'shift pattern'))
  const now = wallClock.now()
  const seats = [line, pair, home]
  const put = { lineId, from: later(now, -10 * minute), until: later(now, 4 * hour), seats, sealed }
  const { shiftId } = await putShift(house.house, teamId, {
    ...put,
    sits: [
      { seat: line, memberId: people.dee.memberId },
      { seat: pair, memberId: people.mateo.memberId },
      { seat: home, memberId: people.ines.memberId },
    ],
  })
  await sit(house.house, { teamId, shiftId }, { seat: pair, memberId: null })
})
after(() => night?.close())

async function goOn(walker: Walker, words: { test: string; heard: string }): Promise<void> {
  // Where somebody can go on duty is asked anew when the dialogue opens.
  await walker.page.locator('button:enabled', { hasText: words.test }).press('Enter')
  await button(walker.page, words.heard).press('Enter')
}

test('whoever sits in a shift reads which, until when, and what is missing; going on duty says the same, by keyboard', async () => {
  const dee = await consoleOf(night, night.people.dee)
  const { page } = dee
  await page.getByText('Your shift has begun: First chat, until').waitFor()
  await page.getByText('Empty: going out.').first().waitFor()
  await looksRight(dee, 'duty-missed')
  await button(page, 'Go on duty').first().press('Enter')
  await page.getByRole('dialog').getByText('First chat').waitFor()
  await looksRight(dee, 'duty-start')
  await goOn(dee, { test: 'Ring this device', heard: 'Yes, I hear it' })
  await page.getByText('Your shift: First chat, until').waitFor()
  await page.getByText('going out: nobody').waitFor()
  await looksRight(dee, 'duty-on')
  assert.deepEqual(dee.faults(), [])
  await dee.close()
})

test('whoever plans says that the empty seat stays empty, and why: nobody is called for it; and then it is needed after all', async () => {
  const amara = await consoleOf(night, night.people.amara, { viewport: 'phone', locale: 'es-MX' })
  const { page } = amara
  await goTo(page, 'waiting')
  await page.getByText('para salir: nadie').waitFor()
  await looksRight(amara, 'duty-short-phone')
  await button(page, 'Este puesto queda vacío: para salir').press('Enter')
  await page.getByLabel('Por qué (opcional)').fill('Hoy nadie sale')
  await looksRight(amara, 'duty-leaving-empty-phone')
  await page.getByLabel('Por qué (opcional)').press('Enter')
  await page.getByText('para salir queda vacío').waitFor()
  await page.getByText('Por qué: Hoy nadie sale').waitFor()
  await looksRight(amara, 'duty-left-empty-phone')
  await button(page, 'Al final hace falta: para salir').press('Enter')
  await page.getByText('para salir: nadie').waitFor()
  assert.deepEqual(amara.faults(), [])
  await amara.close()
})

test('a back-up takes the empty seat by one tap, on a phone and in Spanish, and goes on duty', async () => {
  const ines = await consoleOf(night, night.people.ines, { viewport: 'phone', locale: 'es-MX' })
  const { page } = ines
  await page.getByText('para salir: nadie').waitFor()
  await looksRight(ines, 'duty-missing-phone')
  await button(page, 'Puedo tomarlo: para salir').press('Enter')
  await page.getByText('Es tuyo. Gracias.').waitFor()
  await page.getByRole('dialog').getByText('para salir').waitFor()
  await looksRight(ines, 'duty-taken-phone')
  await goOn(ines, { test: 'Hacer sonar este dispositivo', heard: 'Sí, lo oigo' })
  await page.getByText('Tu turno: para salir').waitFor()
  await page.getByText('para salir: nadie').waitFor({ state: 'detached' })
  await looksRight(ines, 'duty-on-phone')
  assert.deepEqual(ines.faults(), [])
  await ines.close()
})

test('whoever plans lets somebody be on duty without a shift, with a reason that everybody reads, and takes it back', async () => {
  const [amara, sam] = [await consoleOf(night, night.people.amara), await consoleOf(night, night.people.sam)]
  await button(sam.page, 'Go on duty').first().click()
  await sam.page.getByText('no shift of yours is planned').waitFor()
  await looksRight(sam, 'duty-no-shift')
  await button(sam.page, 'Not yet').click()
  await amara.page.goto(`${night.house.url}/console#/waiting`)
  await button(amara.page, 'Let somebody be on duty without a shift').press('Enter')
  await amara.page.getByLabel('Who', { exact: true }).selectOption({ label: 'Sam' })
  await amara.page.getByLabel('Why').fill('Mateo is ill')
  await looksRight(amara, 'duty-exception')
  await amara.page.getByLabel('Why').press('Enter')
  for (const { page } of [amara, sam]) {
    await page.getByText('Sam may be on duty on').waitFor()
    await page.getByText('Why: Mateo is ill').waitFor()
  }
  await looksRight(amara, 'duty-excepted')
  // Whoever is off duty again while the room's keys are on their way is refused them, which a browser calls an error.
  const room = sam.page.waitForResponse((answer) => answer.url().includes('/api/rooms/'))
  await button(sam.page, 'Go on duty').first().click()
  await goOn(sam, { test: 'Ring this device', heard: 'Yes, I hear it' })
  await sam.page.getByText('On duty', { exact: true }).waitFor()
  await room
  await button(amara.page, 'End it: Sam').press('Enter')
  await sam.page.getByText('You have no shift now').waitFor()
  await looksRight(sam, 'duty-over')
  for (const walker of [amara, sam]) {
    assert.deepEqual(walker.faults(), [])
    await walker.close()
  }
})
