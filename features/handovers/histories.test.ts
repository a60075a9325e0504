import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { membersOf, permissionsOf } from '#features/members'
import { openChange, follow, goTo, message, night, say, type Change } from '../../tests/change-of-shifts.ts'
import type { Person } from '../../tests/people.ts'
import { joinCase } from '../promises/acting.ts'
import { handoverView } from './server/view.ts'
import type { HandoverItem } from './wire.ts'

/*
 * Whatever is said at a change of shifts, by whomever and at once: at every instant each thing is exactly one person's. Drawn at random
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

async function play(seed: number): Promise<void> {
  const draw = drawing(seed)
  const pick = <One>(from: readonly One[]): One => from[Math.floor(draw() * from.length)]!
  const { people } = change
  const things: string[] = []
  const said = async (): Promise<Said | null> => {
    const by = pick(names)
    const items = await viewOf(people[pick([by, by, pick(names)])])
    if (items.length === 0) return null
    const taken = items.find((one) => isMine(one) && one.state === 'accepted')
    const item = taken ?? pick(items)
    const [id, answer, me] = [item.objectId, taken ? 'undo' : pick(three), people[by].memberId] as const
    const done = (await say(people[by], answer, [item])) === 'done'
    // Keeping is taken back too, and moves nothing.
    const to = answer === 'accept' ? me : item.leaverId
    return { id, answer, done, to }
  }
  const given = async (): Promise<Said> => {
    const to = people[pick(names)].memberId
    const contactId = pick(things.filter((_thing, index) => index % 2 === 0))
    const { status } = await people.ruth.request(`/api/messages/${contactId}/owner`, {
      method: 'PUT',
      body: { memberId: to },
    })
    return { id: contactId, answer: 'given', done: status === 200, to }
  }
  for (let from = 14; from < 20; from += 1) {
    const one: Name = pick(names)
    const other: Name = pick(names.filter((name) => name !== one))
    await night(
      change,
      [one, `${hour(from)}:00`, `${hour(from + 1)}:00`],
      [other, `${hour(from)}:00`, `${hour(from + 1)}:00`],
    )
  }
  for (let at = 14; at < 19; at += 1) {
    await goTo(change, `${hour(at)}:30`)
    things.push(await message(change, null, people[pick(names)]), await follow(change, '20T23:30', people[pick(names)]))
    for (const minutes of ['42', '59']) {
      await goTo(change, `${hour(at)}:${minutes}`)
      await watched(things, [said(), said(), said(), ...(draw() < 0.3 ? [given()] : [])])
      await holds(things, `seed ${seed}, ${hour(at)}:${minutes}`)
    }
    await goTo(change, `${hour(at + 1)}:${pick(['00', '05', '16'])}`)
    await watched(things, [said(), said(), said()])
    await holds(things, `seed ${seed}, after ${hour(at + 1)}:00`)
  }
  assert.ok(things.length === 10)
}

test('five changes of shifts, what is offered answered at once by whoever: at every instant each thing is exactly one person’s', () =>
  play(20261120))
