import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '#platform/clock'
import { base64url, fromBase64url, utf8 } from '#platform/envelope/bytes'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { cardId, cardsAre, foldNext, ordinary } from './acting.ts'
import { fold, readCard, type Card } from './card.ts'
import { foldingOf } from './browser/folding.ts'
import { keepCardIn } from './browser/cards.ts'
import type { Material, ReportView, TallyView } from './wire.ts'

async function count(person: Person, card: Partial<Card> = {}, id = cardId()): Promise<string> {
  const sealed = await keepCardIn(person.keyring, { ...ordinary, ...card })
  const answer = await person.request(`/api/tally/cards/${id}`, { method: 'PUT', body: { sealed } })
  assert.equal(answer.status, 200, await answer.clone().text())
  return ((await answer.json()) as { state: string }).state
}
const reportFor = async (person: Person, year = 0): Promise<ReportView> =>
  (await (await person.request(`/api/tally/report/${String(year).padStart(4, '0')}`)).json()) as ReportView
const rowsOf = async (house: TestHouse, table: string): Promise<Record<string, unknown>[]> => [
  ...(await house.house.db.sql`select * from ${house.house.db.sql(table)}`),
]

async function autumn(): Promise<{ house: TestHouse; people: People } & AsyncDisposable> {
  const house = await openTestHouse()
  const people = await foundTeam(house)
  return { house, people, [Symbol.asyncDispose]: () => house.close() }
}

/** Nobody's session lasts so long. */
async function pass({ house, people }: { house: TestHouse; people: People }, days: number): Promise<void> {
  await house.clock.advance(days * day)
  for (const person of [people.amara, people.dee, people.mateo]) await person.signIn()
}

test('November is folded when December has begun: its cards are gone, and January closes the year', async () => {
  await using place = await autumn()
  const { house, people } = place
  await count(people.dee)
  const phoned: Card = { ...ordinary, police: 'before', channel: 'phone', kinds: ['violence', 'home'] }
  await cardsAre(house, people, '2026-11', [
    [ordinary, 13],
    [phoned, 12],
  ])
  assert.equal((await people.amara.request('/api/tally/folding')).status, 404, 'November is not over')
  await pass(place, 11)
  assert.equal((await foldNext(people.amara)).status, 200)
  await house.settled()
  assert.deepEqual(await rowsOf(house, 'tally_cards'), [])
  assert.equal(house.house.keyStore.has(`tally ${people.team.teamId} 2026-11`), false)
  assert.deepEqual((await reportFor(people.dee)).tables, [], 'nothing stands after November yet')
  await cardsAre(house, people, '2026-12', [[{ ...ordinary, outcome: 'same' }, 11]])
  await pass(place, 31)
  assert.equal((await foldNext(people.amara)).status, 200)
  await house.settled()
  const { tables } = await reportFor(people.dee)
  const cellsOf = (name: string) => tables.find(({ dimensions }) => dimensions.join() === name)?.cells
  assert.deepEqual(cellsOf('police'), [25, 12])
  assert.deepEqual(cellsOf('channel'), [25, 12])
  assert.deepEqual(cellsOf('kind:violence'), [12, 25])
  assert.equal(house.house.keyStore.has(`tally ${people.team.teamId} 2026`), false, 'the sums are gone too')
  assert.ok((await rowsOf(house, 'tally_months')).every(({ sheet }) => sheet === null))
})

test('a card has no contact, no member and no time in the database, and only coordinators open it', async () => {
  await using place = await autumn()
  const { house, people } = place
  await count(people.dee)
  const [row] = await rowsOf(house, 'tally_cards')
  assert.deepEqual(Object.keys(row!), ['team_id', 'card_id', 'month', 'sealed'])
  await pass(place, 11)
  const material = (await (await people.amara.request('/api/tally/folding')).json()) as Material
  const file = fromBase64url(material.cards[0]!.sealed)
  await assert.rejects(people.dee.keyring.openForCircle(file, 'tally card'))
  await assert.rejects(people.amara.keyring.openForCircle(file, 'tally sheet 2026-11'), 'sealed as something else')
  const opened = await people.amara.keyring.openForCircle(file, 'tally card')
  assert.deepEqual(readCard(new TextDecoder().decode(opened)), ordinary)
  for (const path of ['/api/tally/folding']) assert.equal((await people.dee.request(path)).status, 403)
  assert.equal((await people.dee.request('/api/tally/page', { method: 'PUT', body: { isPublic: true } })).status, 403)
  assert.equal((await house.request('/api/tally/report/2026')).status, 401)
})

test('which card came last is not to be seen: with each, the others of its month are written anew, in any order', async () => {
  await using place = await autumn()
  const { house, people } = place
  for (let counted = 0; counted < 5; counted++) await count(people.dee)
  const written = await house.house.db.sql<{ by: string }[]>`select xmin::text as by from tally_cards`
  assert.equal(new Set(written.map(({ by }) => by)).size, 1)
})

test('the same contact is counted once: sent again it takes the place of the first, and after the folding it is refused', async () => {
  await using place = await autumn()
  const { house, people } = place
  const id = cardId()
  assert.equal(await count(people.dee, {}, id), 'kept')
  assert.equal(await count(people.mateo, { outcome: 'care' }, id), 'kept')
  assert.equal((await rowsOf(house, 'tally_cards')).length, 1)
  await pass(place, 11)
  await foldNext(people.amara)
  await house.settled()
  assert.equal(await count(people.dee, {}, id), 'counted')
  assert.equal((await rowsOf(house, 'tally_cards')).length, 0)
  await pass(place, 101)
  assert.deepEqual(await rowsOf(house, 'tally_counted'), [])
})

test('two coordinators fold at once: one does; a card that came meanwhile, a small number, another month are refused', async () => {
  await using place = await autumn()
  const { people } = place
  await count(people.dee)
  await pass(place, 11)
  const material = (await (await people.amara.request('/api/tally/folding')).json()) as Material
  const { folding } = await foldingOf(people.amara.keyring, material, () => {})
  const send = async (body: object): Promise<string> => {
    const answer = await people.amara.request('/api/tally/folding', { method: 'POST', body })
    return answer.ok ? 'done' : ((await answer.json()) as { refused: string }).refused
  }
  const table = { of: 'contacts', from: 1, to: 11, at: 11, dimensions: [], groups: [], cells: [9], whole: false }
  assert.equal(await send({ ...folding, tables: [table] }), 'too-few')
  assert.equal(await send({ ...folding, tables: [{ ...table, cells: [10], at: 12, to: 12 }] }), 'not-due')
  assert.equal(await send({ ...folding, cardIds: [] }), 'cards-changed')
  assert.equal(await send({ ...folding, month: '2026-12' }), 'not-next')
  assert.deepEqual((await Promise.all([send(folding), send(folding)])).toSorted(), ['done', 'not-next'])
})

test('what nobody folds goes by itself, and is then not counted', async () => {
  await using place = await autumn()
  const { house, people } = place
  await count(people.dee)
  await pass(place, 431)
  assert.deepEqual(await rowsOf(house, 'tally_cards'), [])
  assert.equal(house.house.keyStore.has(`tally ${people.team.teamId} 2026-11`), false)
})

test('what is not a card is left out and said; nothing but a card is read as one', async () => {
  await using place = await autumn()
  const { people } = place
  await count(people.dee)
  for (const [text, label] of [
    ['{"v":1}', 'tally card'],
    [JSON.stringify(ordinary), 'something else'],
  ] as const) {
    const sealed = base64url(await people.dee.keyring.sealToCircle('coordinators', utf8(text), label))
    await people.dee.request(`/api/tally/cards/${cardId()}`, { method: 'PUT', body: { sealed } })
  }
  await pass(place, 11)
  const material = (await (await people.amara.request('/api/tally/folding')).json()) as Material
  const { unread, folding } = await foldingOf(people.amara.keyring, material, () => {})
  assert.deepEqual([unread, folding.cardIds.length], [2, 3])
  for (const wrong of ['[]', 'null', '{', JSON.stringify({ ...ordinary, kinds: ['housing', 'housing'] })])
    assert.equal(readCard(wrong), null)
  assert.deepEqual(fold([ordinary]).one['kinds:needs'], [1, 0])
})

test('the page is the team’s until it is made public; it needs no script and says its base and what is left out', async () => {
  await using place = await autumn()
  const { house, people } = place
  await cardsAre(house, people, '2026-11', [[ordinary, 12]])
  await pass(place, 42)
  for (let month = 0; month < 2; month++) assert.equal((await foldNext(people.amara)).status, 200)
  assert.equal((await house.request('/numbers/en')).status, 404)
  assert.match(await (await people.dee.request('/numbers/en')).text(), /12 contacts/, house.logged.slice(-3).join())
  const turned = await people.amara.request('/api/tally/page', { method: 'PUT', body: { isPublic: true } })
  assert.equal(turned.status, 200)
  const page = await (await house.request('/numbers/es')).text()
  assert.match(page, /Base: 12 contactos/)
  assert.match(page, /Lo que se dejó fuera/)
  const csv = await (await house.request('/numbers/en/2026.csv')).text()
  assert.match(csv, /^of,from,to/)
  assert.match(csv, /contacts,2026-11,2026-12,no,,,,,12\r\n/)
  assert.equal((await house.request('/numbers/en?year=nonsense')).status, 404)
  const view = (await (await people.amara.request('/api/tally/report/2026')).json()) as ReportView
  assert.equal(view.isPublic, true)
})

test('the console is told which months wait', async () => {
  await using place = await autumn()
  const { house, people } = place
  await count(people.dee)
  const { tallyView } = await import('./server/folding.ts')
  const view = (): Promise<TallyView> => tallyView(house.house.db.sql, house.house, people.team.teamId)
  assert.deepEqual(await view(), { months: [{ month: '2026-11', cards: 1, state: 'gathering' }], next: null })
  await pass(place, 11)
  assert.equal((await view()).next, '2026-11')
})
