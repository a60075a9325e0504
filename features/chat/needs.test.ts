import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mayRead, type Reader, type Wrap } from '#features/contacts'
import { permissionsOf } from '#features/members'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { clockIn, conversationOf, deskOf, floor, openLine, startChat, until } from './acting.ts'
import { mayWrite } from '../contacts/rules.ts'

/* Need to know (promise 11): who is on a contact, and nobody else. Rules first, then the same through every door. */

const contact = { contactId: 'c', state: 'open' as const, talkEpoch: 1, crewEpoch: 1, people: ['dee'] }
const member = (memberId: string, ...roles: ('responder' | 'coordinator' | 'steward')[]): Reader => ({
  kind: 'member',
  memberId,
  permissions: permissionsOf(roles),
})
const matrix: [who: string, reader: Reader, allowed: string][] = [
  ['the caller', { kind: 'caller', contactId: 'c' }, 'read talk, write talk'],
  ['another caller', { kind: 'caller', contactId: 'other' }, ''],
  ['Dee, who works it', member('dee', 'responder'), 'read talk, read crew, write talk, write crew'],
  ['Mateo, a responder', member('mateo', 'responder'), ''],
  ['a coordinator', member('amara', 'coordinator'), 'read talk, read crew'],
  ['a steward', member('ruth', 'steward'), 'read talk, read crew'],
  ['somebody without a role', member('nobody'), ''],
]

for (const [who, reader, allowed] of matrix) {
  test(`${who} may: ${allowed || 'nothing'}`, () => {
    const found = (['read', 'write'] as const).flatMap((act) =>
      (['talk', 'crew'] as const)
        .filter((track) => (act === 'read' ? mayRead : mayWrite)(reader, contact, track))
        .map((track) => `${act} ${track}`),
    )
    assert.equal(found.join(', '), allowed)
  })
}

let house: TestHouse
let people: People
let contactId = ''
let wrapsOfDee: Wrap[] = []
let closing: (() => void)[] = []

before(async () => {
  house = await openTestHouse({ features: floor, clock: 'wall' })
  people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const { talk } = await startChat(house)
  contactId = talk.contactId
  talk.write('only for Dee')
  await dee.live.say('queue.claim', { contactId, locked: false })
  const conversation = conversationOf(house, dee, contactId)
  await until(
    () => conversation.talk.log.rows.some(({ body }) => body?.k === 'joined') && conversation.state === 'open',
    'Dee being in',
  )
  wrapsOfDee = (await dee.api.get<{ wraps: Wrap[] }>(`/api/contacts/${contactId}`)).wraps
  closing = [() => conversation.close(), () => dee.live.close(), () => talk.wipe()]
})
after(async () => {
  closing.forEach((close) => close())
  await house?.close()
})

const statuses: [keyof People & string, number, number][] = [
  ['dee', 200, 200],
  ['mateo', 404, 404],
  ['sam', 404, 404],
  ['amara', 200, 404],
  ['ruth', 200, 404],
]
for (const [name, read, write] of statuses) {
  test(`${name} asks for the contact: ${read}; adds wraps to it: ${write}`, async () => {
    const person = people[name] as Person
    assert.equal((await person.request(`/api/contacts/${contactId}`)).status, read)
    const put = await person.request(`/api/contacts/${contactId}/wraps`, {
      method: 'PUT',
      body: { wraps: wrapsOfDee.slice(0, 1) },
    })
    assert.equal(put.status, write)
    for (const act of ['end', 'people']) {
      const body = act === 'end' ? { block: false, more: 1 } : { memberId: 'x' }
      assert.notEqual((await person.request(`/api/chat/${contactId}/${act}`, { method: 'POST', body })).status, 200)
    }
  })
}

test('strangers and wrong bearers get nothing, and cannot tell whether a contact exists', async () => {
  const wrong = { headers: { authorization: `Bearer ${'A'.repeat(43)}` } }
  for (const init of [{}, wrong]) {
    assert.equal((await house.request('/api/contact', init)).status, 401)
    assert.equal((await house.request(`/api/contacts/${contactId}`, init)).status, 401)
  }
  const unknown = await people.mateo.request(`/api/contacts/${crypto.randomUUID()}`)
  assert.deepEqual(await unknown.json(), await (await people.mateo.request(`/api/contacts/${contactId}`)).json())
})

test('Mateo cannot follow it, write in it, or open it with the wraps that are Dee’s', async () => {
  const mateo = deskOf(house, people, people.mateo)
  await until(() => mateo.live.state.get() === 'open', 'connecting')
  for (const topic of ['talk', 'crew', 'contact', 'timeline', 'first-words']) {
    const ended = await new Promise<string>((onEnd) =>
      mateo.live.follow(topic, contactId, { onEnd, onRows: () => onEnd('rows'), onView: () => onEnd('view') }),
    )
    assert.notEqual(ended, 'rows', topic)
    assert.notEqual(ended, 'view', topic)
  }
  const record = JSON.stringify({
    v: 1,
    e: 1,
    s: `member:${people.mateo.memberId}:0011223344556677`,
    n: 1,
    p: null,
    h: {},
    b: 'AAAA',
  })
  const write = { contactId, track: 'talk', id: crypto.randomUUID(), record }
  await assert.rejects(mateo.live.say('contact.write', write), { code: 'not-yours' })
  const hers = wrapsOfDee.filter((wrap) => wrap.reader.startsWith('member:') || wrap.reader.startsWith('circle:'))
  await people.mateo.keyring.learn(hers)
  assert.equal(await people.mateo.keyring.newestEpoch(contactId, 'talk'), 0)
})

test('Dee cannot write as the caller, nor under another member’s slot', async () => {
  const dee = deskOf(house, people, people.dee)
  await until(() => dee.live.state.get() === 'open', 'connecting')
  for (const slot of ['caller:0011223344556677', `member:${people.mateo.memberId}:0011223344556677`]) {
    const record = JSON.stringify({ v: 1, e: 1, s: slot, n: 1, p: null, h: {}, b: 'AAAA' })
    await assert.rejects(dee.live.say('contact.write', { contactId, track: 'talk', id: crypto.randomUUID(), record }), {
      code: 'wrong-slot',
    })
  }
})
