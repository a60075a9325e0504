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

/** While others act: nothing is nobody's, at any instant that is looked at. */
async function watched(things: readonly string[], acts: Promise<unknown>[]): Promise<void> {
  let goesOn = true
  const looking = (async () => {
    let looks = 0
    while (goesOn || looks === 0) {
      const owned = new Map((await ownedNow()).map(({ id, ownerId }) => [id, ownerId]))
      for (const id of things) assert.ok(owned.get(id), `meanwhile: ${id} is nobody’s`)
      looks += 1
    }
  })()
  await Promise.all(acts).finally(() => (goesOn = false))
  await looking
}

const three = ['accept', 'keep', 'undo'] as const
const hour = (at: number): string => `20T${String(at).padStart(2, '0')}`

async function play(seed: number): Promise<void> {
  const draw = drawing(seed)
  const pick = <One>(from: readonly One[]): One => from[Math.floor(draw() * from.length)]!
  const { people } = change
  const things: string[] = []
  const said = async (): Promise<void> => {
    const by = pick(names)
    const items = await viewOf(people[pick([by, by, pick(names)])])
    if (items.length > 0) await say(people[by], pick(three), draw() < 0.5 ? items : [pick(items)])
  }
  const given = (): Promise<unknown> => {
    const body = { memberId: people[pick(names)].memberId }
    return people.ruth.request(`/api/messages/${pick(things)}/owner`, { method: 'PUT', body })
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
