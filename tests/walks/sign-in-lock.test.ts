import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openWalker, viewports, type Walker, type WalkOptions } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { resize } from './looking.ts'

/* A console that is left alone, reloaded, locked, ended from elsewhere: what is on the page, and what goes on behind it. */
let house: TestHouse
let people: People
let browser: Browser

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const english = { paper: 'Use your paper key', label: 'Paper key', go: 'Sign in', open: 'Open the vault' }
const spanish = { paper: 'Usar tu clave en papel', label: 'Clave en papel', go: 'Entrar', open: 'Abrir la caja fuerte' }
type Say = typeof english

async function byPaper(page: Page, person: Person, say: Say, go: string): Promise<void> {
  await page.getByRole('button', { name: say.paper }).click()
  await page.getByLabel(say.label).fill(person.paperKey)
  await page.getByRole('button', { name: go, exact: true }).click()
  await page.getByRole('navigation').waitFor()
}

async function inside(person: Person, options: WalkOptions = {}, say: Say = english): Promise<Walker> {
  const walker = await openWalker(browser, house, options)
  await walker.go('/console')
  await byPaper(walker.page, person, say, say.go)
  return walker
}

const isLocked = (page: Page) => page.getByRole('heading', { name: 'This console is locked' }).waitFor()
const faultsOf = (walker: Walker): string[] => walker.faults()

test('the button locks: nothing of the team is left on the page, the session and the socket stay', async () => {
  const walker = await inside(people.amara)
  const { page } = walker
  await page.evaluate(() => (location.hash = '#/team'))
  await page.getByRole('heading', { level: 1, name: 'Team' }).waitFor()
  await page.getByRole('main').getByText('Mateo').first().waitFor()
  const sockets = walker.requests.length
  await page.getByRole('button', { name: 'Lock this console' }).click()
  await isLocked(page)
  assert.equal(await page.getByRole('navigation').count(), 0)
  assert.doesNotMatch(await page.content(), /Mateo|Inés/)
  assert.deepEqual(await walker.violations(), [])
  await page.getByText('Connected', { exact: true }).waitFor()
  assert.ok(!walker.requests.slice(sockets).some(({ url }) => url.includes('/live')), 'the socket was not opened anew')
  await byPaper(page, people.amara, english, english.open)
  await page.getByRole('main').getByText('Mateo').first().waitFor()
  assert.deepEqual(faultsOf(walker), [])
  await walker.close()
})

test('a reload locks; somebody else’s paper key does not open this vault', async () => {
  const walker = await inside(people.dee)
  const { page } = walker
  await page.reload()
  await isLocked(page)
  await page.getByRole('button', { name: english.paper }).click()
  await page.getByLabel(english.label).fill(people.sam.paperKey)
  await page.getByRole('button', { name: english.open }).click()
  await page.getByRole('alert').getByText('did not match').waitFor()
  await page.getByLabel(english.label).fill('AGE-SECRET-KEY-PQ-1 NOT A KEY')
  await page.getByRole('button', { name: english.open }).click()
  await page.getByRole('alert').getByText('not a whole paper key').waitFor()
  await page.getByLabel(english.label).fill(people.dee.paperKey)
  await page.getByRole('button', { name: english.open }).click()
  await page.getByRole('navigation').waitFor()
  await walker.close()
})

test('left alone it warns, "stay" keeps it open, and without an answer it locks by itself', async () => {
  const walker = await openWalker(browser, house)
  const { page } = walker
  await page.clock.install()
  await walker.go('/console')
  await byPaper(page, people.noor, english, english.go)
  await page.clock.fastForward(9 * 60_000 + 31_000)
  await page.getByRole('dialog', { name: 'Still there?' }).waitFor()
  assert.deepEqual(await walker.violations(), [])
  await page.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.clock.fastForward(9 * 60_000 + 31_000)
  await page.getByRole('dialog', { name: 'Still there?' }).waitFor()
  await page.clock.fastForward(31_000)
  await isLocked(page)
  await walker.close()
})

test('a session ended elsewhere closes this console at once, and says so', async () => {
  const walker = await inside(people.ines)
  await people.ines.request('/api/sessions', { method: 'DELETE', body: {} })
  await walker.page.getByText('Your session on this device has ended').waitFor()
  assert.doesNotMatch(await walker.page.content(), /Mateo|Noor/)
  await walker.close()
})

test('a socket that was ended while the session stands: the console locks, and hears again what changes', async () => {
  const walker = await inside(people.mateo)
  const { page } = walker
  const { sql } = house.house.db
  const { live } = house.house
  const { teamId, memberId } = people.mateo
  await page.getByText('Connected', { exact: true }).waitFor()
  for (const { sessionId } of await sql<{ sessionId: string }[]>`
    select session_id as "sessionId" from sessions where member_id = ${memberId}`)
    live.endSession(teamId, sessionId)
  await isLocked(page)
  await page.getByText('Connected', { exact: true }).waitFor()
  assert.ok(live.connected(teamId).memberIds.includes(memberId), 'rings reach it while it is locked')
  await byPaper(page, people.mateo, english, english.open)
  await page.getByText('Connected', { exact: true }).waitFor()
  assert.ok(live.connected(teamId).memberIds.includes(memberId), 'and after it was unlocked')
  assert.deepEqual(faultsOf(walker), [])
  await walker.close()
})

/** Every way this page can look: by day and by night, on a phone and at a desk. Whoever owns it sees no other one. */
async function looksRightEverywhere(walker: Walker, where: string): Promise<void> {
  for (const viewport of ['phone', 'desktop'] as const)
    for (const theme of ['light', 'dark'] as const) {
      await resize(walker.page, viewports[viewport])
      await walker.page.emulateMedia({ colorScheme: theme })
      assert.equal(await walker.page.evaluate(() => document.getAnimations().length), 0, 'the other colours at once')
      const found = [await walker.violations(), await walker.scrollsSideways()]
      assert.deepEqual(found, [[], false], `${where}, ${viewport}, ${theme}`)
    }
}

for (const [language, say] of [
  ['en-US', english],
  ['es-MX', spanish],
] as const)
  // Dee's five screens just fit the bar of a phone; Amara has more than fit.
  for (const name of ['dee', 'amara'] as const)
    test(`every screen of the shell, as ${name} sees it, ${language}`, async () => {
      const walker = await openWalker(browser, house, { locale: language, viewport: 'phone' })
      const { page } = walker
      await walker.go('/console')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await looksRightEverywhere(walker, 'the door')
      await byPaper(page, people[name], say, say.go)
      await page.evaluate(() => (location.hash = '#/settings'))
      await page.getByRole('heading', { level: 1, name: /Settings|Ajustes/ }).waitFor()
      await page.getByRole('button', { name: /Remove: Paper key|Quitar: Clave en papel/ }).waitFor()
      await looksRightEverywhere(walker, 'the settings')
      await page.getByRole('button', { name: /Who can read this|Quién lee esto/ }).click()
      await page.getByRole('dialog').waitFor()
      await looksRightEverywhere(walker, 'who can read this')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Alt+KeyL')
      await page.getByRole('button', { name: say.paper }).waitFor()
      await looksRightEverywhere(walker, 'locked')
      assert.deepEqual(faultsOf(walker), [])
      await walker.close()
    })

test('by keyboard alone: skip to the content, another screen by its number, the list of keys on "?"', async () => {
  const walker = await inside(people.ruth)
  const { page } = walker
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('Alt+Digit2')
  await page.waitForFunction(() => location.hash !== '')
  await page.waitForFunction(() => document.activeElement?.matches('h1, h2, main'))
  assert.match(await page.title(), / · Beside the River$/)
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await list.waitFor()
  assert.deepEqual(await walker.violations(), [])
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  await page.evaluate(() => (location.hash = '#/nowhere'))
  await page.getByRole('heading', { name: 'There is no such screen' }).waitFor()
  await walker.close()
})

test('a name on the server that is not its member’s: shown without one, and said', async () => {
  const { sql } = house.house.db
  const { teamId } = people.team
  const [mateos] = await sql<{ sealed: Uint8Array }[]>`
    select sealed from name_cards where team_id = ${teamId} and member_id = ${people.mateo.memberId}`
  await sql`update name_cards set sealed = (select d.sealed from name_cards d
    where d.team_id = ${teamId} and d.member_id = ${people.dee.memberId})
    where team_id = ${teamId} and member_id = ${people.mateo.memberId}`
  const walker = await inside(people.ines)
  const said = walker.page.getByRole('alert').filter({ hasText: 'One person is shown without a name' })
  await said.waitFor()
  assert.deepEqual([await walker.violations(), await walker.scrollsSideways()], [[], false])
  await walker.close()
  await sql`update name_cards set sealed = ${mateos!.sealed}
    where team_id = ${teamId} and member_id = ${people.mateo.memberId}`
})
