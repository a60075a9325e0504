import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { orderedId } from '#platform/ids'
import { openLine } from '../../features/chat/acting.ts'
import { sealPattern } from '../../features/shifts/browser/plan/sealing.ts'
import type { AvailabilityView, ShiftsView } from '../../features/shifts/views.ts'
import { openBrowser, type Walker } from '../browser.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam, type People, type Person } from '../people.ts'
import { tabTo } from './keyboard-only.ts'
import { inside, looker, looksRightAtBoth } from './looking.ts'

/* Whoever works shifts: Dee on a phone, in Spanish, says when she can, takes a seat and asks Mateo to swap; he does, at a desk. */
let house: TestHouse
let people: People
let browser: Browser

before(async () => {
  house = await openTestHouse({ clock: 'wall' })
  people = await foundTeam(house)
  await twoShifts(await openLine(house, people))
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const [first, second] = [inDays(4), inDays(8)]
/** Tomorrow about this time by the team's clock: she is asked at once whether she is coming. */
const soon = Temporal.Now.zonedDateTimeISO('America/Los_Angeles').add({ hours: 20 })
const hourOf = (hours: number): string => `${String((soon.hour + hours) % 24).padStart(2, '0')}:00`
const tomorrow = { date: soon.toPlainDate().toString(), from: hourOf(0), to: hourOf(4) }

async function amaras<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await people.amara.request(`/api/shifts${path}`, { method, body })
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return (await answer.json()) as Answer
}

/** Tomorrow's shift with Dee and Inés, made later on. */
let makeTomorrow = async (): Promise<void> => {}
/** Two evenings that everybody sees: Sam sits in the first, Mateo and Inés in the second. */
async function twoShifts(lineId: string): Promise<void> {
  const seatId = orderedId()
  const seat = { seatId, count: 2, skills: [], languages: [], trainee: false, kind: 'line' }
  const name = { en: 'Evening', es: 'Noche' }
  const sealed = await sealPattern(people.amara.keyring, {
    name,
    seats: { [seatId]: { en: 'Listening', es: 'Escucha' } },
  })
  const evenings = [first, second].map((date) => ({ date, from: '20:00', to: '02:00' }))
  const make = ({ date, ...times }: typeof tomorrow): Promise<object> => {
    const pattern = { repeats: { kind: 'once', date }, ...times, skips: [], seats: [seat] }
    return amaras('POST', '/patterns', { patternId: orderedId(), lineId, pattern, sealed })
  }
  for (const one of evenings) await make(one)
  const { shifts } = await amaras<ShiftsView>('GET', `?from=${first}&to=${second}`)
  const [one, other] = shifts.map(({ shiftId }) => shiftId)
  const sit = (shiftId: string, slot: number, { memberId }: Person) => ({ shiftId, seatId, slot, memberId, was: null })
  makeTomorrow = async () => {
    await make(tomorrow)
    const [near] = (await amaras<ShiftsView>('GET', `?from=${tomorrow.date}&to=${tomorrow.date}`)).shifts
    const changes = [sit(near!.shiftId, 0, people.dee), sit(near!.shiftId, 1, people.ines)]
    await amaras('POST', '/seatings', { changes, anyway: true })
    await amaras('POST', '/publish', { firstDate: tomorrow.date, lastDate: tomorrow.date })
  }
  const changes = [sit(one!, 0, people.sam), sit(other!, 0, people.mateo), sit(other!, 1, people.ines)]
  await amaras('POST', '/seatings', { changes, anyway: true })
  await amaras('POST', '/publish', { firstDate: first, lastDate: second })
}

const looksRight = looker('my-shifts')
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

/** By keyboard alone: Friday and Saturday nights. */
async function saysWhen(dee: Walker): Promise<void> {
  const { page } = dee
  await page.getByText('No tienes turnos en los próximos').waitFor()
  await looksRight(dee, 'empty')
  await tabTo(page, 'Decir cuándo puedo')
  await page.keyboard.press('Enter')
  await page.getByRole('grid').waitFor()
  await tabTo(page, /^lunes, de 02:00 a 20:00$/)
  await page.keyboard.press('PageDown')
  for (let day = 0; day < 4; day++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowRight')
  const saturday = page.getByRole('checkbox', { name: 'sábado, de 20:00 a 02:00 del día siguiente' })
  assert.equal(await saturday.getAttribute('aria-checked'), 'true')
  await page.getByText('Guardado', { exact: true }).waitFor()
  const { given } = (await (await people.dee.request('/api/shifts/availability')).json()) as AvailabilityView
  assert.deepEqual([given.week.fri, given.week.sat, given.week.sun], [[evening], [evening], []])
  await looksRight(dee, 'when')
}
const evening = { from: '20:00', to: '02:00' }

/** With a mouse: pressed on Monday, let go on Wednesday, is three evenings and one step. */
async function drawsTheWeek(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'When I can' }).click()
  const cell = (day: string) => page.getByRole('checkbox', { name: `${day}, 20:00 to 02:00 of the next day` })
  const isMarked = () => Promise.all(['Monday', 'Tuesday', 'Wednesday'].map((day) => cell(day).isChecked()))
  await cell('Monday').hover()
  await page.mouse.down()
  await cell('Wednesday').hover()
  await page.mouse.up()
  assert.deepEqual(await isMarked(), [true, true, true])
  await cell('Tuesday').click()
  assert.deepEqual(await isMarked(), [true, false, true])
  await button(page, 'Undo').first().click()
  await button(page, 'Undo').first().click()
  assert.deepEqual(await isMarked(), [false, false, false])
}

/** Asked whether she comes, Dee says yes with one tap; then she cannot, and Mateo takes it. */
async function cannotCome(dee: Walker, mateo: Walker): Promise<void> {
  await makeTomorrow()
  const { page } = dee
  await page.getByRole('group', { name: '¿Vienes?' }).waitFor()
  await looksRightAtBoth(dee, looksRight, 'coming')
  await button(page, 'Sí, voy').click()
  await page.getByText('Dijiste que vienes.').waitFor()
  await button(page, 'Cederlo').first().click()
  await page.getByLabel('No puedo ir', { exact: true }).check()
  await page.getByText(/^Empieza pronto/).waitFor()
  await looksRightAtBoth(dee, looksRight, 'drop')
  await button(page, 'No puedo ir: preguntar a otras personas').click()
  await button(page, 'Retirar').waitFor()
  await looksRightAtBoth(dee, looksRight, 'dropped')
  await mateo.page.getByRole('tab', { name: /^Open seats/ }).click()
  await mateo.page.getByText('Dee cannot come').waitFor()
  await looksRightAtBoth(mateo, looksRight, 'drop-open')
  await button(mateo.page, 'I take it').click()
  await mateo.page.getByText(/^It is yours now/).waitFor()
  await page
    .getByText(/^Mateo tiene/)
    .nth(1)
    .waitFor()
  await looksRightAtBoth(dee, looksRight, 'drop-taken')
}

/** An address for a calendar: shown once, another one ends it, and taken back it answers no more. */
async function subscribes(dee: Walker): Promise<void> {
  const { page } = dee
  const answers = async (address: string): Promise<number> => (await fetch(address)).status
  await page.getByText('En tu propio calendario').click()
  await button(page, 'Crear una dirección').click()
  const field = page.getByLabel('Dirección del calendario')
  const first = await field.inputValue()
  assert.equal(await answers(first), 200)
  await looksRightAtBoth(dee, looksRight, 'calendar')
  await page.getByText('En tu propio calendario').click()
  await page.getByText('En tu propio calendario').click()
  await page.getByText(/^Hay una dirección desde/).waitFor()
  assert.equal(await field.count(), 0, 'it is shown once')
  await button(page, 'Crear otra dirección').click()
  const second = await field.inputValue()
  assert.deepEqual([await answers(first), await answers(second)], [404, 200])
  await button(page, 'Retirarla').click()
  await button(page, 'Crear una dirección').waitFor()
  assert.equal(await answers(second), 404)
  await looksRightAtBoth(dee, looksRight, 'calendar-gone')
}

test('by keyboard on a phone, then by touch: when I can, a seat taken, a swap offered; a colleague takes it at a desk', async () => {
  const dee = await inside({ browser, house }, people.dee, {
    to: 'shifts',
    viewport: 'phone',
    locale: 'es-MX',
    theme: 'light',
  })
  const { page } = dee
  await saysWhen(dee)
  await page.getByRole('tab', { name: 'Puestos libres (1)' }).click()
  await page.getByText('Con Sam (Escucha)').waitFor()
  await looksRight(dee, 'open')
  await button(page, 'Lo tomo').click()
  await page.getByText(/^Ya es tuyo/).waitFor()
  await page.getByRole('tab', { name: 'Próximos' }).click()
  await button(page, 'Cederlo').click()
  await page.getByLabel('Cambiarlo con una persona').check()
  await page.getByLabel('A quién').selectOption({ label: 'Mateo' })
  await page.getByLabel('Por cuál de sus turnos').selectOption({ index: 1 })
  await looksRight(dee, 'swap')
  await button(page, 'Preguntar').click()
  await page.getByText('Sigue siendo tuyo hasta que alguien lo tome. Se preguntó a 1 persona.').waitFor()
  await looksRight(dee, 'offered')

  const mateo = await inside({ browser, house }, people.mateo, { to: 'shifts', viewport: 'desktop' })
  await mateo.page.getByRole('link', { name: 'My shifts 1' }).waitFor()
  await mateo.page.getByText('Dee would like to give away this seat').waitFor()
  await looksRight(mateo, 'asked')
  await button(mateo.page, 'Swap').click()
  await mateo.page.getByText(/^It is yours now/).waitFor()
  await mateo.page.getByText('With Sam (Listening)').waitFor()
  // Dee's phone hears of it by itself.
  await page.getByText('Con Inés (Escucha)').waitFor()
  await looksRight(dee, 'swapped')
  await drawsTheWeek(mateo.page)
  await cannotCome(dee, mateo)
  await subscribes(dee)
  assert.deepEqual([dee.faults(), mateo.faults()], [[], []])
  await Promise.all([dee.close(), mateo.close()])
})
