import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { fill } from '#platform/words'
import { words } from '../../features/training/words.ts'
import { openBrowser } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { press, type } from './keyboard-only.ts'
import { goTo, inside, looker, use } from './looking.ts'

/*
 * Skills and training by keyboard: Amara makes the list and the path on a phone, in English, and Sam begins; at a desk, in
 * Spanish, Dee says what she can do, and Amara confirms it while Dee looks on.
 */
let house: TestHouse
let people: People
let browser: Browser

before(async () => {
  house = await openTestHouse({ clock: 'wall', dist: process.env['BESIDE_DIST'] ?? 'dist' })
  people = await foundTeam(house)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const looksRight = looker('training', { tall: true })
const tab = (page: Page, name: string) => use(page, name, 'tab')

test('in English, on a phone: a list and a path are made, and somebody begins it', async () => {
  const say = words.en
  const amara = await inside({ browser, house }, people.amara, { to: 'training', viewport: 'phone', theme: 'light' })
  const { page } = amara
  await page.getByText(say.people.noSkills).waitFor()
  await looksRight(amara, 'empty')
  await tab(page, say.tabs.skills)
  await page.getByRole('heading', { name: say.list.startTitle }).waitFor()
  await looksRight(amara, 'starting')
  await press(page, 'Add 10 skills')
  await page.getByText(say.starting.naloxone, { exact: true }).waitFor()
  await use(page, `Edit ${say.starting.driver}`)
  await press(page, `Retire ${say.starting.driver}`)
  await page.getByRole('button', { name: `Bring back ${say.starting.driver}` }).waitFor()
  await looksRight(amara, 'list')
  await tab(page, say.tabs.path)
  await press(page, say.path.start)
  await use(page, `Edit ${say.startingSteps.shadow}`)
  await looksRight(amara, 'path')
  await use(page, 'Save as version 1')
  await page.getByText('Version 1 is saved.', { exact: false }).waitFor()
  await goTo(page, `training/${people.sam.memberId}`)
  await page.getByRole('button', { name: say.standing.makeTrainee }).waitFor()
  await press(page, say.standing.makeTrainee)
  await page.getByText('In training, 0 of 6 steps.').waitFor()
  await press(page, `${say.steps.doFor.session}: ${say.startingSteps.welcome}`)
  await page.getByText('In training, 1 of 6 steps.').waitFor()
  await use(page, fill(say.steps.noteNamed, { name: say.startingSteps.shadow }))
  await type(page, say.steps.noteLabel, 'Asked good questions.')
  await looksRight(amara, 'noting')
  await use(page, `${say.steps.doFor.shadow}: ${say.startingSteps.shadow}`)
  await page.getByText('Asked good questions.').waitFor()
  await page.getByText('1 of 3').waitFor()
  await looksRight(amara, 'person')
  assert.deepEqual(amara.faults(), [])
  await amara.close()
})

test('in Spanish, at a desk: what Dee says is confirmed by Amara, and both see it at once', async () => {
  const say = words.es
  const skill = say.starting.naloxone
  const desk = { to: 'training', viewport: 'desktop', locale: 'es-MX' } as const
  const dee = await inside({ browser, house }, people.dee, desk)
  const amara = await inside({ browser, house }, people.amara, desk)
  await dee.page.getByText(say.mine.before).waitFor()
  await press(dee.page, `${say.mine.have}: ${skill}`)
  await dee.page.getByText(say.states.claimed).waitFor()
  await looksRight(dee, 'mine')
  await press(amara.page, /^Mirar: Dee dice: Naloxona/)
  await amara.page.getByRole('dialog').waitFor()
  await looksRight(amara, 'dialog')
  await press(amara.page, say.skill.confirm)
  await amara.page.getByRole('dialog').waitFor({ state: 'detached' })
  await amara.page.getByRole('button', { name: /^Dee, Naloxona: hasta el/ }).waitFor()
  await looksRight(amara, 'matrix')
  await dee.page.getByText(/^hasta el/).waitFor()
  for (const walker of [dee, amara]) assert.deepEqual(walker.faults(), [])
  for (const walker of [dee, amara]) await walker.close()
})
