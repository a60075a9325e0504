import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openLine, startChat, until, type Started } from '../../features/chat/acting.ts'
import { openBrowser, openWalker, type Walker, type WalkOptions } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { press, smallTargets, tabTo, type } from './keyboard-only.ts'

/* A night without a mouse: from the door to a kind end, with Tab, Enter and the keys that the screens name. */

let house: TestHouse
let people: People
let browser: Browser
const callers: Started[] = []
before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  await openLine(house, people)
  browser = await openBrowser()
})
after(async () => {
  for (const { talk } of callers) talk.wipe()
  await browser?.close()
  await house?.close()
})

test('Dee signs in, goes on duty, answers, talks and ends a chat by keyboard alone', async () => {
  const dee = await openWalker(browser, house)
  const { page } = dee
  await signIn(dee, people.dee)
  await goOnDuty(page)
  const { talk } = await call('I am in the kitchen.')
  await page.getByRole('alert').getByText('Somebody is waiting').waitFor()
  await press(page, /^Answer/)
  await page.getByRole('log').getByText('I am in the kitchen.').waitFor()

  await type(page, 'Your message to the caller', 'I am here with you.')
  // In the middle of a sentence: the police field keeps the place where one writes.
  await page.keyboard.press('Alt+Shift+Digit3')
  await page.locator('.sign', { hasText: 'Police are on the way' }).waitFor()
  await page.keyboard.press('Enter')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === 'I am here with you.'), 'it')

  await type(page, 'Your notes', 'Kitchen, two children.')
  await page.getByText(/^Saved /).waitFor()
  // Out of the notes again, and through everything once around: nothing holds the keyboard.
  await tabTo(page, 'Your notes')
  await press(page, 'End the chat')
  await page.getByRole('dialog').waitFor()
  await press(page, 'Say goodbye and end it')
  await until(() => talk.view?.state === 'ended', 'the end')
  await page.getByText('This chat has ended.').first().waitFor()
  assert.deepEqual(dee.faults([/401/]), [])
  await dee.close()
})

test('what opens above the conversation closes with Escape, and the keyboard is back where it was', async () => {
  const mateo = await openWalker(browser, house)
  const { page } = mateo
  await signIn(mateo, people.mateo)
  await goOnDuty(page)
  await call('Hello?')
  await press(page, /^Answer/)
  await page.getByRole('log').getByText('Hello?').waitFor()
  await press(page, 'End the chat')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).innerText.trim()), 'End the chat')
  await mateo.close()
})

test('at 360 px everything that is touched is at least 44 px', async () => {
  const ines = await openWalker(browser, house, { viewport: 'phone' } satisfies WalkOptions)
  const { page } = ines
  const small = async (where: string): Promise<void> => assert.deepEqual(await smallTargets(page), [], where)
  await ines.go('/console')
  await page.getByRole('button', { name: 'Use your paper key' }).waitFor()
  await small('the door')
  await signIn(ines, people.ines)
  await goOnDuty(page)
  const shown = { '': 'Waiting', talks: 'Conversations', room: 'Shift room', settings: 'Settings' }
  for (const [path, title] of Object.entries(shown)) {
    await page.evaluate((to) => (location.hash = `#/${to}`), path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    if (path === 'settings') await page.getByRole('button', { name: 'Remove: Paper key' }).waitFor()
    await small(`#/${path}`)
  }
  await call('On a phone.')
  await page.getByRole('alert').getByText('Somebody is waiting').waitFor()
  await small('ringing')
  await press(page, /^Answer/)
  await page.getByRole('log').getByText('On a phone.').waitFor()
  await small('the conversation')
  await page.getByRole('tab', { name: 'Beside it' }).click()
  await small('beside it')
  await ines.close()
})

test('a focus that is not drawn, one that is covered, a trap and a small button are seen as such', async () => {
  const { page } = await openWalker(browser, house)
  // There, and not for the keyboard.
  const next = '<button tabindex="-1" style="display:block;height:44px;width:44px">Next</button>'
  const draw = (inside: string): Promise<void> =>
    page.setContent(`<style>button { outline: none }</style>${inside}${next}`)
  await draw('<button>Not drawn</button>')
  await assert.rejects(tabTo(page, 'Next'), /the focus is not drawn/)
  const cover = '<style>button { outline: 2px solid }</style><div style="position:fixed;inset:0"></div>'
  await draw(`${cover}<button>Below</button>`)
  await assert.rejects(tabTo(page, 'Next'), /it is covered by DIV/)
  await draw('<style>button { outline: 2px solid }</style><button>Only this</button>')
  await assert.rejects(tabTo(page, 'Next'), /does not come to Next: Only this/)
  assert.match((await smallTargets(page)).join(), /^button Only this \d+×\d+$/)
  await page.context().close()
})

async function signIn({ page, go }: Walker, person: Person): Promise<void> {
  await go('/console')
  await page.getByRole('button', { name: 'Use your paper key' }).waitFor()
  await press(page, 'Use your paper key')
  await page.getByLabel('Paper key').waitFor()
  if (!(await page.getByLabel('Paper key').evaluate((field) => field === document.activeElement)))
    await tabTo(page, 'Paper key')
  await page.keyboard.insertText(person.paperKey)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
}

async function goOnDuty(page: Page): Promise<void> {
  await press(page, 'Go on duty')
  await page.getByRole('button', { name: 'Ring this device' }).waitFor()
  await press(page, 'Ring this device')
  await page.getByRole('button', { name: 'Yes, I hear it' }).waitFor()
  await press(page, 'Yes, I hear it')
  await page.getByText('On duty', { exact: true }).waitFor()
}

async function call(first: string): Promise<Started> {
  const started = await startChat(house)
  assert.ok(started.answer.ok)
  callers.push(started)
  started.talk.write(first)
  return started
}
