import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomId } from '#platform/ids'
import { setRoles } from '#features/members'
import { acts, caseFor, deesCase, note, openCrew, until, type Crew } from '../../tests/cases.ts'
import type { Person } from '../../tests/people.ts'
import type { CaseFile } from './browser/case-file.ts'
import { keyOf } from './server/keys.ts'

/* Need to know (promise 11), through every door: who is on a case, its fallback, whom it is offered to, the stewards. Nobody else. */

let crew: Crew
let file: CaseFile
let path = ''

before(async () => {
  crew = await openCrew()
  const { people, house, deskFor } = crew
  // Everybody's own permissions, and one who only coordinates.
  await setRoles(house.house.db.sql, people.team.teamId, people.sam.memberId, ['coordinator'])
  file = await deesCase(crew)
  path = `/api/cases/${file.caseId}`
  await note(file, 'only for those on it')
  await acts.offer(deskFor(people.dee), file, { to: people.ines.memberId, note: 'please' })
  await until(() => file.view?.offer, 'Dee’s console hearing of the offer')
})
after(async () => crew?.house.close())

type Asked = { method: string; to: string; body?: unknown }
const someone = randomId()
const asks: Record<string, () => Asked> = {
  read: () => ({ method: 'GET', to: '' }),
  'keep a key': () => ({ method: 'PUT', to: '/keys', body: { epoch: 999, wraps: [] } }),
  assign: () => ({ method: 'POST', to: '/people', body: { memberId: someone, as: 'assigned', wraps: [] } }),
  'name the fallback': () => ({
    method: 'POST',
    to: '/people',
    body: { memberId: someone, as: 'fallback', wraps: [] },
  }),
  'take off': () => ({ method: 'DELETE', to: `/people/${someone}` }),
  offer: () => ({ method: 'POST', to: '/offer', body: { to: someone, wraps: [] } }),
  accept: () => ({ method: 'PUT', to: '/offer', body: { answer: 'accepted', extra: 1 } }),
  withdraw: () => ({ method: 'PUT', to: '/offer', body: { answer: 'withdrawn' } }),
  link: () => ({ method: 'POST', to: '/contacts', body: { contactId: someone, agreed: true } }),
  unlink: () => ({ method: 'DELETE', to: `/contacts/${someone}` }),
  close: () => ({ method: 'POST', to: '/close' }),
  reopen: () => ({ method: 'POST', to: '/reopen' }),
}

/** Asks that nobody may make, through every route; 404 is what a case answers that does not exist. */
const outsiders: [who: string, person: () => Person][] = [
  ['a coordinator', () => crew.people.sam],
  ['a responder who is not on it', () => crew.people.noor],
]
for (const [who, person] of outsiders) {
  test(`${who} gets through no route, and the answer is the same as for a case there is not`, async () => {
    const { house, people } = crew
    if (person() === people.noor)
      await setRoles(house.house.db.sql, people.team.teamId, people.noor.memberId, ['responder'])
    for (const [what, ask] of Object.entries(asks)) {
      if (what === 'accept') continue
      const { method, to, body } = ask()
      const answers = [path, `/api/cases/${someone}`].map(async (place) => {
        const answer = await person().request(place + to, { method, body })
        return [answer.status, await answer.json()]
      })
      const [here, nowhere] = await Promise.all(answers)
      assert.deepEqual(here, nowhere, what)
      assert.equal(here![0], 404, what)
    }
  })
}

/** 409 and 422: this member may ask, and the thing asked for is not possible; 404: they may not ask. */
const matrix: [who: keyof Crew['people'] & string, allowed: string][] = [
  ['dee', 'read, keep a key, assign, name the fallback, take off, offer, unlink'],
  ['mateo', 'read, keep a key, unlink'],
  ['ines', 'read, keep a key'],
  ['ruth', 'read, keep a key, assign, name the fallback, take off'],
]
for (const [who, allowed] of matrix) {
  test(`${who} may: ${allowed}`, async () => {
    const person = crew.people[who] as Person
    const found: string[] = []
    for (const [what, ask] of Object.entries(asks)) {
      if (['accept', 'withdraw', 'link', 'close', 'reopen'].includes(what)) continue
      const { method, to, body } = ask()
      if ((await person.request(path + to, { method, body })).status !== 404) found.push(what)
    }
    assert.equal(found.join(', '), allowed)
    const now = (await (await crew.people.dee.request(path)).json()) as { case: object }
    assert.deepEqual(now.case, file.view, 'nothing of it was done')
  })
}

test('strangers get nothing', async () => {
  for (const ask of Object.values(asks)) {
    const { method, to, body } = ask()
    assert.ok([400, 401, 422].includes((await crew.house.request(path + to, { method, body })).status))
  }
})

test('Sam follows nothing of it, writes nothing in it, and finds it in no list', async () => {
  const sam = crew.deskFor(crew.people.sam)
  await until(() => sam.live.state.get() === 'open', 'connecting')
  for (const topic of ['case', 'case-rows']) {
    const ended = await new Promise<string>((onEnd) =>
      sam.live.follow(topic, file.caseId, { onEnd, onRows: () => onEnd('rows'), onView: () => onEnd('view') }),
    )
    assert.ok(!['rows', 'view'].includes(ended), topic)
  }
  const list = await new Promise((onView) => sam.live.follow('cases', '', { onView }))
  assert.deepEqual(list, [])
  const record = JSON.stringify({ v: 1, e: 1, s: `member:${sam.me.memberId}:0011223344556677`, n: 1, p: null, h: {}, b: 'AAAA' }) // prettier-ignore
  for (const name of ['case.open', 'case.write'])
    await assert.rejects(sam.live.say(name, { caseId: file.caseId, id: randomId(), record }), { code: 'not-yours' })
})

test('Ruth may open it, but sees no row before her entry is kept; nor does she write as somebody else', async () => {
  const ruth = crew.deskFor(crew.people.ruth)
  await until(() => ruth.live.state.get() === 'open', 'connecting')
  const first = await new Promise<string>((onEnd) =>
    ruth.live.follow('case-rows', file.caseId, { onEnd, onRows: () => onEnd('rows') }),
  )
  assert.notEqual(first, 'rows')
  const record = JSON.stringify({ v: 1, e: 1, s: `member:${crew.people.dee.memberId}:0011223344556677`, n: 1, p: null, h: {}, b: 'AAAA' }) // prettier-ignore
  const write = { caseId: file.caseId, id: randomId(), record }
  await assert.rejects(ruth.live.say('case.open', write), { code: 'wrong-slot' })
  const hers = await caseFor(crew, crew.people.ruth, file.caseId)
  assert.ok(hers.track.log.rows.length > 1)
})

test('Sam’s keys do not open the bytes, even if the server hands him all of them', async () => {
  const { sql } = crew.house.house.db
  const stored = await sql<{ epoch: number; reader: string; sealed: Uint8Array }[]>`
    select epoch, reader, sealed from case_keys where case_id = ${file.caseId}`
  const wraps = stored.map(({ epoch, reader, sealed }) => {
    const opened = crew.house.house.keyStore.open(keyOf(file.caseId), sealed)
    return { object: file.caseId, kind: 'case', epoch, reader, sealed: Buffer.from(opened).toString('base64url') }
  })
  assert.ok(wraps.length >= 4)
  const renamed = wraps.map((wrap) => ({ ...wrap, reader: `member:${crew.people.sam.memberId}` }))
  for (const attempt of [wraps, renamed]) await crew.people.sam.keyring.learn(attempt)
  assert.equal(await crew.people.sam.keyring.newestEpoch(file.caseId, 'case'), 0)
  const readers = new Set(wraps.map(({ reader }) => reader.replace(/:\d+$/, '')))
  const { dee, mateo, ines } = crew.people
  assert.deepEqual(
    readers,
    new Set([...[dee, mateo, ines].map(({ memberId }) => `member:${memberId}`), 'circle:stewards']),
  )
})

test('whoever may open it is handed their own wraps, and a steward the circle’s', async () => {
  const readers = async (person: Person): Promise<string[]> => {
    const { wraps } = (await (await person.request(path)).json()) as { wraps: { reader: string }[] }
    return [...new Set(wraps.map(({ reader }) => reader.replace(/:\d+$/, '')))]
  }
  assert.deepEqual(await readers(crew.people.mateo), [`member:${crew.people.mateo.memberId}`])
  assert.deepEqual(await readers(crew.people.ruth), ['circle:stewards'])
})

test('a key for somebody who is not on it is not kept, nor one that leaves somebody out', async () => {
  const { dee, sam, mateo, ines } = crew.people
  const { epochs } = file.view!
  const name = { object: file.caseId, kind: 'case', epoch: epochs.made + 1 }
  const due = [dee, mateo, ines].map(({ memberId }) => ({ reader: `member:${memberId}` }))
  const stewards = { reader: 'circle:stewards' }
  for (const readers of [[...due, stewards, { reader: `member:${sam.memberId}` }], due, [...due.slice(1), stewards]]) {
    const wraps = await dee.keyring.makeKey(name, readers)
    const answer = await dee.request(`${path}/keys`, { method: 'PUT', body: { epoch: name.epoch, wraps } })
    assert.deepEqual([answer.status, ((await answer.json()) as { refused: string }).refused], [409, 'outdated'])
  }
})
