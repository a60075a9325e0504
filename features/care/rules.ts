import { day, hour, minute } from '#platform/clock'

/** How long somebody is asked about a shift; how long an answer and a word of thanks are kept; how long colleagues can say something. */
export const askedFor = 3 * day
/** Told of its end late, because the house was away, it is still worth asking for so long. */
export const worthAsking = 7 * day
export const keptFor = 30 * day
/** That a night was hard is known as long as who worked it. */
export const nightsKeptFor = 365 * day
export const recentFor = 7 * day
/** Until when somebody should have listened; from then on it passes on every day. */
export const listenWithin = 48 * hour
export const listenAgain = 24 * hour
/** Taken back for so long; what has come to its end is shown for so long. */
export const undoFor = 10 * minute
export const endedFor = 7 * day
/** After a word of care was read it is not said again for so long. */
export const pauseFor = 14 * day
export const usualRestHours = 48

export type ListeningState = 'open' | 'kept' | 'let go'
/** Somebody would like to talk. Times are milliseconds. */
export type Listening = {
  memberId: string
  ownerId: string
  fallbackId: string | null
  state: ListeningState
  late: boolean
  dueAt: number
  endedAt: number | null
}
export type ListeningEvent =
  | { kind: 'due' | 'kept' | 'let go' | 'undone' }
  | { kind: 'given'; to: string }
  /** Somebody is not in the team any more. */
  | { kind: 'left'; who: string }
/** `spare`: who else could listen, the least laden first; never one of these. */
export type Situation = { now: number; spare: (not: readonly string[]) => string | null }

export function newListening({ memberId, ownerId }: { memberId: string; ownerId: string }, at: Situation): Listening {
  const fallbackId = at.spare([memberId, ownerId])
  return { memberId, ownerId, fallbackId, state: 'open', late: false, dueAt: at.now + listenWithin, endedAt: null }
}

/** What follows; null: it cannot happen now. Whoever asked leaving is no event: it goes with them. */
export function nextListening(of: Listening, event: ListeningEvent, at: Situation): Listening | null {
  if (event.kind === 'undone') return undone(of, at.now)
  if (of.state !== 'open') return null
  const others = (...not: string[]): string | null => at.spare([of.memberId, ...not])
  switch (event.kind) {
    case 'due':
      if (at.now < of.dueAt) return null
      return {
        ...of,
        late: true,
        dueAt: at.now + listenAgain,
        ownerId: of.fallbackId ?? of.ownerId,
        fallbackId: of.fallbackId === null ? others(of.ownerId) : others(of.fallbackId, of.ownerId),
      }
    case 'kept':
    case 'let go':
      return { ...of, state: event.kind, endedAt: at.now }
    case 'given':
      if (event.to === of.memberId) return null
      return { ...of, ownerId: event.to, fallbackId: of.fallbackId === event.to ? others(event.to) : of.fallbackId }
    case 'left':
      return without(of, event.who, at)
  }
}

const undone = (of: Listening, now: number): Listening | null =>
  of.endedAt === null || now > of.endedAt + undoFor ? null : { ...of, state: 'open', endedAt: null }

/** Where nobody is left who could listen it ends, and whoever asked is told. */
function without(of: Listening, who: string, { now, spare }: Situation): Listening | null {
  const other = (...not: string[]): string | null => spare([of.memberId, who, ...not])
  if (of.fallbackId === who) return { ...of, fallbackId: other(of.ownerId) }
  if (of.ownerId !== who) return null
  const ownerId = of.fallbackId ?? other()
  if (ownerId === null) return { ...of, state: 'let go', endedAt: now, fallbackId: null }
  return { ...of, ownerId, fallbackId: other(ownerId) }
}

export type ListeningAct = 'keep' | 'give' | 'take' | 'let go' | 'undo'
export const listeningActs: readonly ListeningAct[] = ['keep', 'give', 'take', 'let go', 'undo']

/** Who may do what; `undo` belongs to whoever ended it. */
export function mayDo(of: Listening, memberId: string): ListeningAct[] {
  const isOpen = of.state === 'open'
  if (memberId === of.memberId) return isOpen ? ['let go'] : of.state === 'let go' ? ['undo'] : []
  if (memberId === of.ownerId) return isOpen ? ['keep', 'give'] : of.state === 'kept' ? ['undo'] : []
  return memberId === of.fallbackId && isOpen ? ['take'] : []
}

/** Another round is due, or the end is forgotten. */
export const nextAt = ({ dueAt, endedAt }: Listening): number => (endedAt === null ? dueAt : endedAt + endedFor)

/** They rest until the last of these is over, where they have not ended it; null: they do not. */
export function restUntilOf(nights: readonly { restUntil: Date; restEnded: boolean }[], now: Date): Date | null {
  const ends = nights.filter((one) => !one.restEnded && one.restUntil > now).map(({ restUntil }) => restUntil.getTime())
  return ends.length === 0 ? null : new Date(Math.max(...ends))
}

/** Who may say that a night was hard for somebody: they, whoever sat there with them, and whoever plans; for a week. */
export const mayMark = (
  sat: readonly string[],
  { memberId, by, plans }: { memberId: string; by: string; plans: boolean },
): boolean => sat.includes(memberId) && (plans || sat.includes(by))
