export type Role = 'responder' | 'coordinator' | 'steward'
export const roles: readonly Role[] = ['responder', 'coordinator', 'steward']

/**
 * What each role may do. The only place where this is said: guards, menus and screens ask it.
 * A member with several roles may do what any of them may.
 */
const permissionsByRole = {
  responder: ['duty.work', 'room.talk'],
  coordinator: ['messages.work', 'lines.edit', 'alarms.receive', 'team.see', 'crew.plan'],
  steward: [
    'team.see',
    'team.manage',
    'lines.edit',
    'alarms.receive',
    'retention.change',
    'messages.work',
    'cases.keep',
    'crew.plan',
  ],
} as const satisfies Record<Role, readonly string[]>

export type Permission = (typeof permissionsByRole)[Role][number]

export const permissionsOf = (held: readonly Role[]): ReadonlySet<Permission> =>
  new Set(held.flatMap((role) => permissionsByRole[role]))

export type WayKind = 'passphrase' | 'passkey' | 'paper'
export type WaysProblem = 'too-few' | 'only-passkeys' | 'two-of-a-kind'

/**
 * Whether somebody with these ways in can lose one and still come back. Two kinds are needed, because things of one kind
 * are lost together: the passkeys of a phone, of an account, of a host name. Several passkeys are welcome.
 */
export function problemWithWays(kinds: readonly WayKind[]): WaysProblem | null {
  const passphrases = kinds.filter((kind) => kind === 'passphrase').length
  const papers = kinds.filter((kind) => kind === 'paper').length
  if (passphrases > 1 || papers > 1) return 'two-of-a-kind'
  if (kinds.length < 2) return 'too-few'
  return passphrases + papers === 0 ? 'only-passkeys' : null
}

/** Handles are compared without regard to case, spaces around, or how accents were typed. 2 to 60 characters. */
export const foldHandle = (handle: string): string => handle.normalize('NFKC').trim().toLowerCase()

const minutes = 60_000
const days = 24 * 60 * minutes

/** How long a session lives unused, and at most; how often its token changes; how long a proof counts for changes. */
export const sessionTimes = {
  idle: 7 * days,
  longest: 30 * days,
  rotate: 60 * minutes,
  overlap: minutes,
  touch: minutes,
  proof: 10 * minutes,
}

export type SessionAge = { startedAt: Date; seenAt: Date }

/** When this session ends if nobody comes back to it. */
export const endsAt = ({ startedAt, seenAt }: SessionAge): Date =>
  new Date(Math.min(seenAt.getTime() + sessionTimes.idle, startedAt.getTime() + sessionTimes.longest))

export const eventKinds = [
  'signed-in',
  'signed-out',
  'sessions-ended',
  'passphrase-added',
  'passphrase-removed',
  'passkey-added',
  'passkey-removed',
  'paper-added',
  'paper-removed',
] as const
export type EventKind = (typeof eventKinds)[number]
export const eventDays = 30

export const deviceKinds = ['phone', 'computer', 'tablet', 'key', 'other'] as const
export type DeviceKind = (typeof deviceKinds)[number]
