import { day, hour, minute } from '#platform/clock'

export type PromiseKind = 'callback' | 'follow-up'
/**
 * `trying`: its owner is calling now. `deciding`: it is with a steward. `kept` and `let go` are its ends; until one of them it
 * has an owner and a time at which somebody looks after it.
 */
export type PromiseState = 'open' | 'trying' | 'deciding' | 'kept' | 'let go'

/** Times are milliseconds since 1970. */
export type Promised = {
  kind: PromiseKind
  state: PromiseState
  ownerId: string
  /** Who gets it when it is due, or when its owner goes; null only where nobody else may have it, or once it is late. */
  fallbackId: string | null
  dueAt: number
  /** It was due, went to its fallback and is called out every day. */
  late: boolean
  /** Attempts since it was promised, or since a steward decided on another round. */
  attempts: number
  /** When the last attempt ended; null before the first. */
  triedAt: number | null
  /** When the server looks again; null at its end. */
  nextAt: number | null
}

/** What a line asks of callbacks: how many attempts, and how many minutes lie between two at least. */
export type CallbackPolicy = { attempts: number; apartMinutes: number }
export const usualPolicy: CallbackPolicy = { attempts: 3, apartMinutes: 240 }

/** How an attempt went, as people say it. It stays sealed; the server hears only what follows from it. */
export const outcomes = ['reached', 'no answer', 'somebody else', 'wrong number', 'not safe'] as const
export type Outcome = (typeof outcomes)[number]
export const follows: Record<Outcome, 'reached' | 'again' | 'stopped'> = {
  reached: 'reached',
  'no answer': 'again',
  'somebody else': 'again',
  'wrong number': 'stopped',
  'not safe': 'stopped',
}

/** An attempt that nobody says the outcome of counts as one without an answer. */
export const longestAttempt = 30 * minute
/** A steward has so long to decide, before another one is asked. */
export const decideWithin = day
/** An overdue promise is called out again this often. */
export const againAfter = day
/** How long an end can be taken back. */
export const undoFor = 10 * minute
/** Nobody promises further ahead: what is kept for longer than a case may be is no promise. */
export const furthestDue = 90 * day
/** Nobody is away without an end. */
export const longestAway = 90 * day
/** How soon something may be due. */
const soonestDue = -hour

export const isWithinReach = (dueAt: number, now: number): boolean =>
  dueAt - now > soonestDue && dueAt - now <= furthestDue

export type PromiseEvent =
  | { kind: 'begun' | 'ran out' | 'due' | 'reached' | 'again' | 'stopped' | 'asked' | 'kept' | 'let go' | 'undone' }
  | { kind: 'given'; to: string }
  | { kind: 'moved'; dueAt: number }
  | { kind: 'another round'; to: string; dueAt: number }
  /** Removed, stepped down, away, or off the case. */
  | { kind: 'left'; memberId: string }

export type PromiseEventKind = PromiseEvent['kind']

/**
 * Where it happens. `spare`: a steward (who reads every case), none of these, those who are there and least laden first; null
 * when there is no other.
 */
export type Situation = {
  now: number
  policy: CallbackPolicy
  spare: (not: readonly (string | null)[]) => string | null
}

/** What becomes of a promise, or null when this cannot happen to it. */
export function nextPromise(promise: Promised, event: PromiseEvent, at: Situation): Promised | null {
  const step = steps[promise.state][event.kind]
  const next = step ? step(promise, event as never, at) : null
  return next && { ...next, nextAt: lookAt(next, at.now) }
}

/** Why its owner cannot call now, or null. */
export function whyNotNow(
  promise: Pick<Promised, 'kind' | 'state' | 'triedAt'>,
  at: Pick<Situation, 'now' | 'policy'>,
): 'no-callback' | 'not-open' | 'too-soon' | null {
  if (promise.kind !== 'callback') return 'no-callback'
  if (promise.state !== 'open') return 'not-open'
  return at.now < mayTryAt(promise, at.policy) ? 'too-soon' : null
}

export const mayTryAt = ({ triedAt }: Pick<Promised, 'triedAt'>, { apartMinutes }: CallbackPolicy): number =>
  triedAt === null ? 0 : triedAt + apartMinutes * minute

/** A new promise, with whoever gets it when it is due. */
export const newPromise = (made: {
  kind: PromiseKind
  ownerId: string
  fallbackId: string
  dueAt: number
}): Promised => ({ ...made, state: 'open', late: false, attempts: 0, triedAt: null, nextAt: made.dueAt })

type Step = (promise: Promised, event: never, at: Situation) => Promised | null
type Steps = Partial<Record<PromiseEventKind, Step>>

const ends =
  (state: 'kept' | 'let go'): Step =>
  (promise) => ({ ...promise, state })
const left: Step = (promise, { memberId }: { memberId: string }, at) => without(promise, memberId, at)

const open: Steps = {
  begun: (promise, _event, at) => (whyNotNow(promise, at) === null ? { ...promise, state: 'trying' } : null),
  due: (promise, _event, at) => overdue(promise, at),
  given: (promise, { to }: { to: string }, at) => given(promise, to, at),
  moved: (promise, { dueAt }: { dueAt: number }, at) => due(promise, dueAt, at),
  asked: (promise, _event, at) => forSteward(promise, at),
  kept: ends('kept'),
  'let go': ends('let go'),
  left,
}
const trying: Steps = {
  reached: (promise, _event, at) => ({ ...tried(promise, at), state: 'kept' }),
  again: (promise, _event, at) => tryAgain(promise, at),
  'ran out': (promise, _event, at) => tryAgain(promise, at),
  stopped: (promise, _event, at) => forSteward(tried(promise, at), at),
  // Whoever goes while calling: the attempt counts, and the next is somebody else's.
  left: (promise, { memberId }: { memberId: string }, at) =>
    without(promise.ownerId === memberId ? tryAgain(promise, at) : promise, memberId, at),
}
const deciding: Steps = {
  due: (promise, _event, at) => overdue(promise, at),
  given: (promise, { to }: { to: string }, at) => given(promise, to, at),
  'another round': (promise, { to, dueAt }: { to: string; dueAt: number }, at) =>
    due({ ...given(promise, to, at), state: 'open', attempts: 0, triedAt: null }, dueAt, at),
  kept: ends('kept'),
  'let go': ends('let go'),
  left,
}
const ended: Steps = {
  undone: (promise, _event, at) => {
    const open: Promised = { ...promise, state: 'open' }
    return promise.late ? open : due(open, Math.max(promise.dueAt, at.now), at)
  },
  left,
}
const steps: Record<PromiseState, Steps> = { open, trying, deciding, kept: ended, 'let go': ended }

/** When somebody looks after it again: an attempt ends, it is due, or it is called out anew. */
function lookAt({ state, dueAt, late }: Promised, now: number): number | null {
  if (state === 'kept' || state === 'let go') return null
  if (state === 'trying') return now + longestAttempt
  return late ? Math.max(dueAt, now) + againAfter : dueAt
}

/** To its fallback, and called out again every day; with nobody else it stays whose it is. */
const overdue = (promise: Promised, { spare }: Situation): Promised => ({
  ...promise,
  ownerId: promise.fallbackId ?? (promise.late ? null : spare([promise.ownerId])) ?? promise.ownerId,
  fallbackId: null,
  late: true,
})

const due = (promise: Promised, dueAt: number, at: Situation): Promised =>
  withFallback({ ...promise, dueAt, late: false }, at)

const given = (promise: Promised, to: string, at: Situation): Promised =>
  withFallback({ ...promise, ownerId: to, fallbackId: promise.fallbackId === to ? null : promise.fallbackId }, at)

const tried = (promise: Promised, { now }: Situation): Promised => ({
  ...promise,
  attempts: promise.attempts + 1,
  triedAt: now,
})

/** The next may begin after the pause of the line, and is due after two; the last one leads to a steward. */
function tryAgain(promise: Promised, at: Situation): Promised {
  const next = tried({ ...promise, state: 'open' }, at)
  if (next.attempts >= at.policy.attempts) return forSteward(next, at)
  return due(next, Math.max(next.dueAt, at.now + 2 * at.policy.apartMinutes * minute), at)
}

/** Stewards read every case: one of them decides. */
function forSteward(promise: Promised, at: Situation): Promised {
  const ownerId = at.spare([]) ?? promise.fallbackId ?? promise.ownerId
  const fallbackId = at.spare([ownerId])
  return { ...promise, state: 'deciding', ownerId, fallbackId, dueAt: at.now + decideWithin, late: false }
}

function without(promise: Promised, memberId: string, at: Situation): Promised {
  const gone = { ...at, spare: (not: readonly (string | null)[]) => at.spare([...not, memberId]) }
  const known = promise.fallbackId === memberId ? withFallback({ ...promise, fallbackId: null }, gone) : promise
  if (known.ownerId !== memberId) return known
  const ownerId = known.fallbackId ?? gone.spare([]) ?? memberId
  return withFallback({ ...known, ownerId, fallbackId: null }, gone)
}

function withFallback(promise: Promised, { spare }: Situation): Promised {
  if (promise.late) return { ...promise, fallbackId: null }
  return { ...promise, fallbackId: promise.fallbackId ?? spare([promise.ownerId]) }
}

/** What a member is to a promise. `reader`: may open its case, and is none of the others. */
export type PromiseStanding = 'owner' | 'fallback' | 'steward' | 'reader'
export type PromiseAct =
  'call' | 'keep' | 'ask a steward' | 'move' | 'take' | 'give' | 'let go' | 'another round' | 'undo'

/** Calling, and with it the number, is its owner's alone; letting go of a promise is a steward's. */
const actsOf: Record<PromiseStanding, readonly PromiseAct[]> = {
  owner: ['call', 'keep', 'ask a steward', 'move', 'give', 'undo'],
  fallback: ['take'],
  steward: ['keep', 'move', 'take', 'give', 'let go', 'another round', 'undo'],
  reader: [],
}

export function mayDo(
  member: { memberId: string; isSteward: boolean },
  act: PromiseAct,
  promise: { ownerId: string; fallbackId: string | null },
): boolean {
  return promiseStandings(member, promise).some((standing) => actsOf[standing].includes(act))
}

export function promiseStandings(
  { memberId, isSteward }: { memberId: string; isSteward: boolean },
  promise: { ownerId: string; fallbackId: string | null },
): PromiseStanding[] {
  const is: [PromiseStanding, boolean][] = [
    ['owner', promise.ownerId === memberId],
    ['fallback', promise.fallbackId === memberId],
    ['steward', isSteward],
    ['reader', true],
  ]
  return is.filter(([, holds]) => holds).map(([standing]) => standing)
}

/** What of all that is owed is listed: mine, everybody's, or what came since the last shift ended. */
export const owedFilters = ['mine', 'all', 'since'] as const
export type OwedFilter = (typeof owedFilters)[number]
