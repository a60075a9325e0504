import { base64url } from '#platform/envelope/bytes'
import { sealCard } from '#platform/envelope/cards'
import { sealGroup } from '#platform/envelope/circles'
import { makeIdentity, recipientOf, type Identity } from '#platform/envelope/identity'
import { newPaperKey, type PaperKey } from '#platform/envelope/paper-key'
import { unlockByPasskey } from '#platform/envelope/passkey'
import { headOf, signRoster, type Circle, type Roster, type RosterHead } from '#platform/envelope/roster'
import { makeSigningKey, type SigningKey } from '#platform/envelope/signing'
import { sealVault, wayInOf, type Pins } from '#platform/envelope/vault'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { orderedId, randomId } from '#platform/ids'
import { insertMember, insertTeam, setCard } from '#features/members'
import { sitsIn } from '../features/keys/rules.ts'
import { insertRoster, insertWraps, putCard, putVault } from '../features/keys/server/store.ts'
import type { CircleWrap, RosterJson, Seat, TeamRole } from '../features/keys/wire.ts'
import { secretHash } from '../features/members/server/secrets.ts'
import type { TeamPlan } from './founding.ts'

/*
 * A whole team at once, with fresh keys: its first rosters hold everybody, signed by every steward. A real team never
 * begins like this (people join one by one, compared by six digits); demos, tests and benches do, because it takes a second.
 */

export type PlannedPerson = { name: string; roles: TeamRole[] }
export type ReadyPerson = PlannedPerson & { memberId: string; paperKey: string }

type Made = ReadyPerson & {
  identity: Identity
  signing: SigningKey
  seat: Seat
  paper: PaperKey
  spare: { identity: Identity; recipient: string }
}
type Sealed = { vault: string; card: string }
type Place = { teamId: string; at: string }

/** Everything there is to write down of a ready team, already sealed. */
export type TeamKeys = {
  teamId: string
  people: readonly Made[]
  sealed: readonly Sealed[]
  rosters: readonly Roster[]
  wraps: CircleWrap[]
}

/** Makes the people and their keys and writes them down, in one transaction. There must be no team yet. */
export async function makeReadyTeam(
  house: House,
  plan: TeamPlan,
  people: readonly PlannedPerson[],
): Promise<{ teamId: string; people: ReadyPerson[] }> {
  return keepReadyTeam(house, plan, await makeTeamKeys(people, house.clock.now()))
}

/** The keys of everybody and of the circles, signed and sealed; most of a second. */
export async function makeTeamKeys(people: readonly PlannedPerson[], now: Date): Promise<TeamKeys> {
  const place: Place = { teamId: orderedId(now.getTime()), at: now.toISOString() }
  const made = await Promise.all(people.map(makePerson))
  const { rosters, wraps, identities } = await makeCircles(place, made)
  const pins = Object.fromEntries(rosters.map((roster) => [roster.circle, headOf(roster)]))
  const known = { pins, responders: identities.responders }
  const sealed = await Promise.all(made.map((person) => sealPerson(place, person, known)))
  return { teamId: place.teamId, people: made, sealed, rosters, wraps }
}

/** Writes a ready team down, in one transaction. */
export async function keepReadyTeam(
  house: Pick<House, 'db'>,
  plan: TeamPlan,
  keys: TeamKeys,
): Promise<{ teamId: string; people: ReadyPerson[] }> {
  const { teamId, people, sealed, rosters, wraps } = keys
  await house.db.transact(async (sql) => {
    await insertTeam(sql, { teamId, ...plan })
    for (const roster of rosters) await insertRoster(sql, roster as RosterJson)
    for (const [at, person] of people.entries()) await keepPerson(sql, teamId, person, sealed[at]!)
    await insertWraps(sql, teamId, wraps)
  })
  return { teamId, people: people.map(({ name, roles, memberId, paperKey }) => ({ name, roles, memberId, paperKey })) }
}

async function keepPerson(sql: Sql, teamId: string, person: Made, sealed: Sealed): Promise<void> {
  const { memberId, roles, paper } = person
  const { recipient, signInSecret } = paper
  const lookup = Buffer.from(paper.lookup, 'base64url')
  const way = { kind: 'paper' as const, lookup, secretHash: secretHash(signInSecret), recipient }
  await insertMember(sql, { teamId, memberId, roles, waysIn: { checked: [way], recipients: [recipient] } })
  await putVault(sql, teamId, memberId, sealed.vault)
  await putCard(sql, teamId, { member: memberId, sealed: sealed.card })
  await setCard(sql, teamId, memberId, Buffer.from(sealed.card, 'base64url'))
}

async function makePerson({ name, roles }: PlannedPerson): Promise<Made> {
  const memberId = randomId()
  const [identity, signing, paper] = await Promise.all([makeIdentity(), makeSigningKey(), newPaperKey()])
  const spare = await unlockByPasskey(crypto.getRandomValues(new Uint8Array(32)))
  const seat: Seat = { id: memberId, roles: [...roles].sort(), enc: await recipientOf(identity), sign: signing.sign }
  return { name, roles, memberId, paperKey: paper.text, identity, signing, seat, paper, spare }
}

type Circles = { rosters: Roster[]; wraps: CircleWrap[]; identities: Record<Circle, string> }

async function makeCircles(place: Place, people: readonly Made[]): Promise<Circles> {
  const rosters: Roster[] = []
  const wraps: CircleWrap[] = []
  const recipients: Partial<Record<Circle, string>> = {}
  for (const circle of ['stewards', 'coordinators', 'responders'] as const) {
    const inside = people.filter((person) => sitsIn(circle, person.roles))
    const identity = await makeIdentity()
    const recipient = (recipients[circle] = await recipientOf(identity))
    const stewards: RosterHead | null = rosters[0] ? headOf(rosters[0]) : null
    const members = inside.map((person) => person.seat).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const { teamId: team, at } = place
    let roster: Roster = { v: 1, team, circle, epoch: 1, at, recipient, members, prev: null, stewards, signatures: [] }
    for (const steward of people.filter((person) => person.roles.includes('steward'))) {
      roster = await signRoster(roster, { id: steward.memberId, key: steward.signing })
    }
    rosters.push(roster)
    for (const { memberId: member, seat } of inside) {
      const sealed = await sealGroup({ team, group: `circle:${circle}`, epoch: 1 }, identity, seat.enc)
      wraps.push({ circle, epoch: 1, member, sealed })
    }
  }
  return { rosters, wraps, identities: recipients as Record<Circle, string> }
}

async function sealPerson(
  { teamId: team, at }: Place,
  person: Made,
  known: { pins: Pins; responders: string },
): Promise<Sealed> {
  const { memberId: member, name, identity, signing, paper, spare } = person
  const waysIn = [wayInOf(paper.recipient, paper.identity), wayInOf(spare.recipient, spare.identity)]
  const vault = await sealVault({
    v: 1,
    team,
    member,
    enc: identity,
    sign: base64url(signing.seed),
    // As after a first look at the team: who signs in then finds nothing to write down.
    pins: known.pins,
    waysIn,
  })
  const card = await sealCard({ team, member, name, at }, { id: member, key: signing }, [known.responders])
  return { vault, card }
}
