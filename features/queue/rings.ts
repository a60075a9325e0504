/**
 * One ring: one member asked about one contact. Pure, the same on both sides; the README shows this table in words.
 * A ring never says anything about the caller: who was asked, and how far the asking came.
 */
export const ringStates = [
  'asked',
  'delivered',
  'seen',
  'claimed',
  'declined',
  'expired',
  'handed over',
  'left',
] as const
export type RingState = (typeof ringStates)[number]

export const ringEvents = ['ask', 'deliver', 'see', 'claim', 'decline', 'expire', 'hand over', 'leave'] as const
export type RingEvent = (typeof ringEvents)[number]

/** Being asked right now: the member's console shows the bar. */
export const openRings: readonly RingState[] = ['asked', 'delivered', 'seen']
export const isOpen = (state: RingState): boolean => openRings.includes(state)

const answers = { claim: 'claimed', decline: 'declined', expire: 'expired', leave: 'left', 'hand over': null } as const
const over = { deliver: null, see: null, decline: null, expire: null, 'hand over': null, leave: null } as const
const askable = { ...over, ask: 'asked', claim: 'claimed' } as const

/** What a ring becomes; null: this event changes nothing here (late, doubled or meaningless). */
export const ringTable: Record<RingState, Record<RingEvent, RingState | null>> = {
  asked: { ...answers, ask: null, deliver: 'delivered', see: 'seen' },
  delivered: { ...answers, ask: null, deliver: null, see: 'seen' },
  seen: { ...answers, ask: null, deliver: null, see: null },
  claimed: { ...over, ask: null, claim: null, expire: 'expired', 'hand over': 'handed over', leave: 'left' },
  declined: askable,
  expired: askable,
  'handed over': askable,
  left: { ...over, ask: null, claim: null },
}

export const nextRing = (state: RingState, event: RingEvent): RingState | null => ringTable[state][event]
