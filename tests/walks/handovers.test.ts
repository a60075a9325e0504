import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { deskOf, openLine, until } from '../../features/chat/acting.ts'
import { Room } from '../../features/chat/browser/room.ts'
import { hearAlarms, openCase, promise } from '../../features/promises/acting.ts'
import { openBrowser, openWalker, type Walker, type WalkOptions } from '../browser.ts'
import { goTo, message, messageOwner, night, onDuty, type Change } from '../change-of-shifts.ts'
import { openTestHouse } from '../house.ts'
import { foundTeam, type Person } from '../people.ts'
import { wall } from '../rostered.ts'
import { byPaper, signInByPaper } from './by-paper.ts'
import { press } from './keyboard-only.ts'
import { looker, looksRightAtBoth } from './looking.ts'

/* A change of shifts at 02:00, by keyboard alone: Dee goes, on her phone; Mateo comes, at his desk, in Spanish. Then the next night. */

let change: Change
let browser: Browser
let dee: Walker
let mateo: Walker
let left: string
const note = 'The side door sticks. Ruth has the spare key.'

before(async () => {
  const house = await openTestHouse()
  const people = await foundTeam(house)
  const lineId = await openLine(house, people, { channels: { chat: false, phone: '555 0100', text: null } })
  const caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  change = { house, people, lineId, caseId, alarms: hearAlarms(house) }
  await night(change, ['dee', '20T20:00', '21T02:00'], ['mateo', '21T02:00', '21T08:00'])
  await goTo(change, '20T20:30')
  await promise(people.dee, { kind: 'callback', caseId, owner: people.dee, fallback: people.ruth, dueAt: wall('2026-11-21T06:00') }) // prettier-ignore
  left = await message(change)
  await deeWrites()
  await goTo(change, '21T01:41')
  browser = await openBrowser()
  // Dee's phone is where it is night; Mateo's device follows the light of its day.
  dee = await inside(people.dee, { viewport: 'phone', theme: 'dark', timeZone: 'America/Los_Angeles' })
  mateo = await inside(people.mateo, { locale: 'es-MX', theme: 'light', timeZone: 'Asia/Dhaka' })
})
after(async () => {
  await browser?.close()
  await change?.house.close()
})

/** In the shift room, from her console of Friday evening. */
async function deeWrites(): Promise<void> {
  const socket = await onDuty(change, change.people.dee)
  const desk = deskOf(change.house, change.people, change.people.dee)
  const room = new Room(desk)
  await until(() => room.view, 'the room')
  room.write(note)
  await until(() => room.track.log.rows.length === 1, 'being kept')
  desk.live.close()
  await socket.leave()
}

async function inside(person: Person, options: WalkOptions): Promise<Walker> {
  const walker = await openWalker(browser, change.house, { ...options, now: change.house.clock.now() })
  walker.context.setDefaultTimeout(40_000)
  await signInByPaper(walker, person)
  return walker
}

/** It is later, on every device too. */
async function later(there: string): Promise<void> {
  for (const { context } of [dee, mateo]) await context.clock.setFixedTime(wall(`2026-11-${there}`))
  await goTo(change, there)
}

const looks = looker('handover', { tall: true })
/** As it is, and as it would be on the other's device. */
const looksRight = (walker: Walker, name: string): Promise<void> => looksRightAtBoth(walker, looks, name)
const unlock = /^(Open the vault|Abrir la caja fuerte)$/
const open = (page: Page, path: string) => page.evaluate((hash) => (location.hash = hash), `#/${path}`)

test('at 01:41 what Dee holds stands on her phone and is offered to Mateo, who takes one, gives it back, and takes it again', async () => {
  for (const { page } of [dee, mateo]) await open(page, 'waiting')
  await dee.page.getByRole('heading', { name: 'Before you go: 2 things are open' }).waitFor()
  await dee.page.getByText('Your shift ends Sat 02:00').waitFor()
  await dee.page.getByText('Can take it: Mateo').first().waitFor()
  await looksRight(dee, '1-dee')
  await mateo.page.getByRole('heading', { name: /2 cosas/ }).waitFor()
  await looksRight(mateo, '2-mateo')
  const take = /^Tomar: Una llamada de vuelta/
  await press(mateo.page, take)
  await dee.page.getByText('Mateo has it').waitFor()
  await looksRight(mateo, '3-taken')
  await press(mateo.page, /^Deshacer/)
  await dee.page.getByText('Mateo has it').waitFor({ state: 'detached' })
  await press(mateo.page, take)
  await dee.page.getByText('Mateo has it').waitFor()
})

test('Dee keeps the other: it says until when, on both screens; at 02:00 she has gone, and nothing was lost', async () => {
  await press(dee.page, /^Stays with me: A message left/)
  await dee.page.getByText('Stays with you until Sat 08:00').waitFor()
  await dee.page.getByRole('heading', { name: 'Before you go: everything is settled' }).waitFor()
  await looksRight(dee, '4-kept')
  assert.equal(await messageOwner(change, left), change.people.dee.memberId)
  await later('21T02:00')
  await looksRight(mateo, '5-after')
  for (const walker of [dee, mateo]) assert.deepEqual(walker.faults(), [])
})

test('the next night begins: the card leads to what Dee left; who did not write it reads it at once, and for her it is folded', async () => {
  const { people } = change
  await night(change, ['dee', '21T20:00', '22T02:00'], ['mateo', '21T20:00', '22T02:00'])
  await later('21T19:45')
  for (const person of [people.dee, people.mateo]) await onDuty(change, person)
  await later('21T20:00')
  // Nobody touched them all day: the first key finds them locked.
  for (const [walker, person] of [
    [dee, people.dee],
    [mateo, people.mateo],
  ] as const) {
    await walker.page.keyboard.press('Tab')
    await byPaper(walker.page, person, unlock)
  }
  const { page } = mateo
  await page.getByText('te ofrecen una cosa').waitFor()
  await press(page, 'Lee lo que dejó el último turno, en la sala del turno')
  await page.getByText(note).waitFor()
  await page.getByText('Se guarda hasta el sáb 28 nov 12:00').waitFor()
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /Lo que dejó el último turno/)
  await looksRight(mateo, '6-room-before')
  await open(dee.page, 'room')
  const left_ = dee.page.getByText('What the last shift left')
  await left_.waitFor()
  await dee.page.getByText('1 message').waitFor()
  assert.equal(await dee.page.getByText(note).isVisible(), false)
  await looksRight(dee, '7-room-folded')
  await press(dee.page, /^What the last shift left/)
  await dee.page.getByText(note).waitFor()
  await looksRight(dee, '8-room-unfolded')
  for (const walker of [dee, mateo]) assert.deepEqual(walker.faults(), [])
})

test('a week later Mateo is reading it when its time is over: it goes from his screen, which says so', async () => {
  const { people } = change
  await night(change, ['mateo', '28T11:00', '28T14:00'])
  await later('28T11:50')
  await onDuty(change, people.mateo)
  await later('28T11:56')
  const { page } = mateo
  await page.keyboard.press('Tab')
  await byPaper(page, people.mateo, unlock)
  await open(page, 'room/before')
  await page.getByText(note).waitFor()
  await later('28T12:00')
  await page.getByText(/lo que se dejó se borró el sáb 28 nov 12:00/).waitFor()
  assert.equal(await page.getByText(note).count(), 0)
  await looksRight(mateo, '9-room-gone')
  assert.deepEqual(mateo.faults(), [])
})
