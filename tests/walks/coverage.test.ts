import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { lookUp } from '#features/shifts/checks'
import { openLine, until } from '../../features/chat/acting.ts'
import { whyOpen } from '../../features/coverage/reasons.ts'
import { deskOf } from '../../features/coverage/server/desk.ts'
import { canAlways, newPattern, nights, seatOf } from '../crew.ts'
import type { ShiftsView } from '../../features/shifts/views.ts'
import { openBrowser, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People } from '../people.ts'
import { heldSolver, type Held } from '../searching.ts'
import { press } from './keyboard-only.ts'
import { goTo, inside, looker, use } from './looking.ts'

/* A roster proposed, taken and saved without a mouse; why a seat stays open; what the weeks hold; then on a phone, in Spanish. */
let house: TestHouse
let people: People
let browser: Browser

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  const lineId = await openLine(house, people)
  await canAlways([people.dee, people.mateo, people.ines])
  // Sam can on Sundays only, and an hour too late for the shift in which everybody else is not enough.
  await canAlways([people.sam], {
    week: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [{ from: '15:00', to: '24:00' }] },
    languages: ['es'],
  })
  const crew = { house, people, lineId, happened: () => [] }
  await newPattern(crew, nights([seatOf({ count: 2 }), seatOf({ count: 1, kind: 'pair' })]))
  const sunday = { repeats: { kind: 'weekly' as const, days: ['sun' as const], every: 1, first: '2026-11-16' } }
  await newPattern(
    crew,
    nights([seatOf({ count: 2 }), seatOf({ count: 1, languages: ['es'] })], { ...sunday, from: '14:00', to: '20:00' }),
  )
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const looksRight = looker('coverage', { tall: true })
/** The best so far: somebody in the first seats. */
function finds({ tell, order }: Held, seats: number): void {
  const { problem } = order
  const crew = [people.dee, people.mateo, people.ines]
  const seatings = lookUp(problem)
    .open.toSorted((a, b) => a.shift.startsAt - b.shift.startsAt)
    .slice(0, seats)
    .map(({ seat }, at) => ({ seatId: seat.id, personId: crew[at % crew.length]!.memberId }))
  tell({ stage: 'searching', cost: 40, bound: 30, milliseconds: 2400, seatings })
}
function explains({ answer, order }: Held): void {
  const { problem, start = [] } = order
  const solved = { seatings: start, cost: 40, bound: null, isProven: false, milliseconds: 1 }
  answer({ kind: 'solved', solved, breaches: [], why: whyOpen(problem, start) })
}
const seatings = async (): Promise<number> => {
  const [from, to] = [0, 40].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
  const view = (await (await people.ruth.request(`/api/shifts?from=${from}&to=${to}`)).json()) as ShiftsView
  return view.shifts.reduce((all, shift) => all + shift.seatings.length, 0)
}

/** At the side: groups with headings, each folded by its own key; where one is stays in sight, and the device remembers. */
async function folds({ page }: Walker): Promise<void> {
  const nav = page.getByRole('navigation', { name: 'Screens' })
  assert.deepEqual(await nav.getByRole('heading').allInnerTexts(), ['Tonight', 'Afterwards', 'The crew', 'The team'])
  const crew = nav.getByRole('list', { name: 'The crew' }).getByRole('link')
  const all = await crew.count()
  await press(page, 'The crew')
  await crew.first().waitFor({ state: 'detached' })
  await goTo(page, 'roster')
  await nav.getByRole('link', { name: 'Roster' }).waitFor()
  assert.equal(await crew.count(), 1)
  await use(page, 'The crew')
  await crew.nth(all - 1).waitFor()
}

const board = '**/assets/RosterPanel-*.js'
/** On a phone: everything else under "More", in groups. A screen that cannot be fetched says so, and comes when asked again. */
async function findsWithout(amara: Walker): Promise<void> {
  const { page } = amara
  await use(page, /^Más/)
  await page.getByRole('menu').getByText('La gente').waitFor()
  await looksRight(amara, 'phone-more')
  await page.getByRole('menuitem', { name: 'Turnos del equipo' }).click()
  await page.getByText(/^Esta pantalla no llegó/).waitFor()
  await looksRight(amara, 'phone-not-fetched')
  await page.unroute(board)
  await press(page, 'Probar otra vez')
  assert.equal(await page.locator('main h1:focus').innerText(), 'Turnos del equipo')
}

/** Progress, stopped, taken in part and taken back, gone on with. */
async function stopsAndGoesOn(amara: Walker): Promise<void> {
  const { page } = amara
  const { solver } = deskOf(house.house)
  const held = heldSolver()
  deskOf(house.house).solver = held
  await press(page, 'Propose a roster')
  await press(page, 'Propose a roster')
  await page.getByText('Waiting for a turn.').waitFor()
  finds(held.held[0]!, 5)
  await page.getByText('19 of 24 seats are still open in the best so far.').waitFor()
  await looksRight(amara, 'progress')
  await press(page, 'Stop')
  await page.getByText('Stopped. This is the best that was found until then.').waitFor()
  await until(() => held.held.length === 2, 'the reasons to be asked for')
  explains(held.held[1]!)
  await page.getByText(/19 open seats say why/).waitFor()
  await looksRight(amara, 'stopped')
  // In part: all but the first.
  await page.getByRole('checkbox').nth(0).waitFor()
  await press(page, /2026|Fri|Sun/, 'Space')
  await press(page, 'Put 4 changes on the board')
  await page.getByText(/^4 changes, not saved/).waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Everything is saved.').waitFor()
  deskOf(house.house).solver = solver
  await press(page, 'Go on')
  // Until then the changes of before stand there.
  await page.getByText(/^Stopped\./).waitFor({ state: 'detached' })
  await page.getByText(/Put \d+ changes on the board/).waitFor({ timeout: 120_000 })
  await page
    .getByText(/Sam could be there if they could start at 14:00/)
    .first()
    .waitFor()
}

test('by keyboard: progress, stopped, taken in part; gone on with, taken as one step, taken back, saved; why a seat is open; the weeks; more', async () => {
  const amara = await inside({ browser, house }, people.amara, { patience: 60_000 })
  const { page } = amara
  await folds(amara)
  await goTo(page, 'roster')
  await page.getByText(/open seats, the next on/).waitFor()
  await stopsAndGoesOn(amara)
  await looksRight(amara, 'proposal')
  assert.equal(await seatings(), 0)
  await press(page, /^Put \d+ changes on the board$/)
  await page.getByText(/changes are on the board, not saved/).waitFor()
  await page.getByText(/^\d+ changes, not saved/).waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Everything is saved.').waitFor()
  await page.keyboard.press('Control+y')
  await page.getByText(/^\d+ changes, not saved/).waitFor()
  await looksRight(amara, 'taken')
  await page.keyboard.press('Control+s')
  await page.getByText('Saved.', { exact: true }).waitFor()
  assert.ok((await seatings()) > 8)

  await goTo(page, 'coverage')
  await page.getByText(/This rests on an assumption/).waitFor()
  await press(page, 'The numbers as a table')
  await looksRight(amara, 'weeks')
  await press(page, 'Work it out')
  await page.getByText(/shifts in eight weeks with/).waitFor({ timeout: 120_000 })
  await looksRight(amara, 'plan')
  assert.deepEqual(amara.faults(), [])
  await amara.close()
})

test('on a phone, in Spanish: a proposal, its reasons, its progress, one that broke off, and the weeks in one column', async () => {
  const amara = await inside({ browser, house }, people.amara, {
    viewport: 'phone',
    locale: 'es-MX',
    theme: 'light',
    patience: 60_000,
    before: (page) => page.route(board, (route) => route.abort()),
  })
  const { page } = amara
  await findsWithout(amara)
  await page.getByText(/puestos? libres? dicen? por qué/).waitFor()
  await looksRight(amara, 'phone-proposal')
  const held = heldSolver()
  deskOf(house.house).solver = held
  await page.getByRole('button', { name: 'Proponer otra vez' }).click()
  await until(() => held.held.length === 1, 'the search to begin')
  finds(held.held[0]!, 2)
  await page.getByText('Buscando a alguien para cada puesto.').waitFor()
  await looksRight(amara, 'phone-progress')
  // As when the server is stopped for an update.
  await deskOf(house.house).close()
  await page.getByText(/El servidor se detuvo a la mitad. Lo que había encontrado/).waitFor()
  await looksRight(amara, 'phone-broke-off')
  await goTo(page, 'coverage')
  await page.getByText(/Esto se basa en un supuesto/).waitFor()
  await looksRight(amara, 'phone-weeks')
  assert.deepEqual(amara.faults([/ERR_FAILED|preload/]), [])
  await amara.close()
})
