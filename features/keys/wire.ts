import { z } from 'zod'

/*
 * Everything about keys that crosses the network. Bytes are base64url without padding; an age file is `sealed`.
 * The server reads none of the sealed parts; it checks shapes, sizes, signatures and that epochs follow each other.
 */

export const circles = ['responders', 'coordinators', 'stewards'] as const
export const circleSchema = z.enum(circles)
export type Circle = z.infer<typeof circleSchema>

export const roleSchema = z.enum(['responder', 'coordinator', 'steward'])
export type TeamRole = z.infer<typeof roleSchema>

const id = z.uuid()
const token = z.string().regex(/^[A-Za-z0-9_-]{16,128}$/)
const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)
const epoch = z.int().min(1).max(1_000_000)
const recipient = z.string().regex(/^age1pq1[a-z0-9]{100,4000}$/)
const sealed = (largest: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(largest)
const roles = z.array(roleSchema).min(1).max(3)

const signatureSchema = z.object({ by: id, sig: signature })

/** One seat of a roster: public keys only. `enc` is the member's M (age1pq…), `sign` the Ed25519 public key. */
export const seatSchema = z.object({ id, roles, enc: recipient, sign: hash })
export type Seat = z.infer<typeof seatSchema>

/** A circle at one epoch, signed (see platform/envelope for what is signed and what verifies it). */
export const rosterSchema = z.object({
  v: z.literal(1),
  team: id,
  circle: circleSchema,
  epoch,
  at: z.iso.datetime(),
  recipient,
  members: z.array(seatSchema).max(500),
  prev: hash.nullable(),
  stewards: z.object({ epoch, hash }).nullable(),
  signatures: z.array(signatureSchema).max(20),
})
export type RosterJson = z.infer<typeof rosterSchema>

/** C_epoch of a circle, sealed to one member's M. */
export const circleWrapSchema = z.object({ circle: circleSchema, epoch, member: id, sealed: sealed(16_384) })
export type CircleWrap = z.infer<typeof circleWrapSchema>

/** C_(epoch-1) sealed to C_epoch, so that whoever has the newest identity reaches the older ones. */
export const ladderSchema = z.object({ circle: circleSchema, epoch: epoch.min(2), sealed: sealed(16_384) })
export type Ladder = z.infer<typeof ladderSchema>

/** A line's public recipient at one epoch, signed by one current steward or coordinator. */
export const statementSchema = z.object({
  v: z.literal(1),
  team: id,
  line: id,
  epoch,
  recipient,
  responders: z.object({ epoch, hash }),
  prev: hash.nullable(),
  signatures: z.array(signatureSchema).min(1).max(20),
})
export type StatementJson = z.infer<typeof statementSchema>

/** `wrap` is the line's identity sealed to the responders' circle of the roster the statement names. */
export const intakeSchema = z.object({ statement: statementSchema, wrap: sealed(16_384) })
export type Intake = z.infer<typeof intakeSchema>

/** A member's chosen name, signed with their S, sealed to the responders' circle. */
export const cardSchema = z.object({ member: id, sealed: sealed(16_384) })
export type Card = z.infer<typeof cardSchema>

const vaultFile = sealed(262_144)
export const vaultSchema = z.object({ version: z.int().min(1), file: vaultFile })
export type VaultJson = z.infer<typeof vaultSchema>

/** PUT /api/keys/vault: `version` is the version this one follows; a newer one on the server is answered with 409 and that one. */
export const saveVaultSchema = z.object({ follows: z.int().min(0), file: vaultFile })

/**
 * A change of the team, applied whole or not at all: the next roster of every circle it touches, the new circle identities
 * wrapped to each member of those rosters, one ladder per roster, and (when somebody leaves a circle) a new epoch of every line's intake.
 */
export const packageSchema = z.object({
  rosters: z.array(rosterSchema).min(1).max(3),
  wraps: z.array(circleWrapSchema).min(1).max(1500),
  ladders: z.array(ladderSchema).max(3),
  intakes: z.array(intakeSchema).max(100),
})
export type Package = z.infer<typeof packageSchema>

/** What a steward wants to change. The console makes a Package of it; the server and the second steward check that it is this and no more. */
export type TeamChange =
  | { kind: 'join'; seat: Seat }
  | { kind: 'reinvite'; seat: Seat }
  | { kind: 'roles'; member: string; roles: TeamRole[] }
  | { kind: 'remove'; member: string }

export const changeKinds = ['join', 'reinvite', 'roles', 'remove'] as const

/** POST /api/keys/proposals. `joining` names the compared joining it completes (join and reinvite only). */
export const proposeSchema = z.object({
  proposal: id,
  kind: z.enum(changeKinds),
  member: id,
  joining: id.optional(),
  package: packageSchema,
})

/** POST /api/keys/proposals/:proposal/signatures: one signature for each roster of the package. */
export const cosignSchema = z.object({
  signatures: z
    .array(z.object({ circle: circleSchema, epoch, by: id, sig: signature }))
    .min(1)
    .max(3),
})
export type Cosignature = z.infer<typeof cosignSchema>['signatures'][number]

export const languageSchema = z.enum(['en', 'es'])
export const timeZoneSchema = z.string().min(1).max(64).refine(isTimeZone, 'not a time zone')

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

export const teamNameSchema = z
  .string()
  .trim()
  .refine((name) => [...name].length >= 1 && [...name].length <= 200, 'between 1 and 200 characters')

/** The keys of the founding: three genesis rosters (stewards first), the first steward's wraps, vault and card. */
export const foundingKeysSchema = z.object({
  rosters: z.array(rosterSchema).length(3),
  wraps: z.array(circleWrapSchema).length(3),
  vault: vaultFile,
  card: cardSchema,
})
export type FoundingKeys = z.infer<typeof foundingKeysSchema>

/** An invitation. The link's fragment is `<invitation>.<secret>.<roster hash>`; the server is only ever told `access`, derived from the secret. */
export const inviteSchema = z.object({
  invitation: id,
  /** Whoever it is for: a new id, or a member's own when they lost everything. */
  member: id,
  roles,
  accessHash: hash,
  /** {secret, note} sealed to the stewards' circle: any steward can show the link again. */
  sealed: sealed(16_384),
  rosterHash: hash,
})

const digest = hash
/** What a newcomer brings beside their ways in. `proof` binds the keys to the link's secret; stewards' consoles check it, the server cannot. */
export const joinKeysSchema = z.object({
  access: token,
  /** Hash of a token that stays in the newcomer's page: it starts their first session, once. */
  enterHash: hash,
  enc: recipient,
  sign: hash,
  proof: digest,
  vault: vaultFile,
  card: cardSchema,
})
export type JoinKeys = z.infer<typeof joinKeysSchema>

/** Said with the link's access token, by the newcomer's page. */
export const accessSchema = z.object({ access: token })
export const commitSchema = z.object({ access: token, commitment: digest })
export const revealSchema = z.object({ access: token, nonce: token })
/** Said with their session, by the steward who compares. */
export const nonceSchema = z.object({ nonce: token })
export const enterSchema = z.object({ enter: token })

/** Set-up. `address` is what the console was opened at; it is settled when the founding is sent from it. */
export const setUpTokenSchema = z.object({ token })
export const addressSchema = z.object({ token, origin: z.url({ protocol: /^https?$/ }).max(300) })
export const teamSchema = z.object({
  teamId: id,
  name: teamNameSchema,
  languages: z.array(languageSchema).min(1).max(2),
  timeZone: timeZoneSchema,
})

export type * from './wire-views.ts'
