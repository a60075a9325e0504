import { sealCard } from '#platform/envelope/cards'
import { sealGroup } from '#platform/envelope/circles'
import { demand } from '#platform/envelope/errors'
import { makeIdentity, recipientOf, type Identity, type Recipient } from '#platform/envelope/identity'
import { intakeHash, signIntake } from '#platform/envelope/intake'
import {
  headOf,
  memberIn,
  rosterHash,
  signRoster,
  type Circle,
  type Roster,
  type RosterHead,
} from '#platform/envelope/roster'
import { differenceOf, sitsIn, type Difference } from '../../rules.ts'
import type {
  Card,
  CircleWrap,
  Cosignature,
  Intake,
  Ladder,
  Package,
  RosterJson,
  Seat,
  TeamChange,
} from '../../wire.ts'
import type { Self } from './self.ts'
import type { Team } from './team.ts'

type Fresh = { roster: Roster; identity: Identity }
export type Newest = Record<Circle, RosterJson>

/** What a change of the team takes: next rosters, new identities for those who stay, ladders, and new intakes when somebody leaves. */
export async function makePackage(
  self: Self,
  team: Team,
  { change, at }: { change: TeamChange; at: string },
): Promise<Package> {
  const before = seatsOf(team)
  const after = changed(before, change)
  demand(memberIn({ members: after } as Roster, self.member)?.roles.includes('steward'), 'roster.refused')
  const fresh: Fresh[] = []
  let authority = headOf(team.newest('stewards'))
  for (const circle of ['stewards', 'coordinators', 'responders'] as const) {
    const members = after.filter((seat) => sitsIn(circle, seat.roles))
    const newest = team.newest(circle)
    const difference = differenceOf(newest.members, members)
    if (Object.values(difference).every((list) => list.length === 0)) continue
    const next = await freshRoster(self, {
      circle,
      members,
      at,
      before: newest,
      stewards: circle === 'stewards' ? null : authority,
    })
    fresh.push(next)
    // Nothing rests on a steward who leaves with this very change, or whose old keys do.
    if (circle === 'stewards' && leaves(difference)) authority = headOf(next.roster)
  }
  const rosters = fresh.map(({ roster }) => roster)
  const responders = rosters.find((roster) => roster.circle === 'responders') ?? team.newest('responders')
  const intakes = leaves(differenceOf(before, after)) ? await nextIntakes(self, team, responders) : []
  return { rosters, wraps: await wrapsOf(fresh), ladders: await laddersOf(team, fresh), intakes } as Package
}

/** This steward's signatures under every roster of a package that was examined. */
export async function cosignatures(self: Self, proposed: Package): Promise<Cosignature[]> {
  const signed = (proposed.rosters as Roster[]).map(async (roster) => {
    const { signatures } = await signRoster(roster, { id: self.member, key: self.signing })
    return { circle: roster.circle, epoch: roster.epoch, by: self.member, sig: signatures.at(-1)!.sig }
  })
  return Promise.all(signed)
}

/** A line's next intake: a fresh identity, its statement signed by this member, itself sealed to the responders. */
export async function makeIntake(
  self: Self,
  team: Team,
  line: string,
  responders = team.newest('responders'),
): Promise<Intake> {
  const before = team.intakes(line).at(-1)?.statement
  const identity = await makeIdentity()
  const epoch = (before?.epoch ?? 0) + 1
  const place = { v: 1 as const, team: self.team, line, epoch, recipient: await recipientOf(identity) }
  const unsigned = { ...place, responders: headOf(responders), prev: before ? intakeHash(before) : null }
  const statement = await signIntake(unsigned, { id: self.member, key: self.signing })
  const wrap = await sealGroup({ team: self.team, group: `intake:${line}`, epoch }, identity, responders.recipient)
  return { statement, wrap }
}

export async function nameCard(
  self: Self,
  named: { member: string; name: string; at: string },
  recipient: Recipient,
): Promise<Card> {
  const sealed = await sealCard({ team: self.team, ...named }, { id: self.member, key: self.signing }, [recipient])
  return { member: named.member, sealed }
}

export const newestOf = (team: Team): Newest =>
  ({
    responders: team.newest('responders'),
    coordinators: team.newest('coordinators'),
    stewards: team.newest('stewards'),
  }) as Newest

export const seatsOf = (team: Team): Seat[] => team.newest('responders').members
export const leaves = ({ left, rekeyed }: Difference): boolean => left.length + rekeyed.length > 0

function changed(seats: Seat[], change: TeamChange): Seat[] {
  const id = 'seat' in change ? change.seat.id : change.member
  const others = seats.filter((seat) => seat.id !== id)
  const known = seats.find((seat) => seat.id === id)
  demand((change.kind === 'join') === (known === undefined), 'roster.refused')
  if (change.kind === 'remove') return others
  if (change.kind === 'roles') return [...others, { ...known!, roles: change.roles }]
  return [...others, change.seat]
}

type Next = { circle: Circle; members: Seat[]; at: string; before: Roster | null; stewards: RosterHead | null }

export async function freshRoster(self: Self, { circle, members, at, before, stewards }: Next): Promise<Fresh> {
  const identity = await makeIdentity()
  const place = {
    v: 1 as const,
    team: self.team,
    circle,
    epoch: (before?.epoch ?? 0) + 1,
    at,
    recipient: await recipientOf(identity),
  }
  const sorted = members.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const roster: Roster = {
    ...place,
    members: sorted,
    prev: before ? rosterHash(before) : null,
    stewards,
    signatures: [],
  }
  return { identity, roster: await signRoster(roster, { id: self.member, key: self.signing }) }
}

export async function wrapsOf(fresh: Fresh[]): Promise<CircleWrap[]> {
  const wraps = fresh.flatMap(({ roster, identity }) =>
    roster.members.map(async (seat) => {
      const { team, circle, epoch } = roster
      const sealed = await sealGroup({ team, group: `circle:${circle}`, epoch }, identity, seat.enc)
      return { circle, epoch, member: seat.id, sealed }
    }),
  )
  return Promise.all(wraps)
}

async function laddersOf(team: Team, fresh: Fresh[]): Promise<Ladder[]> {
  const ladders = fresh.map(async ({ roster: { team: teamId, circle, epoch, recipient } }) => {
    const before = team.identityOf(circle, epoch - 1)
    demand(before, 'circle.unopened')
    const sealed = await sealGroup({ team: teamId, group: `circle:${circle}`, epoch: epoch - 1 }, before, recipient)
    return { circle, epoch, sealed }
  })
  return Promise.all(ladders)
}

const nextIntakes = (self: Self, team: Team, responders: Roster): Promise<Intake[]> =>
  Promise.all(team.lines.map((line) => makeIntake(self, team, line, responders)))
