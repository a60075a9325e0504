import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { memberRemoved } from '#features/keys'
import { membersOf, permissionsOf, removeMember } from '#features/members'
import {
  follow,
  goTo,
  listed,
  message,
  night,
  openChange,
  ownerOf,
  raisedTo,
  say,
  seenBy,
  type Change,
} from '../../tests/change-of-shifts.ts'
import type { Person } from '../../tests/people.ts'
import { joinCase, offerCase, openCase } from '../promises/acting.ts'
import { handoverView } from './server/view.ts'
import type { HandoverItem } from './wire.ts'

/*
 * Whose each thing is. Whatever is said at a change of shifts, by whomever and at once: at every instant each thing is exactly one person's. Drawn at random
 * from a number that is said when it fails, against a whole house and its database.
 */

let change: Change
before(async () => {
  change = await openChange()
  for (const newcomer of [change.people.ines, change.people.sam])
    await joinCase(change.people.dee, change.caseId, newcomer)
})
after(() => change?.house.close())

const names = ['dee', 'mateo', 'ines', 'sam'] as const
type Name = (typeof names)[number]

/** Numbers from 0 to below 1, the same ones for the same seed. */
function drawing(seed: number): () => number {
  let at = seed
  return () => {
    at = (at + 0x6d2b79f5) | 0
    const mixed = Math.imul(at ^ (at >>> 15), 1 | at)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32
  }
}

const viewOf = async ({ memberId, roles }: Person): Promise<HandoverItem[]> => {
  const { house, people } = change
  const permissions = permissionsOf(roles)
  const visitor = { kind: 'member', teamId: people.team.teamId, memberId, sessionId: '', permissions } as const
  return (await handoverView(house.house, visitor)).items
}
/** Whose a screen says that it is. */
const isMine = ({ side, state }: HandoverItem): boolean =>
  side === 'leaving' ? state !== 'accepted' : side === 'offered' && state === 'accepted'

type Owned = { id: string; ownerId: string | null }
/** Every open thing and whose it is, in one statement: as at one instant. */
const ownedNow = (): Promise<Owned[]> => change.house.house.db.sql<Owned[]>`
  select contact_id as id, owner_id as "ownerId" from messages_left
    where team_id = ${change.people.team.teamId} and state = 'open'
  union all select promise_id as id, owner_id as "ownerId" from promises
    where team_id = ${change.people.team.teamId} and state in ('open', 'late', 'deciding')`

async function holds(things: readonly string[], when: string): Promise<void> {
  const { house, people } = change
  const team = await membersOf(house.house.db.sql, people.team.teamId)
  const active = new Set(team.filter(({ state }) => state === 'active').map(({ memberId }) => memberId))
  const owned = new Map((await ownedNow()).map(({ id, ownerId }) => [id, ownerId]))
  for (const id of things) assert.ok(active.has(owned.get(id) ?? ''), `${when}: ${id} is nobody’s`)
  for (const name of names)
    for (const item of (await viewOf(people[name])).filter(isMine))
      assert.equal(owned.get(item.objectId), people[name].memberId, `${when}: ${name} reads that it is theirs`)
}

/** What somebody said to one thing, and whether it was done. */
type Said = { id: string; answer: (typeof three)[number] | 'given'; done: boolean; to: string }

/** While they act: nothing is nobody's at any instant that is looked at, and afterwards it is whose what was done says. */
async function watched(things: readonly string[], acts: Promise<Said | null>[]): Promise<void> {
  let goesOn = true
  const before_ = await ownedNow()
  const looking = (async () => {
    for (let looks = 0; goesOn || looks === 0; looks += 1) {
      const owned = new Map((await ownedNow()).map(({ id, ownerId }) => [id, ownerId]))
      for (const id of things) assert.ok(owned.get(id), `meanwhile: ${id} is nobody’s`)
    }
  })()
  const said = await Promise.all(acts).finally(() => (goesOn = false))
  await looking
  const after_ = new Map((await ownedNow()).map(({ id, ownerId }) => [id, ownerId]))
  for (const { id, ownerId } of before_) {
    const done = said.filter((one) => one !== null && one.id === id && one.done && one.answer !== 'keep')
    const taken = done.filter((one) => one?.answer === 'accept')
    // Two could have it only where it was given back between, or given by hand.
    if (taken.length === done.length) assert.ok(taken.length <= 1, `two have ${id}`)
    if (done.length <= 1)
      assert.equal(after_.get(id), done[0]?.to ?? ownerId, `${id} after ${done[0]?.answer ?? 'nothing'}`)
  }
}

const three = ['accept', 'keep', 'undo'] as const
const hour = (at: number): string => `20T${String(at).padStart(2, '0')}`

type Play = { draw: () => number; things: string[] }
const pickWith =
  ({ draw }: Play) =>
  <One>(from: readonly One[]): One =>
    from[Math.floor(draw() * from.length)]!

/** Somebody says something to a thing on somebody's screen, or takes back what they took. */
async function says(play: Play): Promise<Said | null> {
  const pick = pickWith(play)
  const { people } = change
  const by = pick(names)
  const items = await viewOf(people[pick([by, by, pick(names)])])
  if (items.length === 0) return null
  const taken = items.find((one) => isMine(one) && one.state === 'accepted')
  const item = taken ?? pick(items)
  const answer = taken ? 'undo' : pick(three)
  const done = (await say(people[by], answer, [item])) === 'done'
  // Keeping is taken back too, and moves nothing.
  return { id: item.objectId, answer, done, to: answer === 'accept' ? people[by].memberId : item.leaverId }
}

/** Ruth gives a message to somebody by hand. */
async function gives(play: Play): Promise<Said> {
  const pick = pickWith(play)
  const to = change.people[pick(names)].memberId
  const id = pick(play.things.filter((_thing, index) => index % 2 === 0))
  const body = { memberId: to }
  const { status } = await change.people.ruth.request(`/api/messages/${id}/owner`, { method: 'PUT', body })
  return { id, answer: 'given', done: status === 200, to }
}

/** Two each hour, from two in the afternoon on. */
async function roster(play: Play): Promise<void> {
  const pick = pickWith(play)
  for (let from = 14; from < 20; from += 1) {
    const one: Name = pick(names)
    const times = [`${hour(from)}:00`, `${hour(from + 1)}:00`] as const
    await night(change, [one, ...times], [pick(names.filter((name) => name !== one)), ...times])
  }
}

async function changesAt(at: number, play: Play): Promise<void> {
  const pick = pickWith(play)
  const { things, draw } = play
  const { people } = change
  await goTo(change, `${hour(at)}:30`)
  things.push(await message(change, null, people[pick(names)]), await follow(change, '20T23:30', people[pick(names)]))
  for (const minutes of ['42', '59']) {
    await goTo(change, `${hour(at)}:${minutes}`)
    await watched(things, [says(play), says(play), says(play), ...(draw() < 0.3 ? [gives(play)] : [])])
    await holds(things, `${hour(at)}:${minutes}`)
  }
  await goTo(change, `${hour(at + 1)}:${pick(['00', '05', '16'])}`)
  await watched(things, [says(play), says(play), says(play)])
  await holds(things, `after ${hour(at + 1)}:00`)
}

test('five changes of shifts, what is offered answered at once by whoever: at every instant each thing is exactly one person’s', async () => {
  const play: Play = { draw: drawing(20261120), things: [] }
  await roster(play)
  for (let at = 14; at < 19; at += 1) await changesAt(at, play)
  // What is left is none of what follows.
  for (const id of play.things)
    for (const path of [`messages/${id}/done`, `promises/${id}/kept`])
      for (const name of names) await change.people[name].request(`/api/${path}`, { method: 'POST' })
})

test('a case handed to Dee waits for her yes as she goes: nobody says it for her; unanswered it is raised, and her yes or no ends it', async () => {
  const { people, lineId } = change
  const { dee, mateo, ruth } = people
  await goTo(change, '27T12:00')
  for (const one of [dee, mateo, ruth, people.amara, people.sam]) await one.signIn()
  // What this line still owes of before is none of this test's.
  for (const item of await seenBy(dee)) await dee.request(`/api/promises/${item.objectId}/kept`, { method: 'POST' })
  const caseIds = [await openCase(mateo, { lineId, fallback: ruth }), await openCase(mateo, { lineId, fallback: ruth })]
  for (const caseId of caseIds) await offerCase(mateo, caseId, dee)
  await night(change, ['dee', '27T13:00', '27T16:00'], ['mateo', '27T16:00', '27T19:00'])
  await goTo(change, '27T15:45')
  const cases = (await seenBy(dee)).map((one) => [one.kind, one.state, one.objectId, one.takers, one.path])
  const each = caseIds.toSorted().map((caseId) => ['case', 'offered', caseId, [], `cases/${caseId}`])
  assert.deepEqual(
    cases.toSorted((one, other) => (String(one[2]) < String(other[2]) ? -1 : 1)),
    each,
  )
  assert.deepEqual(await listed(change, 'mateo'), [], 'nobody else is asked, not even who handed it over')
  assert.equal(await say(mateo, 'accept', await seenBy(dee)), 'not-there')
  const answers = (caseId: string, answer: string) =>
    dee.request(`/api/cases/${caseId}/offer`, { method: 'PUT', body: { answer } })
  assert.equal((await answers(caseIds[0]!, 'accepted')).status, 200)
  assert.deepEqual(await listed(change, 'dee'), ['leaving case offered'], 'the other still waits')
  await goTo(change, '27T16:14')
  raisedTo(change)
  await goTo(change, '27T16:15')
  assert.equal(raisedTo(change), 1)
  assert.deepEqual(
    [await listed(change, 'dee'), await listed(change, 'amara')],
    [['leaving case raised'], ['planning case raised']],
  )
  assert.equal((await answers(caseIds[1]!, 'declined')).status, 200)
  assert.deepEqual([await listed(change, 'dee'), await listed(change, 'amara')], [[], []])
  await goTo(change, '27T16:45')
  assert.equal(raisedTo(change), 0)
})

test('Dee’s console is closed and Dee leaves the team: what was hers goes on where it stands, and nothing waits for her word', async () => {
  const { house, people } = change
  const { teamId } = people.team
  await goTo(change, '28T12:00')
  await night(change, ['dee', '28T20:00', '29T02:00'], ['mateo', '29T02:00', '29T08:00'])
  await goTo(change, '28T21:00')
  const promiseId = await follow(change, '29T07:00')
  const caseId = await openCase(people.mateo, { lineId: change.lineId, fallback: people.ruth })
  await offerCase(people.mateo, caseId, people.dee)
  await goTo(change, '29T01:45')
  assert.equal((await seenBy(people.mateo)).length, 1)
  assert.deepEqual((await listed(change, 'dee')).toSorted(), ['leaving case offered', 'leaving follow-up offered'])
  const gone = { teamId, memberId: people.dee.memberId }
  await house.house.db.transact(async (sql, afterCommit) => {
    await removeMember(sql, teamId, gone.memberId, { house: house.house, afterCommit })
    await house.house.moments.fire(sql, afterCommit, { of: memberRemoved, is: gone })
  })
  await house.settled()
  assert.notEqual(await ownerOf(change, promiseId), people.dee.memberId)
  assert.deepEqual([await listed(change, 'mateo'), await listed(change, 'amara')], [[], []])
  raisedTo(change)
  await goTo(change, '29T02:30')
  assert.equal(raisedTo(change), 0)
})
