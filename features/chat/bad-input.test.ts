import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomId } from '#platform/ids'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People } from '../../tests/people.ts'
import { configOf, floor, openLine, startChat, until, type Started } from './acting.ts'

/* What a hostile or broken page may send. Each is refused with a clear answer, nothing of it is kept, and the chat goes on. */

let house: TestHouse
let people: People
let chat: Started

before(async () => {
  house = await openTestHouse({ features: floor, clock: 'wall' })
  people = await foundTeam(house)
  await openLine(house, people)
  chat = await startChat(house)
  await until(() => chat.talk.view, 'the chat being open')
})
after(async () => {
  chat.talk.wipe()
  await house?.close()
})

const post = (path: string, body: unknown): Promise<Response> => house.request(path, { method: 'POST', body })
const again = (changes: object): object => ({ ...chat.opening, first: chat.first, ...changes })

test('pressing start twice is one chat; the same id with another token is refused', async () => {
  assert.equal((await post('/api/chats', again({}))).status, 200)
  const other = await post('/api/chats', again({ token: 'B'.repeat(43) }))
  assert.equal(other.status, 409)
  assert.equal(((await other.json()) as { refused: string }).refused, 'taken')
  const rows = await house.house.db.sql`select 1 from contacts where team_id = ${people.team.teamId}`
  assert.equal(rows.length, 1)
})

const fresh = { contactId: randomId(), token: 'C'.repeat(43) }
const wraps = (): object[] =>
  (chat.opening as { wraps: object[] }).wraps.map((wrap) => ({ ...wrap, object: fresh.contactId }))
const recordAs = (slot: string): object => ({
  id: randomId(),
  record: JSON.stringify({ v: 1, e: 1, s: slot, n: 1, p: null, h: {}, b: 'AAAA' }),
})
const malformed: [what: string, body: () => object, status: number][] = [
  ['no body', () => ({}), 422],
  ['an extra field', () => again({ ...fresh, more: 1 }), 422],
  ['an id that is none', () => again({ ...fresh, contactId: 'x' }), 422],
  ['wraps of another contact', () => again(fresh), 422],
  ['a record that is none', () => again({ ...fresh, wraps: wraps(), first: { id: randomId(), record: '{}' } }), 422],
  [
    'a record under a member’s slot',
    () => again({ ...fresh, wraps: wraps(), first: recordAs(`member:${randomId()}:0011223344556677`) }),
    422,
  ],
  [
    'too many wraps',
    () => again({ ...fresh, wraps: Array.from({ length: 61 }, () => ({ ...wraps()[0], sealed: 'AAAA' })) }),
    422,
  ],
  ['too large', () => again({ ...fresh, language: 'x'.repeat(200_000) }), 413],
]
for (const [what, body, status] of malformed) {
  test(`${what}: ${status}, and nothing is kept`, async () => {
    assert.equal((await post('/api/chats', body())).status, status)
    const rows = await house.house.db.sql`select 1 from contacts where team_id = ${people.team.teamId}`
    assert.equal(rows.length, 1)
  })
}

test('outdated recipients are refused with the word that lets the page seal again', async () => {
  const { recipients } = await configOf(house)
  const old = { ...recipients, intake: { ...recipients.intake, epoch: 7 } }
  const { answer, talk } = await startChat(house, old)
  assert.equal(answer.status, 409)
  assert.equal(((await answer.json()) as { refused: string }).refused, 'outdated')
  const fetched = await house.request(`/api/recipients/${(chat.opening as { lineId: string }).lineId}`)
  assert.deepEqual(await fetched.json(), recipients)
  talk.wipe()
})

test('records: replayed, reordered, oversized, with another body, for another contact', async () => {
  const { talk } = chat
  const { api } = talk
  talk.write('one')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'kept')
  const live = talk.line!
  const view = await api.get<{ contactId: string }>('/api/contact')
  const record = JSON.stringify({ v: 1, e: 1, s: 'caller:0011223344556677', n: 1, p: null, h: {}, b: 'AAAA' })
  const write = { contactId: view.contactId, track: 'talk', id: randomId(), record }
  const refused = (change: object): Promise<void> =>
    assert.rejects(live.say('contact.write', { ...write, ...change }) as Promise<unknown>)
  await refused({ record: '{' })
  await refused({ record: `{"b":"${'A'.repeat(59_000)}"}` })
  await refused({ contactId: randomId() })
  await refused({ track: 'crew' })
  await refused({ track: 'other' })
  await refused({ record: record.replace('"e":1', '"e":0') })
  const { seq } = (await live.say('contact.write', write)) as { seq: number }
  assert.deepEqual(await live.say('contact.write', write), { seq }, 'said twice, kept once')
  await assert.rejects(
    live.say('contact.write', { ...write, record: record.replace('AAAA', 'BBBB') }) as Promise<unknown>,
    { code: 'other-body' },
  )
  await until(
    () => talk.log.rows.some((row) => row.seq === seq && row.body === null),
    'shown as not readable, not left out',
  )
  talk.write('two')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === 'two'), 'the chat going on')
})

test('a clock wrong by a day does not change the order, and times are set right by the server’s clock', async () => {
  const { talk } = chat
  talk.ahead = 24 * 3600 * 1000
  talk.write('from tomorrow')
  talk.ahead = 0
  talk.write('from today')
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text' && body.text === 'from today'), 'both kept')
  const texts = talk.log.rows.flatMap(({ body }) => (body?.k === 'text' ? [body.text] : []))
  assert.deepEqual(texts.slice(-2), ['from tomorrow', 'from today'])
})

test('above the rate a page has to work; without script it waits; nobody is refused for good', async () => {
  const answers = []
  for (let tries = 0; tries < 6; tries++) {
    const started = await startChat(house)
    answers.push(started.answer.status)
    if (started.answer.status === 429) {
      const { work } = await import('./work.ts')
      const answer = await work(started.talk.contactId, () => performance.now())
      const body = { ...started.opening, first: started.first, work: { puzzle: started.talk.contactId, answer } }
      assert.equal((await post('/api/chats', body)).status, 201)
    }
    started.talk.wipe()
  }
  assert.ok(answers.includes(429), String(answers))
})
