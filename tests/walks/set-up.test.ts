import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { linesOf } from '#features/lines'
import { theTeam } from '#features/members'
import { openBrowser, openWalker, type Walker, type WalkOptions } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { setUpToken } from '../people.ts'

/* The first five minutes of a team: from the link the server printed to a console that is open, in real browsers. */

/** Where to leave pictures of every step, if anywhere. */
const pictures = process.env['BESIDE_PICTURES']
let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

const said = {
  en: {
    use: 'Use this address',
    team: 'Name of the team',
    goOn: 'Go on',
    you: 'What the crew calls you',
    passkey: 'Make a passkey',
    paper: 'Make a paper key',
    have: 'I have it on paper',
    make: 'Make the team',
    done: 'Your team is here',
    open: 'Open the console',
    line: 'Make this line',
  },
  es: {
    use: 'Usar esta dirección',
    team: 'Nombre del equipo',
    goOn: 'Seguir',
    you: 'Cómo te llama el equipo',
    passkey: 'Crear una llave de acceso',
    paper: 'Crear una clave en papel',
    have: 'Ya la tengo en papel',
    make: 'Crear el equipo',
    done: 'Tu equipo ya está aquí',
    open: 'Abrir la consola',
    line: 'Crear esta línea',
  },
}
type Said = (typeof said)['en']

async function looksRight(walker: Walker, name: string): Promise<void> {
  if (pictures) await walker.page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  assert.deepEqual(await walker.violations(), [], name)
  assert.equal(await walker.scrollsSideways(), false, name)
}

/** Makes a passkey and a paper key on the page that asks for ways in. */
export async function makeWaysIn(page: Page, say: Pick<Said, 'passkey' | 'paper' | 'have'>): Promise<string> {
  await button(page, say.passkey).click()
  await page.locator('.card').getByRole('button', { name: say.passkey }).click()
  await button(page, say.paper).click()
  await page.locator('[data-paper-key] code').first().waitFor()
  const groups = await page.locator('[data-paper-key] code').allTextContents()
  await page.getByRole('textbox').last().fill(groups.at(-1)!)
  await button(page, say.have).click()
  return groups.join('')
}

async function setUp(
  house: TestHouse,
  walker: Walker,
  wanted: { say: Said; team: string; name: string },
): Promise<void> {
  const { page } = walker
  const { say, team, name } = wanted
  await walker.go(`/console#/set-up/${setUpToken(house)}`)
  await button(page, say.use).waitFor()
  await looksRight(walker, `${name}-1-address`)
  await button(page, say.use).click()
  await button(page, say.goOn).click()
  await looksRight(walker, `${name}-2-team-wrong`)
  await page.getByLabel(say.team).fill(team)
  await button(page, say.goOn).click()
  await page.getByLabel(say.you).fill('Ruth')
  await looksRight(walker, `${name}-3-you`)
  await walker.hasAuthenticator()
  await makeWaysIn(page, say)
  await looksRight(walker, `${name}-4-ways`)
  await button(page, say.make).click()
  await button(page, say.line).waitFor()
  await looksRight(walker, `${name}-5-line`)
  await button(page, say.line).click()
  await page.getByRole('heading', { name: say.done }).waitFor()
  await looksRight(walker, `${name}-6-done`)
  await button(page, say.open).click()
  await page.getByRole('navigation').waitFor()
}

const walks: { team: string; language: 'en' | 'es'; options: WalkOptions }[] = [
  { team: 'Beside the River', language: 'en', options: { viewport: 'desktop', locale: 'en-US', theme: 'light' } },
  { team: 'فريق الجيران <b>🌊</b> '.padEnd(199, 'y'), language: 'es', options: { viewport: 'phone', locale: 'es-MX' } },
]

for (const { team, language, options } of walks) {
  test(`Ruth sets up her team in ${language}, on a ${options.viewport}`, async () => {
    await using house = await openTestHouse({ clock: 'wall' })
    const ruth = await openWalker(browser, house, options)
    await setUp(house, ruth, { say: said[language], team, name: `set-up-${language}` })
    const founded = await theTeam(house.house.db.sql)
    assert.equal(founded?.name, team.trim())
    assert.equal((await linesOf(house.house.db.sql, founded!.teamId)).length, 1)
    await ruth.page.evaluate(() => (location.hash = '#/team'))
    await ruth.page.getByText('Ruth', { exact: true }).first().waitFor()
    assert.deepEqual(ruth.faults([/401/]), [])
    assert.ok(!ruth.requests.some(({ body }) => body.includes('AGE-SECRET-KEY')))
    await ruth.close()
  })
}

test('a link of before, or a second look after the founding, says what to do', async () => {
  await using house = await openTestHouse({ clock: 'wall' })
  const stranger = await openWalker(browser, house)
  await stranger.go(`/console#/set-up/${'A'.repeat(43)}`)
  await stranger.page.getByText('This set-up link does not work any more').waitFor()
  await looksRight(stranger, 'set-up-old-link')
  await stranger.close()
})

test('set-up interrupted after the founding goes on at the first line, from the link or from the console', async () => {
  await using house = await openTestHouse({ clock: 'wall' })
  const link = `/console#/set-up/${setUpToken(house)}`
  const ruth = await openWalker(browser, house, { viewport: 'phone', theme: 'light' })
  const { page } = ruth
  const say = said.en
  const paperKey = await foundOnly(ruth, link)
  await button(page, say.line).waitFor()

  // The page is gone, and with it the keys. The link says that there is a team, and leads to the door.
  await page.goto('about:blank')
  await ruth.go(link)
  await page.getByRole('link', { name: 'Go on in the console' }).click()
  await openWithPaperKey(page, paperKey)
  await page.getByRole('heading', { name: 'Make a line' }).waitFor()
  await page.getByRole('heading', { name: 'What to do next' }).waitFor()
  await looksRight(ruth, 'set-up-resumed')

  // Another day, at the console itself: still there, until there is a line.
  await page.goto('about:blank')
  await ruth.go('/console')
  await openWithPaperKey(page, paperKey)
  await button(page, say.line).click()
  await page.getByRole('heading', { name: say.done }).waitFor()
  await looksRight(ruth, 'set-up-resumed-done')
  await button(page, say.open).click()
  await page.getByRole('heading', { name: 'What we owe' }).waitFor()
  const team = await theTeam(house.house.db.sql)
  assert.equal((await linesOf(house.house.db.sql, team!.teamId)).length, 1)
  assert.deepEqual(ruth.faults([/401/]), [])
  await ruth.close()
})

/** As far as the first line, and no further. Returns the paper key. */
async function foundOnly(walker: Walker, link: string): Promise<string> {
  const { page } = walker
  const say = said.en
  await walker.go(link)
  await button(page, say.use).click()
  await page.getByLabel(say.team).fill('Beside the River')
  await button(page, say.goOn).click()
  await page.getByLabel(say.you).fill('Ruth')
  await walker.hasAuthenticator()
  const paperKey = await makeWaysIn(page, say)
  await button(page, say.make).click()
  return paperKey
}

async function openWithPaperKey(page: Page, paperKey: string): Promise<void> {
  await button(page, 'Use your paper key').first().click()
  await page.getByLabel('Paper key').fill(paperKey)
  await page.getByRole('button', { name: /^(Sign in|Open the vault)$/ }).click()
}
