export const longestNote = 12_000
/** Somebody who looks again within this time on the same console is not written down a second time. */
export const oneOpening = 60 * 60 * 1000
/** How long an entry of opening lets its writer read on without a new one. */
export const openingServes = 12 * 60 * 60 * 1000

export type CaseState = {
  state: 'open' | 'closed'
  /** Who works it. Empty only when nobody of them, and no fallback, is left in the team. */
  assigned: readonly string[]
  fallbackId: string | null
  /** A hand-over that waits for a yes. */
  offer: { from: string; to: string } | null
}
export type CaseMember = { memberId: string; permissions: ReadonlySet<string> }
export type Standing = 'assigned' | 'fallback' | 'offered' | 'steward'
export const standings: readonly Standing[] = ['assigned', 'fallback', 'offered', 'steward']

/** What this member is to the case. Need to know, default deny: coordinators and everybody else are nothing to it. */
export function standingsOf(member: CaseMember, of: CaseState): Standing[] {
  const is: Record<Standing, boolean> = {
    assigned: of.assigned.includes(member.memberId),
    fallback: of.fallbackId === member.memberId,
    offered: of.offer?.to === member.memberId,
    steward: member.permissions.has('cases.keep'),
  }
  return standings.filter((standing) => is[standing])
}

export type CaseAct =
  | 'read'
  | 'assign'
  | 'assign oneself'
  | 'take off'
  | 'name the fallback'
  | 'link'
  | 'offer'
  | 'withdraw'
  | 'answer the offer'
  | 'close'
  | 'reopen'

/** Reading and writing go together: whoever opens a case leaves an entry in it. */
const actsOf: Record<Standing, readonly CaseAct[]> = {
  assigned: [
    'read',
    'assign',
    'assign oneself',
    'take off',
    'name the fallback',
    'link',
    'offer',
    'withdraw',
    'close',
    'reopen',
  ],
  fallback: ['read', 'assign oneself', 'link', 'reopen'],
  offered: ['read', 'answer the offer'],
  steward: ['read', 'assign', 'assign oneself', 'take off', 'name the fallback', 'withdraw', 'close', 'reopen'],
}

export const mayAct = (member: CaseMember, act: CaseAct, of: CaseState): boolean =>
  standingsOf(member, of).some((standing) => actsOf[standing].includes(act))

/** Whether this member may open the case at all: its keys, its rows, its name. */
export const mayReadCase = (member: CaseMember, of: CaseState): boolean => mayAct(member, 'read', of)

export type CaseEvent =
  | { kind: 'assigned'; memberId: string }
  | { kind: 'taken off'; memberId: string }
  | { kind: 'fallback named'; memberId: string }
  | { kind: 'offered'; from: string; to: string }
  | { kind: 'withdrawn' }
  | { kind: 'declined' }
  | { kind: 'accepted' }
  | { kind: 'removed'; memberId: string }
  | { kind: 'closed' }
  | { kind: 'reopened' }
  | { kind: 'its time is over' }

/** What the case becomes; null when that cannot happen to it now; 'gone' when it is erased. */
export function nextCase(of: CaseState, event: CaseEvent): CaseState | 'gone' | null {
  if (event.kind === 'removed') return without(of, event.memberId)
  if (of.state === 'closed') return nextClosed(of, event)
  if (event.kind === 'closed') return { ...of, state: 'closed', offer: null }
  if (event.kind === 'offered') return offered(of, event)
  if (event.kind === 'assigned' || event.kind === 'taken off' || event.kind === 'fallback named')
    return seated(of, event)
  return of.offer ? answered(of, of.offer, event.kind) : null
}

function nextClosed(of: CaseState, event: CaseEvent): CaseState | 'gone' | null {
  if (event.kind === 'reopened') return { ...of, state: 'open' }
  return event.kind === 'its time is over' ? 'gone' : null
}

function seated(
  of: CaseState,
  { kind, memberId }: { kind: 'assigned' | 'taken off' | 'fallback named'; memberId: string },
): CaseState | null {
  const isOn = of.assigned.includes(memberId)
  if (kind === 'fallback named') return isOn ? null : { ...of, fallbackId: memberId }
  if (kind === 'assigned') return isOn ? null : freed({ ...of, assigned: [...of.assigned, memberId] }, memberId)
  // Whoever is the last one hands it over instead: a case is never left alone by a click.
  if (!isOn || of.assigned.length < 2) return null
  const offer = of.offer?.from === memberId ? null : of.offer
  return { ...of, assigned: of.assigned.filter((one) => one !== memberId), offer }
}

/** Who works it is neither its fallback nor somebody it is offered to. */
const freed = (of: CaseState, memberId: string): CaseState => ({
  ...of,
  fallbackId: of.fallbackId === memberId ? null : of.fallbackId,
  offer: of.offer?.to === memberId ? null : of.offer,
})

function offered(of: CaseState, { from, to }: { from: string; to: string }): CaseState | null {
  if (of.offer || of.assigned.includes(to) || !of.assigned.includes(from)) return null
  return { ...of, offer: { from, to } }
}

/** When its own fallback takes it over, whoever gave it is the fallback from there on: somebody who knows it stays. */
function answered(
  of: CaseState,
  { from, to }: { from: string; to: string },
  kind: CaseEvent['kind'],
): CaseState | null {
  if (kind === 'withdrawn' || kind === 'declined') return { ...of, offer: null }
  if (kind !== 'accepted') return null
  const assigned = [...of.assigned.filter((one) => one !== from), to]
  return { ...of, assigned, fallbackId: of.fallbackId === to ? from : of.fallbackId, offer: null }
}

/** Somebody left the team. The last one's place goes to the fallback; without one the case waits for a steward. */
function without(of: CaseState, memberId: string): CaseState {
  const fallbackId = of.fallbackId === memberId ? null : of.fallbackId
  const offer = of.offer && [of.offer.from, of.offer.to].includes(memberId) ? null : of.offer
  const assigned = of.assigned.filter((one) => one !== memberId)
  if (assigned.length > 0 || fallbackId === null || of.assigned.length === 0)
    return { ...of, assigned, fallbackId, offer }
  return freed({ ...of, assigned: [fallbackId], fallbackId, offer }, fallbackId)
}

/** The members who hold keys of the case by name. */
export const namedIn = (of: CaseState): string[] => [
  ...new Set([...of.assigned, ...(of.fallbackId ? [of.fallbackId] : []), ...(of.offer ? [of.offer.to] : [])]),
]

/** A second contact joins a case only when the person agrees that the two belong together. */
export const needsAgreement = (linked: readonly string[], contactId: string): boolean =>
  linked.length > 0 && !linked.includes(contactId)
