import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { day, hour, later } from '#platform/clock'
import type { Moment } from '#platform/moments'
import { orderedId, randomId } from '#platform/ids'
import { circleLeft, memberRemoved } from '#features/keys'
import { removeMember, setRoles } from '#features/members'
import { shiftEnded } from '#features/shifts'
import { lineSeat, makeNight } from '../../tests/swaps.ts'
import { filesHolding } from '../../tests/walks/chat-raw.ts'
import type { Person } from '../../tests/people.ts'
import { applies, ask, cardOf, openCrew, paperFor, type Crew } from '../../tests/newcomers.ts'
import { usualDays, type State } from './rules.ts'
import { openNote, sealNote } from './sealing.ts'

/* Cards on their way, against a whole server, with the clock in hand. The tests follow one another. */
let crew: Crew
before(async () => (crew = await openCrew()))
after(() => crew.close())

const stepBy =
  (by: Person) =>
  (id: string, kind: string, from: string, more: object = {}): Promise<number | string> =>
    ask(by, ['POST', `${id}/steps`, { kind, from, ...more }])
const step: ReturnType<typeof stepBy> = (...asked) => stepBy(crew.people.amara)(...asked)
/** So many days later exactly these have been woken. */
const daysLater = async (many: number, heard: readonly string[]): Promise<void> => {
  await crew.house.clock.leap(many * day)
  await crew.hear(heard)
}
const removed = (gone: Person): Promise<void> => {
  const { house } = crew.house
  const who = { teamId: crew.teamId, memberId: gone.memberId }
  return house.db.transact(async (sql, afterCommit) => {
    await removeMember(sql, who.teamId, who.memberId, { house, afterCommit })
    await house.moments.fire(sql, afterCommit, { of: memberRemoved, is: who })
  })
}

const fire = <Is>(of: Moment<Is>, is: Is): Promise<void> =>
  crew.house.house.db.transact((sql, afterCommit) => crew.house.house.moments.fire(sql, afterCommit, { of, is }))

test('routes and roles: who plans may, responders and strangers may not', async () => {
  const { people, house } = crew
  const { newcomerId } = await applies(crew, 'Guarded')
  const routes: [string, string, object?][] = [
    ['GET', newcomerId],
    ['POST', `${newcomerId}/steps`, { kind: 'read', from: 'new' }],
    ['PUT', `${newcomerId}/owner`, { ownerId: people.ruth.memberId, dueAt: '2030-01-01T00:00:00Z' }],
    ['PUT', `${newcomerId}/notes/${randomId()}`, { sealed: 'AAAA' }],
    ['DELETE', `${newcomerId}/notes/${randomId()}`],
    ['PUT', 'days', usualDays],
    ['PUT', 'paused', { paused: false }],
    ['DELETE', newcomerId],
  ]
  for (const [method, path, body] of routes) {
    assert.equal(await ask(people.dee, [method, path, body]), 403, `${method} ${path}`)
    const stranger = await house.request(`/api/newcomers/${path}`, { method, ...(body ? { body } : {}) })
    assert.equal(stranger.status, 401, `${method} ${path}`)
  }
  assert.equal((await cardOf(crew, newcomerId))!.state, 'new')
  for (const [method, path, body] of routes) {
    const isNoNote = method === 'DELETE' && path.includes('notes')
    assert.equal(await ask(people.ruth, [method, path, body]), isNoNote ? 'gone' : 200, `${method} ${path}`)
  }
  assert.equal(await cardOf(crew, newcomerId), undefined, 'withdrawn is destroyed at once')
  assert.equal(crew.house.house.keyStore.has(`newcomer ${newcomerId}`), false)
})

test('a step is done once, by whoever is first; each has a time; back is one step', async () => {
  const { newcomerId: id } = await applies(crew, 'Ana')
  assert.equal(await step(id, 'read', 'new'), 200)
  assert.equal(await stepBy(crew.people.ruth)(id, 'read', 'new'), 'not-now')
  assert.equal(await step(id, 'invited', 'read'), 200)
  assert.equal(await step(id, 'back', 'invited'), 200)
  assert.equal(await step(id, 'back', 'invited'), 'not-now', 'pressed twice it is one step')
  const card = (await cardOf(crew, id))!
  assert.deepEqual([card.state, card.dueAt], ['talked', later(crew.house.house.clock.now(), 7 * day).toISOString()])
  assert.equal(await ask(crew.people.amara, ['PUT', 'days', { ...usualDays, talked: 2 }]), 200)
  await step(id, 'back', 'talked')
  await step(id, 'talked', 'read')
  assert.equal((await cardOf(crew, id))!.dueAt, later(crew.house.house.clock.now(), 2 * day).toISOString())
  assert.equal(await step(id, 'seated', 'talked'), 'not-now')
  await ask(crew.people.amara, ['DELETE', id])
})

test('overdue: its owner hears, a day later everybody who plans, every day; handed over or done, they hear no more', async () => {
  const { amara, ruth, dee } = crew.people
  await crew.hear()
  const { newcomerId: id } = await applies(crew, 'Late')
  await crew.hear(['amara'])
  await daysLater(6.9, [])
  await daysLater(0.2, ['amara'])
  await daysLater(0.5, [])
  await daysLater(0.6, ['amara', 'noor', 'ruth'])
  await daysLater(1.1, ['amara', 'noor', 'ruth'])
  await crew.house.clock.leap(hour)
  const until = later(crew.house.house.clock.now(), 3 * day).toISOString()
  assert.equal(await ask(amara, ['PUT', `${id}/owner`, { ownerId: dee.memberId, dueAt: until }]), 'not-a-planner')
  assert.equal(await ask(amara, ['PUT', `${id}/owner`, { ownerId: ruth.memberId, dueAt: until }]), 200)
  await crew.hear(['ruth'])
  await daysLater(2.5, [])
  await daysLater(0.6, ['ruth'])
  assert.equal(await step(id, 'read', 'new'), 200)
  await daysLater(6, [])
  await ask(amara, ['DELETE', id])
  await daysLater(20, [])
})

test('not taken on: the reason is sealed, all of it goes after 90 days by the clock; taken up again it stays', async () => {
  const { amara, ruth } = crew.people
  const declined = async (name: string): Promise<string> => {
    const { newcomerId } = await applies(crew, name)
    const noteId = randomId()
    const place = { newcomerId, noteId }
    const sealed = await sealNote(amara.keyring, place, { kind: 'reason', text: 'quince-reason' })
    assert.equal(await step(newcomerId, 'declined', 'new', { reason: { noteId, sealed } }), 200)
    return newcomerId
  }
  const [gone, stays] = [await declined('Gone'), await declined('Stays')]
  assert.deepEqual(await filesHolding(crew.house, 'quince-reason'), [])
  await ruth.signIn()
  const paper = await paperFor(ruth, gone)
  assert.ok(typeof paper === 'object')
  const [note] = paper.notes
  const place = { newcomerId: gone, noteId: note!.noteId }
  assert.deepEqual(await openNote(ruth.keyring, place, note!.sealed), { kind: 'reason', text: 'quince-reason' })
  assert.equal(note!.by, amara.memberId)
  await crew.house.clock.leap(89.9 * day)
  assert.equal((await cardOf(crew, gone))!.state, 'declined')
  assert.equal(await step(stays, 'back', 'declined'), 200)
  await crew.house.clock.leap(0.2 * day)
  assert.equal(await cardOf(crew, gone), undefined)
  assert.equal(crew.house.house.keyStore.has(`newcomer ${gone}`), false)
  assert.equal((await crew.house.house.db.sql`select 1 from newcomer_notes where newcomer_id = ${gone}`).length, 0)
  assert.equal((await cardOf(crew, stays))!.state, 'new')
  await ask(amara, ['DELETE', stays])
})

test('who joined is linked, and their training moves the card; the first shift ends it, and 30 days later it goes', async () => {
  const { amara, sam } = crew.people
  const steps = [{ stepId: orderedId(), kind: 'sign-off', times: 1, days: 30 }]
  const training = (method: string, path: string, body: object): Promise<Response> =>
    amara.request(`/api/training/${path}`, { method, body })
  await training('PUT', 'path', { version: 0, steps, sealed: 'AAAA' })
  await training('PUT', `people/${sam.memberId}/standing`, { standing: 'trainee' })
  const [{ newcomerId: id }, { newcomerId: other }] = [await applies(crew, 'Sam'), await applies(crew, 'Other')]
  assert.equal(await step(id, 'joined', 'new', { memberId: randomId() }), 'no-member')
  assert.equal(await step(id, 'joined', 'new', { memberId: sam.memberId }), 200)
  assert.equal(await step(other, 'joined', 'new', { memberId: sam.memberId }), 'linked')
  assert.equal((await cardOf(crew, id))!.state, 'training')
  const sign = `people/${sam.memberId}/steps/${steps[0]!.stepId}/marks/${randomId()}`
  assert.equal((await training('PUT', sign, {})).status, 200)
  assert.equal((await cardOf(crew, id))!.state, 'ready')
  assert.equal((await training('DELETE', sign, {})).status, 200)
  assert.equal((await cardOf(crew, id))!.state, 'training')
  await training('PUT', sign, {})
  assert.equal(await step(id, 'seated', 'ready'), 200)
  const goesAt = later(crew.house.house.clock.now(), 30 * day).toISOString()
  assert.deepEqual([(await cardOf(crew, id))!.state, (await cardOf(crew, id))!.goesAt], ['done', goesAt])
  await crew.house.clock.leap(30 * day + hour)
  assert.equal(await cardOf(crew, id), undefined)
  await ask(amara, ['DELETE', other])
})

test('the first shift that somebody sits in alone ends their way in; one beside somebody, or as a back-up, does not', async () => {
  const { house, people, teamId } = crew
  const { amara, sam } = people
  const { newcomerId: id } = await applies(crew, 'Sam again')
  assert.equal(await step(id, 'joined', 'new', { memberId: sam.memberId }), 200)
  const night = async (kind: 'line' | 'back-up', isBeside: boolean): Promise<State> => {
    const { shiftId } = await makeNight(house, people, { inHours: 1, seats: [lineSeat({ kind })], sit: [[sam]] })
    await house.house.db
      .sql`update seatings set beside = ${isBeside} where team_id = ${teamId} and shift_id = ${shiftId}`
    await house.clock.leap(14 * hour)
    await fire(shiftEnded, { teamId, shiftId })
    return (await cardOf(crew, id))!.state
  }
  assert.deepEqual([await night('back-up', false), await night('line', true)], ['ready', 'ready'])
  assert.equal(await night('line', false), 'done')
  assert.equal(await ask(amara, ['DELETE', id]), 200)
})

test('an owner who leaves: what was theirs is somebody else’s in the same moment; a newcomer who leaves takes theirs along', async () => {
  const { amara, ruth, noor, sam } = crew.people
  const ids = [(await applies(crew, 'One')).newcomerId, (await applies(crew, 'Two')).newcomerId]
  await crew.house.clock.leap(hour)
  assert.equal((await cardOf(crew, ids[0]!))!.ownerId, amara.memberId, 'who coordinates comes first')
  await crew.hear()
  await removed(amara)
  const owners = await Promise.all(ids.map(async (id) => (await cardOf(crew, id))!.ownerId))
  assert.deepEqual(owners.toSorted(), [ruth.memberId, noor.memberId].toSorted(), 'shared by who looks after fewest')
  await crew.hear(['noor', 'ruth'])
  await crew.house.house.db.transact((sql) => setRoles(sql, crew.teamId, noor.memberId, ['responder']))
  await fire(circleLeft, { teamId: crew.teamId, memberId: noor.memberId })
  for (const id of ids) assert.equal((await cardOf(crew, id))!.ownerId, ruth.memberId, 'who plans no more owns none')
  assert.equal(await stepBy(ruth)(ids[0]!, 'joined', 'new', { memberId: sam.memberId }), 200)
  await removed(sam)
  await crew.house.settled()
  assert.equal(await cardOf(crew, ids[0]!), undefined)
  assert.equal(crew.house.house.keyStore.has(`newcomer ${ids[0]}`), false)
})
