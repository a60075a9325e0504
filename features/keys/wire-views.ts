import type {
  Card,
  changeKinds,
  Circle,
  CircleWrap,
  Intake,
  Ladder,
  Package,
  RosterJson,
  TeamRole,
  VaultJson,
} from './wire.ts'

/* What the server answers. Consoles believe none of it: rosters are verified, and what is sealed is opened with its place. */

/** GET /api/keys: everything a member's console needs to open its vault and verify the circles it is in. */
export type KeysView = {
  team: string
  member: string
  /** null until the member has made one (never, for a founded or joined member). */
  vault: VaultJson | null
  /** Every roster of every circle, oldest first. */
  rosters: RosterJson[]
  /** Only the reader's own. */
  wraps: CircleWrap[]
  ladders: Ladder[]
  /** Every epoch of every line's intake, oldest first. */
  intakes: Intake[]
  cards: Card[]
}

/** POST /api/join/:invitation/look: what somebody who holds the link may know. `roster` hashes to what the link says, or the page stops. */
export type InvitedView = {
  team: { teamId: string; name: string; languages: ('en' | 'es')[]; timeZone: string }
  member: string
  kind: 'join' | 'reinvite'
  roles: TeamRole[]
  expiresAt: string
  invitedBy: string
  /** Every roster: public keys and roles, from which the newcomer verifies what the link names. */
  rosters: RosterJson[]
}

/** POST /api/join/:invitation/state: how far it is. A newcomer has no socket yet, so their page asks every second. */
export type NewcomerView = {
  state:
    | 'open'
    | 'waiting'
    | 'here'
    | 'asked'
    | 'shown'
    | 'matched'
    | 'proposed'
    | 'joined'
    | 'failed'
    | 'revoked'
    | 'expired'
  steward: string | null
  stewardNonce: string | null
  /** Signatures there are and signatures needed, once proposed. */
  signed: number
  needed: number
}

export type JoiningView = {
  state: 'waiting' | 'here' | 'asked' | 'shown' | 'matched' | 'proposed' | 'joined' | 'failed'
  enc: string
  sign: string
  proof: string
  commitment: string | null
  steward: string | null
  stewardNonce: string | null
  newcomerNonce: string | null
}
export type InvitationView = {
  invitation: string
  kind: 'join' | 'reinvite'
  member: string
  roles: TeamRole[]
  sealed: string
  rosterHash: string
  invitedBy: string
  createdAt: string
  expiresAt: string
  joining: JoiningView | null
}
export type ProposalView = {
  proposal: string
  kind: (typeof changeKinds)[number]
  member: string
  invitation: string | null
  package: Package
  proposedBy: string
  proposedAt: string
}

/** Topic `team`: every member follows it; the console learns the rosters again when an epoch moves. Lists are empty but for stewards. */
export type TeamPageView = {
  /** So that every console hears when it changes. */
  timeZone: string
  epochs: Record<Circle, number>
  members: { member: string; roles: TeamRole[]; state: 'active' | 'removed' }[]
  invitations: InvitationView[]
  proposals: ProposalView[]
}

/** POST /api/set-up/look. `fixed`: the address that the environment names, when it does; no other can be settled. */
export type SetUpView = { founded: boolean; fixed: string | null }
