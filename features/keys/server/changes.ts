import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import {
  joiningMoves,
  problemWithPackage,
  proposalMoves,
  type ChangeKind,
  type PackageProblem,
  type TeamShape,
} from '../rules.ts'
import type { Cosignature, Package } from '../wire.ts'
import { apply, type Change } from './apply.ts'
import { announce, announceJoining } from './news.ts'
import { holdRosters, lineEpochs, newestRosters } from './store.ts'
import {
  holdInvitation,
  holdProposal,
  insertProposal,
  joiningOf,
  setJoining,
  setProposal,
  type ProposalRow,
} from './store-ceremonies.ts'
import { signaturesMissing, type SignatureProblem } from './verify.ts'

export type ChangeRefusal =
  PackageProblem | SignatureProblem | 'no-such-proposal' | 'not-compared' | 'other-keys' | 'signed-already'
export type ChangeResult = { state: 'applied' | 'open' } | { refused: ChangeRefusal }
type Work = { sql: Sql; afterCommit: AfterCommit; house: House }
export type Proposed = {
  teamId: string
  by: string
  proposalId: string
  kind: ChangeKind
  memberId: string
  invitationId: string | null
  package: Package
}

/** The newest roster of each circle. Throws before the founding. */
export async function shapeOf(sql: Sql, teamId: string): Promise<TeamShape> {
  const { responders, coordinators, stewards } = await newestRosters(sql, teamId)
  if (!responders || !coordinators || !stewards) throw new Error('the team has no rosters')
  return { responders, coordinators, stewards }
}

/**
 * A steward proposes a package. With fewer than three stewards their own signature is enough and it is applied at once;
 * otherwise it waits for a second. The same proposal sent twice is one proposal.
 */
export async function propose(house: House, proposed: Proposed): Promise<ChangeResult> {
  const { teamId, proposalId } = proposed
  return house.db.transact(async (sql, afterCommit) => {
    await holdRosters(sql, teamId)
    const before = await holdProposal(sql, teamId, proposalId)
    if (before)
      return before.state === 'open' || before.state === 'applied' ? { state: before.state } : { refused: 'overtaken' }
    const current = await shapeOf(sql, teamId)
    const missing = await check(sql, current, proposed)
    if (typeof missing !== 'number') return { refused: missing }
    await insertProposal(sql, rowOf(proposed, house.clock.now()))
    if (proposed.invitationId) await mark(sql, teamId, proposed.invitationId)
    return settle({ sql, afterCommit, house }, { ...proposed, current }, missing)
  })
}

/** A second steward adds their signatures; with them the package is applied. */
export async function cosign(
  house: House,
  signed: { teamId: string; by: string; proposalId: string; signatures: Cosignature[] },
): Promise<ChangeResult> {
  const { teamId, by, proposalId } = signed
  return house.db.transact(async (sql, afterCommit) => {
    await holdRosters(sql, teamId)
    const row = await holdProposal(sql, teamId, proposalId)
    if (row?.state === 'applied') return { state: 'applied' }
    if (!row || !proposalMoves[row.state].apply) return { refused: 'no-such-proposal' }
    if (row.proposedBy === by) return { refused: 'signed-already' }
    const whole = withSignatures(JSON.parse(row.package) as Package, by, signed.signatures)
    const proposed: Proposed = { ...row, by: row.proposedBy, package: whole }
    const current = await shapeOf(sql, teamId)
    const missing = await check(sql, current, proposed)
    if (typeof missing !== 'number') return { refused: missing }
    return settle({ sql, afterCommit, house }, { ...proposed, current }, missing)
  })
}

/** Takes a proposal back: any steward may. A newcomer's joining waits, compared, for another one. */
export async function withdraw(house: House, teamId: string, proposalId: string): Promise<boolean> {
  return house.db.transact(async (sql, afterCommit) => {
    await holdRosters(sql, teamId)
    const row = await holdProposal(sql, teamId, proposalId)
    const next = row && proposalMoves[row.state].withdraw
    if (!row || !next) return false
    await setProposal(sql, teamId, proposalId, next)
    const joining = row.invitationId ? await joiningOf(sql, teamId, row.invitationId) : null
    const back = joining && joiningMoves[joining.state].unpropose
    if (joining && back) {
      await setJoining(sql, { ...joining, state: back })
      announceJoining(house, afterCommit, joining)
    }
    announce(house, afterCommit, teamId)
    return true
  })
}

/** How many signatures are missing to what is otherwise right, or what is wrong. */
async function check(sql: Sql, current: TeamShape, proposed: Proposed): Promise<number | ChangeRefusal> {
  const named = { kind: proposed.kind, member: proposed.memberId, by: proposed.by }
  const lines = await lineEpochs(sql, proposed.teamId)
  return (
    problemWithPackage({ current, lines, named, proposed: proposed.package }) ??
    (await problemWithJoining(sql, proposed)) ??
    (await signaturesMissing(sql, current, proposed))
  )
}

/** Keys enter a roster only as they were compared: the joining's own, for the member of its invitation. */
async function problemWithJoining(sql: Sql, proposed: Proposed): Promise<ChangeRefusal | null> {
  const { teamId, kind, memberId, invitationId } = proposed
  if (kind !== 'join' && kind !== 'reinvite') return invitationId ? 'not-what-it-says' : null
  const invitation = invitationId ? await holdInvitation(sql, teamId, invitationId, null) : null
  const joining = invitationId ? await joiningOf(sql, teamId, invitationId) : null
  if (!invitation || !joining || invitation.state !== 'joining' || !joiningMoves[joining.state].apply)
    return 'not-compared'
  if (invitation.kind !== kind || invitation.memberId !== memberId) return 'not-what-it-says'
  const seat = proposed.package.rosters
    .find((roster) => roster.circle === 'responders')
    ?.members.find(({ id }) => id === memberId)
  if (seat?.enc !== joining.enc || seat.sign !== joining.sign) return 'other-keys'
  return [...seat.roles].sort().join() === [...invitation.roles].sort().join() ? null : 'not-what-it-says'
}

/** Applies the package when no signature is missing, else lets it wait for one more. */
async function settle(work: Work, change: Change, missing: number): Promise<ChangeResult> {
  const { sql, afterCommit, house } = work
  const { teamId, proposalId, invitationId } = change
  if (missing > 0) {
    announce(house, afterCommit, teamId)
    if (invitationId) announceJoining(house, afterCommit, { teamId, invitationId })
    return { state: 'open' }
  }
  await setProposal(sql, teamId, proposalId, 'applied')
  await apply(work, change)
  return { state: 'applied' }
}

async function mark(sql: Sql, teamId: string, invitationId: string): Promise<void> {
  const joining = await joiningOf(sql, teamId, invitationId)
  const next = joining && joiningMoves[joining.state].propose
  if (joining && next) await setJoining(sql, { ...joining, state: next })
}

const rowOf = (proposed: Proposed, at: Date): ProposalRow => ({
  teamId: proposed.teamId,
  proposalId: proposed.proposalId,
  kind: proposed.kind,
  memberId: proposed.memberId,
  invitationId: proposed.invitationId,
  package: JSON.stringify(proposed.package),
  proposedBy: proposed.by,
  proposedAt: at,
  state: 'open',
})

/** Only signatures of the steward whose session this is; a signature for a roster that is not in the package adds nothing. */
function withSignatures(proposed: Package, by: string, signatures: Cosignature[]): Package {
  const rosters = proposed.rosters.map((roster) => {
    const mine = signatures.find((one) => one.circle === roster.circle && one.epoch === roster.epoch && one.by === by)
    return mine ? { ...roster, signatures: [...roster.signatures, { by, sig: mine.sig }] } : roster
  })
  return { ...proposed, rosters }
}
