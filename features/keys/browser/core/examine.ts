import { openGroup } from '#platform/envelope/circles'
import { demand } from '#platform/envelope/errors'
import type { Identity } from '#platform/envelope/identity'
import { verifyIntakes } from '#platform/envelope/intake'
import { circles, rosterHash, verifyProposed, type Roster } from '#platform/envelope/roster'
import { differenceOf, isWhole, type Difference } from '../../rules.ts'
import type { Package } from '../../wire.ts'
import { leaves, newestOf, seatsOf, type Newest } from './packages.ts'
import type { Self } from './self.ts'
import type { Team } from './team.ts'

/**
 * What a package does, worked out from the verified team and the package itself. Throws unless it follows, every signature
 * on it holds, all circles agree, and the identities and ladders in it are the ones its rosters name (a proposal could
 * otherwise lock everybody out).
 */
export async function examinePackage(self: Self, team: Team, proposed: Package): Promise<Difference> {
  const fresh = proposed.rosters as Roster[]
  demand(fresh.length > 0 && new Set(fresh.map((roster) => roster.circle)).size === fresh.length, 'roster.refused')
  const stewards = [...team.chains.stewards, ...fresh.filter((roster) => roster.circle === 'stewards')]
  for (const roster of fresh) {
    demand(circles.includes(roster.circle) && roster.team === self.team, 'roster.other-team')
    await verifyProposed(
      team.newest(roster.circle),
      roster,
      roster.circle === 'stewards' ? team.chains.stewards : stewards,
    )
    demand(
      roster.circle === 'stewards' || roster.stewards!.epoch >= team.newest('stewards').epoch,
      'roster.stale-stewards',
    )
  }
  const after = { ...newestOf(team), ...Object.fromEntries(fresh.map((roster) => [roster.circle, roster])) } as Newest
  demand(isWhole(after), 'roster.disagree')
  const responders = await examineKeys(self, team, proposed)
  const difference = differenceOf(seatsOf(team), after.responders.members)
  await examineIntakes({ self, team, after }, proposed, { responders, due: leaves(difference) })
  return difference
}

/** Opens what the package seals to this steward: the identities must be the rosters', the ladders must reach the ones before. */
async function examineKeys(self: Self, team: Team, proposed: Package): Promise<Identity | null> {
  let responders: Identity | null = null
  for (const roster of proposed.rosters as Roster[]) {
    const place = {
      team: self.team,
      group: `circle:${roster.circle}`,
      epoch: roster.epoch,
      recipient: roster.recipient,
    }
    const own = proposed.wraps.find(
      (wrap) => wrap.circle === roster.circle && wrap.epoch === roster.epoch && wrap.member === self.member,
    )
    const step = proposed.ladders.find((ladder) => ladder.circle === roster.circle && ladder.epoch === roster.epoch)
    demand(own && step, 'circle.unopened')
    const identity = await openGroup(place, [self.identity], own.sealed)
    await openGroup(
      { ...place, epoch: roster.epoch - 1, recipient: team.newest(roster.circle).recipient },
      [identity],
      step.sealed,
    )
    if (roster.circle === 'responders') responders = identity
  }
  return responders
}

type Examined = { self: Self; team: Team; after: Newest }

async function examineIntakes(
  { self, team, after }: Examined,
  proposed: Package,
  given: { responders: Identity | null; due: boolean },
): Promise<void> {
  const lines = given.due ? team.lines : []
  demand(
    lines.toSorted().join() ===
      proposed.intakes
        .map((intake) => intake.statement.line)
        .toSorted()
        .join(),
    'intake.stale',
  )
  const responders = [...team.chains.responders, after.responders as Roster]
  for (const { statement, wrap } of proposed.intakes) {
    const before = team.intakes(statement.line).map((known) => known.statement)
    await verifyIntakes(
      [...before, statement],
      { team: self.team, line: statement.line },
      { ...team.chains, responders },
    )
    demand(given.responders && statement.responders.hash === rosterHash(after.responders as Roster), 'intake.stale')
    const place = {
      team: self.team,
      group: `intake:${statement.line}`,
      epoch: statement.epoch,
      recipient: statement.recipient,
    }
    await openGroup(place, [given.responders], wrap)
  }
}
