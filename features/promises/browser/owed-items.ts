import type { CaseView } from '#features/cases/browser'
import type { LeftMessage } from '#features/chat/browser'
import type { WaitingContact } from '#features/queue/browser'
import type { PromiseKind, PromiseState } from '../rules.ts'
import type { OwedFilter, OwedRow } from '../wire.ts'

/** One line of what we owe, wherever it comes from. Times are milliseconds since 1970. */
export type OwedItem = {
  id: string
  what: 'waiting' | 'handover' | 'offered' | 'case' | 'message' | PromiseKind
  /** When it is due; for whoever waits, since when; null for a case that is offered, which is now. */
  at: number | null
  late: boolean
  state: PromiseState
  ownerId: string | null
  fallbackId: string | null
  attempts: number
  /** Where it is dealt with; null for a case that whoever looks may not open. */
  path: string | null
  practice: boolean
}

export type OwedFrom = {
  promises: readonly OwedRow[]
  waiting: readonly WaitingContact[]
  messages: readonly LeftMessage[]
  cases: readonly CaseView[]
}
export type Looking = { filter: OwedFilter; me: string; now: number; endedAt: number | null }

/** Everything that is owed, what is due first first: whoever waits now stands before everything that is due later. */
export function owedItems(from: OwedFrom, looking: Looking): OwedItem[] {
  return [
    ...from.waiting.filter(isWaiting).map((contact) => fromWaiting(contact, looking.me)),
    ...from.cases.filter((of) => isOffered(of, looking)).map(fromCase),
    ...from.messages.filter((message) => isLooked(message, looking)).map((message) => fromMessage(message, looking)),
    ...from.promises.map(fromPromise),
  ].toSorted(byDue)
}

const isWaiting = ({ state }: WaitingContact): boolean =>
  state === 'waiting' || state === 'handover' || state === 'offered'

/** A case handed over waits for whoever is asked; who gave it sees it too, and so do stewards under "all". */
const isOffered = ({ offer }: CaseView, { filter, me }: Looking): boolean =>
  offer !== null && (filter !== 'mine' || offer.to === me || offer.from === me)

/** What nobody owns is everybody's. */
function isLooked(message: LeftMessage, { filter, me, endedAt }: Looking): boolean {
  if (message.state === 'done') return false
  if (filter === 'mine') return message.ownerId === me || message.ownerId === null
  return filter === 'all' || message.late || endedAt === null || Date.parse(message.arrivedAt) >= endedAt
}

const fromWaiting = (contact: WaitingContact, me: string): OwedItem => ({
  id: `waiting ${contact.contactId}`,
  what: contact.state as 'waiting' | 'handover' | 'offered',
  at: Date.parse(contact.since),
  late: false,
  state: 'open',
  ownerId: contact.responder,
  fallbackId: null,
  attempts: 0,
  path: contact.responder === me ? `talks/${contact.contactId}` : 'waiting',
  practice: contact.practice,
})

const fromCase = ({ caseId, offer, practice }: CaseView): OwedItem => ({
  id: `case ${caseId}`,
  what: 'case',
  at: null,
  late: false,
  state: 'open',
  ownerId: offer!.from,
  fallbackId: offer!.to,
  attempts: 0,
  path: `cases/${caseId}`,
  practice,
})

const fromMessage = (message: LeftMessage, { now }: Looking): OwedItem => ({
  id: `message ${message.contactId}`,
  what: 'message',
  at: Date.parse(message.dueAt),
  late: message.late || Date.parse(message.dueAt) < now,
  state: 'open',
  ownerId: message.ownerId,
  fallbackId: message.fallbackId,
  attempts: 0,
  path: 'messages',
  practice: message.practice,
})

const fromPromise = (promise: OwedRow): OwedItem => ({
  id: `promise ${promise.promiseId}`,
  what: promise.kind,
  at: Date.parse(promise.dueAt),
  late: promise.late && promise.state !== 'kept' && promise.state !== 'let go',
  state: promise.state,
  ownerId: promise.ownerId,
  fallbackId: promise.fallbackId,
  attempts: promise.attempts,
  path: promise.opens ? `cases/${promise.caseId}` : null,
  practice: promise.practice,
})

const isPromise = (what: OwedItem['what']): boolean => what === 'callback' || what === 'follow-up'

/** How many there are and how many are overdue: promises as the server counts them, the rest as it is here; practice apart. */
export function countOwed(
  items: readonly OwedItem[],
  promises: { total: number; late: number },
): { all: number; late: number } {
  const others = items.filter(({ what, practice }) => !practice && !isPromise(what))
  return { all: others.length + promises.total, late: others.filter(({ late }) => late).length + promises.late }
}

/** Waiting now, in words that a screen and the order share. */
export const isNow = ({ what }: Pick<OwedItem, 'what'>): boolean =>
  what === 'waiting' || what === 'handover' || what === 'offered' || what === 'case'

/** Whoever waits for a voice stands before a case that waits for a yes; practice after everything real. */
const placeOf = (item: OwedItem): number => (item.practice ? 3 : 0) + (item.what === 'case' ? 1 : isNow(item) ? 0 : 2)
const byDue = (one: OwedItem, other: OwedItem): number =>
  placeOf(one) - placeOf(other) || (one.at ?? 0) - (other.at ?? 0) || (one.id < other.id ? -1 : 1)
