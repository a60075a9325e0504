import type { Circle, Package, RosterJson, Seat, TeamRole } from './wire.ts'

/** Who sits in a circle. Stewards sit in every one: they hand the keys on, and can read everything (said on every screen). */
const seatsIn: Record<Circle, (roles: readonly TeamRole[]) => boolean> = {
  responders: (roles) => roles.length > 0,
  coordinators: (roles) => roles.includes('coordinator') || roles.includes('steward'),
  stewards: (roles) => roles.includes('steward'),
}
export const sitsIn = (circle: Circle, roles: readonly TeamRole[]): boolean => seatsIn[circle](roles)

/** How many stewards must sign the next roster: two where there are three or more, one where there are fewer. */
export const signaturesNeeded = (stewards: number): 1 | 2 => (stewards >= 3 ? 2 : 1)

export const invitationDays = 7
/** With fewer than three stewards, changes of retention, holds and exports wait this long, in everybody's sight. */
export const delayHours = 24

/* The three state machines. An event that a state does not list is refused; the tables in README.md are made from these. */

export type InvitationState = 'open' | 'joining' | 'joined' | 'failed' | 'revoked' | 'expired'
export type InvitationEvent = 'take-up' | 'revoke' | 'expire' | 'fail' | 'join'
export const invitationMoves: Record<InvitationState, Partial<Record<InvitationEvent, InvitationState>>> = {
  open: { 'take-up': 'joining', revoke: 'revoked', expire: 'expired' },
  joining: { 'take-up': 'joining', revoke: 'revoked', expire: 'expired', fail: 'failed', join: 'joined' },
  joined: {},
  failed: {},
  revoked: {},
  expired: {},
}

export type JoiningState = 'waiting' | 'here' | 'asked' | 'shown' | 'matched' | 'proposed' | 'joined' | 'failed'
export type JoiningEvent =
  'start-over' | 'commit' | 'ask' | 'reveal' | 'match' | 'mismatch' | 'propose' | 'unpropose' | 'apply'
export const joiningMoves: Record<JoiningState, Partial<Record<JoiningEvent, JoiningState>>> = {
  waiting: { 'start-over': 'waiting', commit: 'here', mismatch: 'failed' },
  here: { 'start-over': 'waiting', ask: 'asked', mismatch: 'failed' },
  asked: { reveal: 'shown', mismatch: 'failed' },
  shown: { match: 'matched', mismatch: 'failed' },
  matched: { propose: 'proposed', apply: 'joined', mismatch: 'failed' },
  proposed: { unpropose: 'matched', apply: 'joined', mismatch: 'failed' },
  joined: {},
  failed: {},
}

export type ProposalState = 'open' | 'applied' | 'withdrawn' | 'stale'
export type ProposalEvent = 'apply' | 'withdraw' | 'overtake'
export const proposalMoves: Record<ProposalState, Partial<Record<ProposalEvent, ProposalState>>> = {
  open: { apply: 'applied', withdraw: 'withdrawn', overtake: 'stale' },
  applied: {},
  withdrawn: {},
  stale: {},
}

export type ChangeKind = 'join' | 'reinvite' | 'roles' | 'remove'
export type TeamShape = Record<Circle, RosterJson>

export type PackageProblem =
  | 'overtaken'
  | 'two-rosters-of-a-circle'
  | 'another-team'
  | 'circles-disagree'
  | 'needless-roster'
  | 'not-what-it-says'
  | 'wraps-do-not-fit'
  | 'ladders-do-not-fit'
  | 'intakes-do-not-fit'
  | 'last-steward'
  | 'own-stewardship'

export type Difference = { joined: Seat[]; left: Seat[]; changed: { before: Seat; after: Seat }[]; rekeyed: Seat[] }

/** What turns one list of seats into the other: by roles (`changed`) and by keys (`rekeyed`, the new seat). */
export function differenceOf(before: readonly Seat[], after: readonly Seat[]): Difference {
  const old = new Map(before.map((seat) => [seat.id, seat]))
  const fresh = new Map(after.map((seat) => [seat.id, seat]))
  const kept = after.filter((seat) => old.has(seat.id)).map((seat) => ({ before: old.get(seat.id)!, after: seat }))
  return {
    joined: after.filter((seat) => !old.has(seat.id)),
    left: before.filter((seat) => !fresh.has(seat.id)),
    changed: kept.filter((pair) => rolesKey(pair.before) !== rolesKey(pair.after)),
    rekeyed: kept.filter((pair) => keysOf(pair.before) !== keysOf(pair.after)).map((pair) => pair.after),
  }
}

const rolesKey = (seat: Seat): string => [...seat.roles].sort().join()
const keysOf = (seat: Seat): string => `${seat.enc} ${seat.sign}`
const seatKey = (seat: Seat): string => `${seat.id} ${rolesKey(seat)} ${keysOf(seat)}`
const seatsKey = (seats: readonly Seat[]): string => seats.map(seatKey).sort().join('\n')

export type PackageCase = {
  current: TeamShape
  /** Every line that has an intake, with its newest epoch. */
  lines: readonly { lineId: string; epoch: number }[]
  named: { kind: ChangeKind; member: string; by: string }
  proposed: Package
}

/**
 * Whether a package does what its name says and nothing more, and leaves the team whole. Says nothing of signatures and
 * hashes: platform/envelope verifies those. null when there is no problem.
 */
export function problemWithPackage(given: PackageCase): PackageProblem | null {
  const { current, proposed, named } = given
  const rosters = new Map(proposed.rosters.map((roster) => [roster.circle, roster]))
  if (rosters.size !== proposed.rosters.length) return 'two-rosters-of-a-circle'
  for (const roster of proposed.rosters) {
    if (roster.team !== current.stewards.team) return 'another-team'
    if (roster.epoch !== current[roster.circle].epoch + 1) return 'overtaken'
    if (seatsKey(roster.members) === seatsKey(current[roster.circle].members)) return 'needless-roster'
  }
  const after: TeamShape = { ...current, ...Object.fromEntries(rosters) }
  if (!isWhole(after)) return 'circles-disagree'
  const difference = differenceOf(current.responders.members, after.responders.members)
  if (!isNamed(difference, named)) return 'not-what-it-says'
  if (after.stewards.members.length === 0) return 'last-steward'
  if (givesUpOwnSeat(after, named)) return 'own-stewardship'
  return problemWithKeys(given, difference)
}

/** The circles say the same of everybody: a seat is in a circle exactly when its roles put it there, nobody twice. */
export function isWhole(team: TeamShape): boolean {
  const everybody = team.responders.members
  if (new Set(everybody.map((seat) => seat.id)).size !== everybody.length) return false
  return (['responders', 'coordinators', 'stewards'] as const).every(
    (circle) => seatsKey(team[circle].members) === seatsKey(everybody.filter((seat) => sitsIn(circle, seat.roles))),
  )
}

function isNamed(difference: Difference, named: PackageCase['named']): boolean {
  const { joined, left, changed, rekeyed } = difference
  const ids = [...joined, ...left, ...changed.map((pair) => pair.after), ...rekeyed].map((seat) => seat.id)
  if (ids.some((id) => id !== named.member)) return false
  const did = { join: joined.length, remove: left.length, roles: changed.length, reinvite: rekeyed.length }
  if (did[named.kind] !== 1) return false
  // A member who comes back with new keys may be given other roles at the same time; nothing else is ever two things at once.
  return ids.length === 1 || (named.kind === 'reinvite' && ids.length === 2 && did.roles === 1)
}

/** Whoever signs must still be a steward afterwards: another steward does it for them. */
const givesUpOwnSeat = (after: TeamShape, named: PackageCase['named']): boolean =>
  named.member === named.by && !after.stewards.members.some((seat) => seat.id === named.by)

/** Everybody who may read gets exactly one wrap; nobody else does; older epochs stay reachable; intakes move when somebody loses access. */
function problemWithKeys({ lines, proposed }: PackageCase, difference: Difference): PackageProblem | null {
  const wanted = proposed.rosters.flatMap((roster) =>
    roster.members.map((seat) => `${roster.circle} ${roster.epoch} ${seat.id}`),
  )
  const brought = proposed.wraps.map((wrap) => `${wrap.circle} ${wrap.epoch} ${wrap.member}`)
  if (wanted.sort().join() !== brought.sort().join()) return 'wraps-do-not-fit'
  const steps = proposed.rosters.map((roster) => `${roster.circle} ${roster.epoch}`)
  const ladders = proposed.ladders.map((ladder) => `${ladder.circle} ${ladder.epoch}`)
  if (steps.sort().join() !== ladders.sort().join()) return 'ladders-do-not-fit'
  const moves = difference.left.length + difference.rekeyed.length > 0
  const due = moves ? lines.map((line) => `${line.lineId} ${line.epoch + 1}`) : []
  const intakes = proposed.intakes.map((intake) => `${intake.statement.line} ${intake.statement.epoch}`)
  return due.sort().join() === intakes.sort().join() ? null : 'intakes-do-not-fit'
}
