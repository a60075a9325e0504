import { demand } from '#platform/envelope/errors'
import type { Recipient } from '#platform/envelope/identity'
import { headOf, rosterHash, type Roster } from '#platform/envelope/roster'
import type { CircleWrap, FoundingKeys, Seat, TeamRole } from '../../wire.ts'
import { freshRoster, nameCard, wrapsOf } from './packages.ts'
import type { Self } from './self.ts'
import type { Unlocks } from './unlocks.ts'

/** `roles`: what the founder is besides a steward, if anything. */
export type Founding = { name: string; at: string; waysIn: string[]; roles?: string[] }

/** Founds a team with one steward: their three genesis rosters are the first thing their vault pins. */
export async function found(
  self: Self,
  unlocks: Unlocks,
  { name, at, waysIn, roles = ['steward'] }: Founding,
): Promise<FoundingKeys> {
  demand(roles.includes('steward'), 'roster.refused')
  const { rosters, wraps, responders } = await genesis(self, { at, roles: roles as TeamRole[] })
  self.remember({ stewards: { epoch: 1, hash: rosterHash(rosters[0]!) } })
  const vault = await self.vault(unlocks, waysIn)
  const card = await nameCard(self, { member: self.member, name, at }, responders)
  return { rosters, wraps, vault, card } as FoundingKeys
}

/** The three first rosters, with one steward in each, and the circle identities wrapped to them. */
async function genesis(
  self: Self,
  { at, roles }: { at: string; roles: TeamRole[] },
): Promise<{ rosters: Roster[]; wraps: CircleWrap[]; responders: Recipient }> {
  const seat: Seat = { id: self.member, roles, enc: self.recipient, sign: self.signing.sign }
  const stewards = await freshRoster(self, { circle: 'stewards', members: [seat], at, before: null, stewards: null })
  const authority = headOf(stewards.roster)
  const others = (['coordinators', 'responders'] as const).map((circle) =>
    freshRoster(self, { circle, members: [seat], at, before: null, stewards: authority }),
  )
  const fresh = [stewards, ...(await Promise.all(others))]
  const rosters = fresh.map(({ roster }) => roster)
  return { rosters, wraps: await wrapsOf(fresh), responders: rosters[2]!.recipient }
}
