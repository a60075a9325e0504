import type { Sql } from '#platform/database'
import { EnvelopeError } from '#platform/envelope/errors'
import { intakeIsCurrent, verifyIntakes, type Chains } from '#platform/envelope/intake'
import { memberIn, rosterHash, unsigned, verifyNext, type Roster } from '#platform/envelope/roster'
import { verified } from '#platform/envelope/signing'
import { signaturesNeeded, type TeamShape } from '../rules.ts'
import type { Circle, Intake, Package, RosterJson, StatementJson } from '../wire.ts'
import { intakesOf, rostersOf } from './store.ts'

/*
 * The server checks what every console checks again: it saves the team from mistakes, not from the server. All the
 * cryptography is platform/envelope's.
 */

export type SignatureProblem = 'broken-chain' | 'forged' | 'unsigned' | 'intakes-not-signed'

/** Wire and envelope describe the same JSON; the schema has checked it. */
export const asRoster = (roster: RosterJson): Roster => roster as Roster

/**
 * What is wrong with the signatures of a package that follows `current`, or how many signatures are still missing (0 or 1).
 * Every signature that is there must hold, the proposer's must be there, and the intakes must be signed already.
 */
export async function signaturesMissing(
  sql: Sql,
  current: TeamShape,
  proposed: { by: string; package: Package },
): Promise<number | SignatureProblem> {
  const teamId = current.stewards.team
  const chains = chainsOf(await rostersOf(sql, teamId))
  const fresh = proposed.package.rosters.map(asRoster)
  const stewards = [...chains.stewards, ...fresh.filter((roster) => roster.circle === 'stewards')]
  let missing = 0
  for (const roster of fresh) {
    const authority = authorityOf(asRoster(current.stewards), roster, stewards)
    if (!authority || roster.prev !== rosterHash(asRoster(current[roster.circle]))) return 'broken-chain'
    if (!(await allHold(roster, authority))) return 'forged'
    const signers = new Set(roster.signatures.map(({ by }) => by))
    if (!signers.has(proposed.by)) return 'unsigned'
    missing = Math.max(missing, signaturesNeeded(authority.members.length) - signers.size)
    if (missing <= 0 && !(await follows(asRoster(current[roster.circle]), roster, stewards))) return 'broken-chain'
  }
  const after = chainsAfter(chains, fresh)
  return (await intakesHold(sql, teamId, after, proposed.package.intakes)) ? Math.max(missing, 0) : 'intakes-not-signed'
}

function authorityOf(newest: Roster, roster: Roster, stewards: readonly Roster[]): Roster | undefined {
  if (roster.circle === 'stewards') return newest
  // Never an older one than today's: whoever was a steward once must not authorise anything now.
  const named =
    roster.stewards && roster.stewards.epoch >= newest.epoch ? stewards[roster.stewards.epoch - 1] : undefined
  return named && rosterHash(named) === roster.stewards?.hash ? named : undefined
}

async function allHold(roster: Roster, authority: Roster): Promise<boolean> {
  for (const { by, sig } of roster.signatures) {
    const steward = memberIn(authority, by)
    const holds =
      steward && (await verified(steward.sign, 'roster', { statement: unsigned(roster), sig }).catch(() => false))
    if (!holds) return false
  }
  return true
}

const follows = (previous: Roster | null, next: Roster, stewards: readonly Roster[]): Promise<boolean> =>
  held(() => verifyNext(previous, next, stewards))

/** Whether the three first rosters found a team: each holds, signed by the one steward. */
export async function foundingHolds(rosters: TeamShape): Promise<boolean> {
  const stewards = asRoster(rosters.stewards)
  if (!(await follows(null, stewards, []))) return false
  const others = [rosters.responders, rosters.coordinators].map(asRoster)
  return (await Promise.all(others.map((roster) => follows(null, roster, [stewards])))).every(Boolean)
}

/** Whether these intakes continue their lines' chains and are signed by somebody who may, in a team as in `chains`. */
async function intakesHold(sql: Sql, teamId: string, chains: Chains, intakes: readonly Intake[]): Promise<boolean> {
  if (intakes.length === 0) return true
  const before = await intakesOf(sql, teamId)
  for (const { statement } of intakes) {
    const line = before.map((intake) => intake.statement).filter((known) => known.line === statement.line)
    if (!(await intakeHolds(teamId, chains, [...line, statement]))) return false
  }
  return true
}

async function intakeHolds(team: string, chains: Chains, statements: StatementJson[]): Promise<boolean> {
  const newest = statements.at(-1)!
  if (!(await held(() => verifyIntakes(statements, { team, line: newest.line }, chains)))) return false
  return intakeIsCurrent(newest, chains)
}

/** Whether a new intake of a line holds in today's team. */
export async function newIntakeHolds(sql: Sql, teamId: string, intake: Intake): Promise<boolean> {
  return intakesHold(sql, teamId, chainsOf(await rostersOf(sql, teamId)), [intake])
}

function chainsOf(rosters: RosterJson[]): Chains {
  const chain = (circle: Circle): Roster[] => rosters.filter((roster) => roster.circle === circle).map(asRoster)
  return { responders: chain('responders'), coordinators: chain('coordinators'), stewards: chain('stewards') }
}

function chainsAfter(chains: Chains, fresh: Roster[]): Chains {
  const longer = (circle: Circle): Roster[] => [
    ...chains[circle],
    ...fresh.filter((roster) => roster.circle === circle),
  ]
  return { responders: longer('responders'), coordinators: longer('coordinators'), stewards: longer('stewards') }
}

async function held(check: () => Promise<void>): Promise<boolean> {
  try {
    await check()
    return true
  } catch (thrown) {
    if (thrown instanceof EnvelopeError) return false
    throw thrown
  }
}
