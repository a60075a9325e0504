import { z } from 'zod'
import { deviceKinds, type DeviceKind, type EventKind, type Permission, type Role, type WayKind } from './rules.ts'

const base64url = (shortest: number, longest: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .min(shortest)
    .max(longest)

/** 32 bytes that follow from the passphrase or the paper key; the server keeps only their hash. */
const signInSecret = base64url(43, 43)
const recipient = z
  .string()
  .regex(/^age1pq1[02-9ac-hj-np-z]+$/)
  .max(4000)
const handle = z.string().trim().min(2).max(60)
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/)
const text = (longest: number) => z.string().min(1).max(longest)

/** What WebAuthn gives back when a passkey is made. The PRF result must never be in it (nor below): it opens the vault. */
const registration = z.object({
  id: base64url(8, 1400),
  rawId: base64url(8, 1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.strictObject({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  response: z.object({
    clientDataJSON: text(4000),
    attestationObject: text(16_000),
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
})

/** What WebAuthn gives back when a passkey is used. */
export const assertionSchema = z.object({
  id: base64url(8, 1400),
  rawId: base64url(8, 1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.strictObject({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  response: z.object({
    clientDataJSON: text(4000),
    authenticatorData: text(4000),
    signature: text(4000),
    userHandle: text(200).optional(),
  }),
})
export type Assertion = z.infer<typeof assertionSchema>

export const wayInSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('passphrase'),
    handle,
    signInSecret,
    recipient,
    totpSeed: z.string().regex(/^[A-Z2-7]{32,64}$/),
  }),
  z.object({ kind: z.literal('passkey'), recipient, device: z.enum(deviceKinds), registration }),
  z.object({ kind: z.literal('paper'), lookup: base64url(22, 86), signInSecret, recipient }),
])
export type WayIn = z.infer<typeof wayInSchema>

/** What a browser sends to register a member's ways in. `checkWaysIn` says whether they are enough and true. */
export const waysInSchema = z.array(wayInSchema).min(1).max(12)

export const handleBody = z.object({ handle })
export const passphraseBody = z.object({ handle, signInSecret, code })
export const paperKeyBody = z.object({ lookup: base64url(22, 86), signInSecret })
export const passkeyBody = z.object({ response: assertionSchema })
export const proofBody = z.object({ signInSecret })
export const deviceBody = z.object({ device: z.enum(deviceKinds) })

/** One team, as everybody who may sign in may know it. */
export type TeamView = { teamId: string; name: string; languages: string[]; timeZone: string }
export type Me = { teamId: string; memberId: string; sessionId: string; roles: Role[]; permissions: Permission[] }
export type MeView = { me: Me; team: TeamView; demo: boolean }
/** What a console asks first. `inside`: this browser's session stands. */
export type DoorView = {
  team: Pick<TeamView, 'teamId' | 'name' | 'languages'> | null
  demo: boolean
  inside: MeView | null
}
export type ChallengeView = { challenge: string; rpId: string }
export type HandleView = { teamId: string; memberId: string }
export type SessionView = { sessionId: string; device: DeviceKind; startedAt: string; seenAt: string; current: boolean }
export type WayView = { kind: WayKind; id: string; recipient: string; device?: DeviceKind }
export type EventView = { kind: EventKind; day: string }
