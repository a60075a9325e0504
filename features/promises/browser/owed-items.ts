import type { LeftMessage } from '#features/chat/browser'
import type { WaitingContact } from '#features/queue/browser'
import type { PromiseKind, PromiseState } from '../rules.ts'
import type { OwedFilter, OwedRow } from '../wire.ts'

/** One line of what we owe, wherever it comes from. Times are milliseconds since 1970. */
export type OwedItem = {
  id: string
  what: 'waiting' | 'handover' | 'offered' | 'message' | PromiseKind
  /** When it is due; for whoever waits, since when. */
  at: number
  late: boolean
  state: PromiseState
  ownerId: string | null
  fallbackId: string | null
  attempts: number
  /** Where it is dealt with; null for a case that whoever looks may not open. */
  path: string | null
}

export type OwedFrom = {
  promises: readonly OwedRow[]
  waiting: readonly WaitingContact[]
  messages: readonly LeftMessage[]
}
export type Looking = { filter: OwedFilter; me: string; now: number; endedAt: number | null }

/** Everything that is owed, what is due first first: whoever waits now stands before everything that is due later. */
export function owedItems(from: OwedFrom, looking: Looking): OwedItem[] {
  return [
    ...from.waiting.filter(isWaiting).map((contact) => fromWaiting(contact, looking.me)),
    ...from.messages.filter((message) => isLooked(message, looking)).map((message) => fromMessage(message, looking)),
    ...from.promises.map(fromPromise),
  ].toSorted(byDue)
}

const isWaiting = ({ state }: WaitingContact): boolean =>
  state === 'waiting' || state === 'handover' || state === 'offered'

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
})

const now = (item: OwedItem): number => (['waiting', 'handover', 'offered'].includes(item.what) ? 0 : 1)
const byDue = (one: OwedItem, other: OwedItem): number =>
  now(one) - now(other) || one.at - other.at || (one.id < other.id ? -1 : 1)
