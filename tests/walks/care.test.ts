import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { nightOf } from '../../features/care/acting.ts'
import { words } from '../../features/care/words.ts'
import { words as owedWords } from '../../features/promises/words.ts'
import { shiftEnded } from '#features/shifts'
import { openBrowser } from '../browser.ts'
import { zoneBetween } from '../clock.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { makeNight } from '../swaps.ts'
import { press, type } from './keyboard-only.ts'
import { goTo, inside, looker, use } from './looking.ts'

/*
 * Care by keyboard: a night of Dee and Mateo is over. On a phone, in English, Dee answers, would like to talk, says that it was
 * hard and thanks him; in Spanish, Mateo reads it and listens at a desk, and Amara sees on a phone who carries a lot.
 */
let house: TestHouse
let people: People
let browser: Awaited<ReturnType<typeof openBrowser>>

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  // Where the six hours that are just over were a night.
  people = await foundTeam(house, zoneBetween(3, 11))
  const crew = { house, people, teamId: people.team.teamId, heard: () => [] }
  const { shiftId } = await nightOf(crew, [people.dee, people.mateo])
  await makeNight(house, people, { inHours: 30, hours: 6, sit: [[people.dee, null]] })
  const is = { teamId: people.team.teamId, shiftId }
  const { db, moments } = house.house
  await db.transact((sql, afterCommit) => moments.fire(sql, afterCommit, { of: shiftEnded, is }))
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const looksRight = looker('care', { tall: true })

test('in English, on a phone: answered, hard, thanked, and somebody to talk to', async () => {
  const say = words.en
  const dee = await inside({ browser, house }, people.dee, { viewport: 'phone', theme: 'light' })
  const { page } = dee
  await page.getByText(/^Your shift is over/).waitFor()
  await looksRight(dee, 'waiting')
  await press(page, /^Answer: /)
  await page.getByLabel(say.starting.heavy).waitFor()
  await type(page, say.starting.heavy, 'A call about a child')
  await page.getByLabel(say.debrief.talk).focus()
  await page.keyboard.press('Space')
  await page.getByLabel(say.debrief.talkWith).selectOption({ label: 'Mateo' })
  await page.getByLabel(say.debrief.carer).selectOption({ label: 'Mateo' })
  await looksRight(dee, 'form')
  await use(page, say.debrief.send)
  await page.getByText(/^Mateo is asked to find you/).waitFor()
  await use(page, /^It was a hard night: /)
  await page.getByText(say.nights.restLead).waitFor()
  await use(page, /^Offer this shift: /)
  await page.getByText(say.nights.offeredShort, { exact: true }).waitFor()
  await use(page, /^Thank Mateo: /)
  await page.getByLabel(say.thanks.words).fill('You stayed until the end')
  await use(page, say.thanks.send)
  await page.getByText('You thanked Mateo.').first().waitFor()
  await use(page, /^Read: You, /)
  await page.getByText('A call about a child').waitFor()
  await page.getByText(/1 night, 1 hard night/).waitFor()
  await looksRight(dee, 'mine')
  await use(page, say.nights.enough)
  await page.getByText(say.nights.ended).waitFor()
  await looksRight(dee, 'rested')
  await page.locator('.toast', { hasText: say.nights.ended }).getByRole('button', { name: say.undo }).press('Enter')
  await page.getByText(say.nights.restLead).waitFor()
  assert.deepEqual(dee.faults(), [])
  await dee.close()
})

test('in Spanish: Mateo reads it and listens at a desk, and Amara sees on a phone whom to look after', async () => {
  const say = words.es
  const desk = { viewport: 'desktop', locale: 'es-MX' } as const
  const mateo = await inside({ browser, house }, people.mateo, desk)
  await mateo.page.getByText('You stayed until the end').waitFor()
  await looksRight(mateo, 'thanks')
  await press(mateo.page, /^Visto, gracias: /)
  await mateo.page.getByRole('link', { name: `${owedWords.es.owed.title} 1` }).waitFor()
  await goTo(mateo.page, 'owed')
  await mateo.page.getByRole('heading', { name: say.listening.owed }).waitFor()
  await mateo.page.getByRole('heading', { name: owedWords.es.owed.title }).waitFor()
  await looksRight(mateo, 'owed')
  await use(mateo.page, 'Ya hablamos: Dee')
  await mateo.page.getByRole('heading', { name: say.listening.owed }).waitFor({ state: 'detached' })
  await goTo(mateo.page, 'care')
  await use(mateo.page, /^Leer: Dee, /)
  await mateo.page.getByText('A call about a child').waitFor()
  const amara = await inside({ browser, house }, people.amara, { ...desk, viewport: 'phone' })
  await goTo(amara.page, 'care')
  await amara.page.getByText(say.answers.empty).waitFor()
  await looksRight(amara, 'empty')
  await use(amara.page, say.tabs.crew, 'tab')
  await amara.page.getByText(/^Una noche dura/).waitFor()
  await amara.page.getByLabel(say.crew.person, { exact: true }).selectOption({ label: 'Dee' })
  await amara.page.getByRole('table').waitFor()
  await looksRight(amara, 'crew')
  await use(amara.page, say.tabs.asked, 'tab')
  await amara.page.getByText(say.questions.usual).waitFor()
  await looksRight(amara, 'questions')
  await use(amara.page, say.save)
  await amara.page.getByText(say.questions.saved).waitFor()
  for (const walker of [mateo, amara]) assert.deepEqual(walker.faults(), [])
  for (const walker of [mateo, amara]) await walker.close()
})
