import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Walker } from '../browser.ts'
import { consoleOf, openNight, type Night } from './chat-people.ts'

// The editor in the real console, the page in the real house: what Amara saves, a caller reads.

let night: Night
let amara: Walker
before(async () => {
  night = await openNight()
  amara = await consoleOf(night, night.people.amara)
})
after(() => night?.close())

const publicPage = async (language: 'en' | 'es'): Promise<string> =>
  (await night.house.request(`/${language}/line`)).text()

test('Amara finds the line in the console, changes its description, and the public page says it', async () => {
  const { page } = amara
  await amara.go(`/console#/lines`)
  await page.getByRole('button', { name: /^Edit/ }).click()
  await page.getByLabel('Short description (English)').fill('Neighbors of the river, at night.')
  await page.keyboard.press('Control+s')
  await page.getByText('Saved. The page says it now.').waitFor()
  assert.match(await publicPage('en'), /Neighbors of the river, at night\./)
})

test('Ruth saved meanwhile, from another console: Amara is told, keeps hers and saves it', async () => {
  const { page } = amara
  const lines = (await (await night.people.ruth.request('/api/lines')).json()) as Record<string, unknown>[]
  const { teamId: _team, lineId, version, ...line } = lines[0]!
  const body = { version, line: { ...line, phoneOnly: true } }
  assert.equal((await night.people.ruth.request(`/api/lines/${lineId as string}`, { method: 'PUT', body })).status, 200)
  await page.getByLabel('Short description (English)').fill('By Amara.')
  await page.keyboard.press('Control+s')
  await page.getByText(/Nothing you wrote is lost/).waitFor()
  await page.getByRole('button', { name: 'Keep mine and save' }).click()
  await page.getByText('By Amara.').first().waitFor()
  await page.getByText('Everything is saved.').waitFor()
  assert.match(await publicPage('en'), /By Amara\./)
})

test('the editor looks right in the console, and breaks no policy of it', async () => {
  assert.deepEqual(await amara.violations(), [])
  assert.equal(await amara.scrollsSideways(), false)
  // The refusal of the save before is meant; everything else is a fault.
  const faults = amara.faults().filter((fault) => !fault.includes('409'))
  assert.deepEqual(faults, [])
})

test('a second line is made in the console with its own keys, and its chat can be opened at once', async () => {
  const { page } = amara
  await amara.go('/console#/lines/new')
  await page.getByLabel('Name (English)').fill('Day line')
  await page.getByRole('button', { name: 'Make this line' }).click()
  await page.getByText('Everything is saved.').waitFor()
  const answer = await night.house.request('/en/line-2/message')
  assert.equal(answer.status, 200)
})
