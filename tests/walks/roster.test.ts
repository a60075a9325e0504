import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { base64url, utf8 } from '#platform/envelope/bytes'
import { openLine } from '../../features/chat/acting.ts'
import type { ShiftsView } from '../../features/shifts/views.ts'
import type { Availability } from '../../features/shifts/wire.ts'
import { openBrowser, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { press, tabTo } from './keyboard-only.ts'
import { goTo, inside, looker, looksRightAtBoth } from './looking.ts'
import { changesRules, dragsByFinger, isRefused, leavesOneEmpty, movesTheClock } from './roster-acts.ts'

/* The roster without a mouse: Amara makes patterns, fills seats, meets what Ruth did, takes back and publishes; then on a phone, in Spanish. */
let house: TestHouse
let people: People
let browser: Browser

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  await openLine(house, people)
  for (const person of [people.amara, people.dee, people.mateo, people.ines]) await canAlways(person)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const always = [{ from: '00:00', to: '24:00' }]
const given: Availability = {
  week: { mon: always, tue: always, wed: always, thu: always, fri: always, sat: always, sun: always },
  dates: [],
  leave: [],
  languages: ['en'],
  wishes: { mostShifts: null, with: [], apart: [], earlyAfter: [], rather: null },
}
async function canAlways({ memberId, keyring, request }: Person): Promise<void> {
  const words = utf8(JSON.stringify({ wishes: 'Rather not alone with new people.', leave: {} }))
  const sealed = base64url(
    await keyring.sealForReaders([`member:${memberId}`, 'circle:coordinators'], words, 'availability'),
  )
  const kept = await request('/api/shifts/availability', { method: 'PUT', body: { version: 0, given, sealed } })
  assert.equal(kept.status, 200)
}

const looksRight = looker('roster', { tall: true })
const shiftsNow = async (): Promise<ShiftsView['shifts']> => {
  const [from, to] = [0, 40].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
  const view = (await (await people.ruth.request(`/api/shifts?from=${from}&to=${to}`)).json()) as ShiftsView
  return view.shifts
}
/** Who sits there, in the order of the seats. */
const seatedIn = ({ seats, seatings }: ShiftsView['shifts'][number]): string[] =>
  seats.flatMap(({ seatId, count }) =>
    Array.from({ length: count }, (_none, slot) =>
      seatings.filter((one) => one.seatId === seatId && one.slot === slot).map(({ memberId }) => memberId),
    ).flat(),
  )
/** From now on the page notes whether the chooser has the keyboard in the moment in which it is drawn. */
const watchForKeys = (page: Page): Promise<void> =>
  page.evaluate(() => {
    delete document.body.dataset['hasKeys']
    const watch = new MutationObserver(() => {
      const field = document.querySelector('[role=combobox]')
      if (!field) return
      watch.disconnect()
      document.body.dataset['hasKeys'] = String(document.activeElement === field)
    })
    watch.observe(document.body, { childList: true, subtree: true })
  })

/** Seats somebody where the keyboard is. */
async function seat(page: Page, name: string): Promise<void> {
  await watchForKeys(page)
  await page.keyboard.press('Enter')
  const hasKeys = await page.locator('[data-has-keys]').getAttribute('data-has-keys')
  assert.equal(hasKeys, 'true', 'whoever types at once loses no letter')
  await page.keyboard.type(name.slice(0, 3))
  await page.keyboard.press('Enter')
  await page.locator(`[data-place]:focus:has-text("${name}")`).waitFor()
}

/** Ruth seats Mateo where Amara has put Inés and not saved it yet. */
async function ruthIsFaster(page: Page): Promise<void> {
  const [shiftId, seatId, slot] = (await page.locator('[data-place]:focus').getAttribute('data-place'))!.split(' ')
  const place = { shiftId, seatId, slot: Number(slot) }
  const changes = [{ ...place, memberId: people.mateo.memberId, was: null }]
  const done = await people.ruth.request('/api/shifts/seatings', { method: 'POST', body: { changes, anyway: false } })
  assert.equal(done.status, 200)
}

async function makesPatterns(amara: Walker): Promise<void> {
  const { page } = amara
  await goTo(page, 'roster')
  await press(page, 'Begin with ready ones')
  await page.getByRole('button', { name: 'Use this: Weekend nights' }).waitFor()
  await looksRight(amara, 'starts')
  await press(page, 'Use this: Weekend nights')
  await page.getByText('Made. The nights are on the board.').waitFor()
  await goTo(page, 'roster')
  await page.getByText(/open seats, the next on/).waitFor()
  await looksRight(amara, 'empty')
}

async function meetsRuth(amara: Walker): Promise<void> {
  const { page } = amara
  await page.keyboard.press('n')
  await seat(page, 'Dee')
  await page.keyboard.press('n')
  await seat(page, 'Inés')
  await ruthIsFaster(page)
  await page.getByText('Somebody else planned at the same time.').waitFor()
  await looksRight(amara, 'conflict')
  await press(page, 'Mine: Inés')
  await page.keyboard.press('Control+s')
  await page.getByText('Saved.', { exact: true }).waitFor()
}

/** Dee and Inés change places; Amara is seated, carried on, and back where she was. */
async function movesPeople({ page }: Walker): Promise<void> {
  const here = page.locator('[data-place]:focus')
  await tabTo(page, /^(Line|Pair|Back-up)/)
  await page.keyboard.press('Home')
  for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key)
  await here.filter({ hasText: 'Dee' }).waitFor()
  await page.keyboard.press('n')
  await seat(page, 'Amara')
  for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key)
  await here.filter({ hasText: 'Amara' }).waitFor()
  await page.keyboard.press('Control+z')
  await here.filter({ hasText: 'open' }).waitFor()
}

test('by keyboard: patterns made, seats filled, a colleague met, a step taken back, the weeks published', async () => {
  const amara = await inside({ browser, house }, people.amara, { patience: 40_000 })
  const { page } = amara
  await makesPatterns(amara)
  await meetsRuth(amara)
  await movesPeople(amara)
  await tabTo(page, 'Publish', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByText('3 people are told.').waitFor()
  await looksRight(amara, 'publishing')
  await press(page, 'Publish')
  await page.getByText('Published.', { exact: true }).waitFor()
  const first = (await shiftsNow()).find(({ seatings }) => seatings.length > 0)!
  assert.deepEqual(
    [first.published, seatedIn(first)],
    [true, [people.ines.memberId, people.dee.memberId, people.amara.memberId]],
  )
  assert.deepEqual(amara.faults([/409/]), [])
  await amara.close()
})

test('on a phone, in Spanish: the same nights in one column, a pattern, people, rules and the printed month', async () => {
  const amara = await inside({ browser, house }, people.amara, { patience: 40_000, viewport: 'phone', locale: 'es-MX' })
  const { page } = amara
  await goTo(page, 'roster')
  await page.getByText(/puestos libres, el próximo/).waitFor()
  await looksRight(amara, 'phone')
  await page.locator('[data-place]').nth(3).click()
  await page.getByRole('option', { name: /^Mateo/ }).click()
  await page.getByText('1 cambio sin guardar').waitFor()
  await dragsByFinger(amara, 3, 5)
  await looksRight(amara, 'phone-dragged')
  await dragsByFinger(amara, 5, 24)
  for (const [path, text] of [
    ['patterns', 'Primera mitad'],
    ['patterns/new', 'Las próximas noches'],
    ['people', 'Todavía no han dicho cuándo pueden'],
    ['rules', 'Lo que el equipo pide de sus turnos'],
    ['print', 'Con nombres'],
  ] as const) {
    await goTo(page, `roster/${path}`)
    await page.getByText(text).first().waitFor()
    await looksRight(amara, `phone-${path.replace('/', '-')}`)
  }
  assert.deepEqual(amara.faults(), [])
  await amara.close()
})

test('in Spanish, at a desk and on a phone: rules, the time zone there and back, a save that is refused, a seat that stays empty', async () => {
  const ruth = await inside({ browser, house }, people.ruth, { locale: 'es-MX', theme: 'light' })
  const looks = (name: string): Promise<void> => looksRightAtBoth(ruth, looksRight, name)
  await goTo(ruth.page, 'roster/rules')
  await changesRules(ruth.page, looks)
  await movesTheClock(ruth.page, looks)
  await goTo(ruth.page, 'roster')
  await isRefused(ruth.page, looks)
  await leavesOneEmpty(ruth.page, looks)
  assert.deepEqual(ruth.faults([/409/]), [])
  await ruth.close()
})
