import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { later, hour } from '#platform/clock'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { calendarText } from './calendar.ts'
import { act, givenAlways, lineSeat, makeNight, offer, placeIn } from '../../tests/swaps.ts'
import type { FeedView, NewFeed } from './views.ts'

let house: TestHouse
let people: People
before(async () => {
  house = await openTestHouse()
  people = await foundTeam(house)
  await givenAlways(house, people, [people.dee, people.mateo])
})
after(() => house.close())

type Entry = { uid: string; from: Date; to: Date; title: string; sequence: number }

/** As a calendar that follows the address reads it. */
async function read(path: string): Promise<Entry[]> {
  const answer = await fetch(house.url + path)
  assert.equal(answer.status, 200)
  return entriesOf(await answer.text())
}

const entriesOf = (text: string): Entry[] =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component)
    const { uid, startDate, endDate, summary, sequence } = event
    assert.equal(startDate.zone, ICAL.Timezone.utcTimezone)
    return { uid, from: startDate.toJSDate(), to: endDate.toJSDate(), title: summary, sequence: sequence ?? 0 }
  })

const feed = async (by: Person, language = 'en'): Promise<NewFeed> =>
  (await (
    await by.request('/api/shifts/calendar', { method: 'POST', headers: { 'x-language': language } })
  ).json()) as NewFeed

test('a calendar holds its member’s shifts under constant titles, as another library reads it; what is given away goes', async () => {
  const { dee, mateo } = people
  const seats = [lineSeat(), lineSeat({ kind: 'back-up' })]
  const friday = await makeNight(house, people, { inHours: 100, seats, sit: [[dee, null]] })
  const home = await makeNight(house, people, { inHours: 150, seats, sit: [[], [dee]] })
  const { path } = await feed(dee)
  const [one, other, ...more] = await read(path)
  assert.deepEqual(more, [])
  assert.deepEqual([one?.from, one?.to, one?.title], [friday.startsAt, friday.endsAt, 'Shift'])
  assert.deepEqual([other?.from, other?.title], [home.startsAt, 'Shift (back-up)'])
  const theirs = await feed(mateo, 'es')
  assert.deepEqual(await read(theirs.path), [])
  const { offerId } = await offer(dee, { ...placeIn(friday), kind: 'swap', asked: [mateo] })
  assert.equal((await read(path)).length, 2, 'until it is taken it is still Dee’s')
  await act(mateo, offerId, 'take')
  assert.deepEqual((await read(path)).map(({ uid }) => uid), [other!.uid]) // prettier-ignore
  const [taken] = await read(theirs.path)
  assert.equal(taken?.title, 'Turno')
  assert.notEqual(taken?.uid, one?.uid, 'two calendars do not tell who works together')
})

test('a shift that moves keeps its identifier and says that it changed; one that is off is gone', async () => {
  const { ines, team } = people
  const night = await makeNight(house, people, { inHours: 200, sit: [[ines]] })
  const { path } = await feed(ines)
  const [before] = await read(path)
  const startsAt = later(night.startsAt, hour)
  const place = { team_id: team.teamId, shift_id: night.shiftId }
  await house.house.db.sql`
    update shifts set starts_at = ${startsAt}, moved = moved + 1 where team_id = ${place.team_id} and shift_id = ${place.shift_id}`
  const [moved] = await read(path)
  assert.deepEqual([moved?.uid, moved?.from], [before?.uid, startsAt])
  assert.ok(moved!.sequence > before!.sequence)
  await house.house.db.sql`
    update shifts set state = 'off' where team_id = ${place.team_id} and shift_id = ${place.shift_id}`
  assert.deepEqual(await read(path), [])
})

test('the address is a secret of which only the hash is kept; it is told once, renewed, revoked, and guesses find nothing', async () => {
  const { sam } = people
  const since = async () => ((await (await sam.request('/api/shifts/calendar')).json()) as FeedView).madeAt
  assert.equal(await since(), null)
  const first = await feed(sam)
  assert.equal(await since(), first.madeAt)
  assert.match(first.path, /^\/calendar\/[\w-]{32}\.ics$/)
  const rows = await house.house.db.sql`select * from calendar_feeds where team_id = ${people.team.teamId}`
  assert.ok(!JSON.stringify(rows).includes(first.path.slice(10, -4)))
  const answer = await fetch(house.url + first.path)
  const { headers } = answer
  assert.deepEqual(
    [headers.get('content-type'), headers.get('cache-control'), headers.get('set-cookie')],
    ['text/calendar; charset=utf-8', 'no-store', null],
  )
  assert.match(headers.get('x-robots-tag') ?? '', /noindex/)
  const text = await answer.text()
  for (const secret of [sam.memberId, people.team.teamId, 'Beside', 'River', house.url]) assert.ok(!text.includes(secret)) // prettier-ignore
  const second = await feed(sam)
  assert.equal((await fetch(house.url + first.path)).status, 404, 'the one before has ended')
  assert.equal((await fetch(house.url + second.path)).status, 200)
  await sam.request('/api/shifts/calendar', { method: 'DELETE' })
  const gone = [second.path, `/calendar/${'A'.repeat(32)}.ics`, '/calendar/short.ics', '/calendar/']
  for (const path of gone) assert.equal((await fetch(house.url + path)).status, 404, 'nothing is there')
  assert.ok(!house.logged.join('\n').includes(first.path.slice(10, -4)), 'no address is in the log')
})

test('whatever a title holds, it is read as it was written, and no line is longer than 75 bytes', () => {
  const now = new Date('2026-11-20T21:00:00Z')
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', ',', ';', '\\', '\n', 'ñ', '🙂', 'n', ':', '"'),
    maxLength: 200,
  })
  const property = fc.property(text, (title) => {
    const entry = { uid: 'one', startsAt: now, endsAt: later(now, hour), title, sequence: 3 }
    const written = calendarText([entry], { name: 'Turnos', now })
    for (const line of written.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75)
    assert.ok(written.endsWith('END:VCALENDAR\r\n') && !written.replaceAll('\r\n', '').includes('\n'))
    const [read] = entriesOf(written)
    assert.deepEqual([read?.title, read?.from, read?.to, read?.sequence], [title, now, entry.endsAt, 3])
  })
  fc.assert(property, { numRuns: 500 })
})
