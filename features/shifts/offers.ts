import { hour, minute } from '#platform/clock'

export type OfferKind = 'swap' | 'drop'
export type OfferStage = 'some' | 'back-ups' | 'everybody' | 'coordinators'
export type OfferState = 'open' | 'taken' | 'withdrawn' | 'over'

/** Times are milliseconds since 1970. While it is open, the seat is still its holder's. */
export type Offered = {
  kind: OfferKind
  state: OfferState
  stage: OfferStage
  holderId: string
  /** Whom it is asked of now. */
  asked: readonly string[]
  takenBy: string | null
  /** When it goes on; null at its end. */
  nextAt: number | null
}

/** Where it happens: who could take it now (`backUps` and `everybody` without the holder), and who plans. */
export type OfferSituation = {
  now: number
  startsAt: number
  /** Who says it later than so long before drops late. */
  notice: number
  backUps: readonly string[]
  everybody: readonly string[]
  planners: readonly string[]
}

type ByOne = { kind: 'taken' | 'declined' | 'left'; by: string }
/** `lost`: the seat is not its holder's any more, or the shift is not on. `moved`: the shift begins at another time. */
export type OfferEvent = ByOne | { kind: 'withdrawn' | 'due' | 'lost' | 'moved' }
export type OfferEventKind = OfferEvent['kind']

export type Told = { memberIds: readonly string[]; kind: 'notice' | 'alarm' }
export type OfferStep = { offer: Offered; tells: Told[] }

/** An alarm for an uncovered seat comes again, at most this often. */
export const soonestAgain = 5 * minute
/** Nothing waits for less, however late it is. */
const shortest = minute
export const usualNotice = 48 * hour

/** A new offer, with whom it is asked of first. `asked`: of a swap, those who were chosen and could; null: everybody. */
export function newOffer(
  { kind, holderId, asked }: { kind: OfferKind; holderId: string; asked: readonly string[] | null },
  at: OfferSituation,
): OfferStep {
  const offer: Offered = { kind, state: 'open', stage: 'some', holderId, asked: [], takenBy: null, nextAt: null }
  if (kind === 'drop') return askFrom(offer, isEarly(at) ? 'everybody' : 'back-ups', at)
  return asked ? ask(offer, 'some', at, asked) : ask(offer, 'everybody', at)
}

/** What becomes of an offer, or null when this cannot happen to it. */
export function nextOffer(offer: Offered, event: OfferEvent, at: OfferSituation): OfferStep | null {
  if (offer.state !== 'open') return null
  if (event.kind === 'lost') return quietly(ended(offer, 'over'))
  if (event.kind === 'withdrawn') return quietly(ended(offer, 'withdrawn'))
  if (event.kind === 'moved') return quietly({ ...offer, nextAt: Math.min(offer.nextAt!, at.startsAt) })
  if (event.kind === 'due') return at.now >= at.startsAt ? over(offer) : due(offer, at)
  return byOne(offer, event as ByOne, at)
}

function byOne(offer: Offered, { kind, by }: ByOne, at: OfferSituation): OfferStep | null {
  if (kind === 'taken') return whyNotTaken(offer, by, at) ? null : taken(offer, by, at)
  if (by === offer.holderId) return kind === 'left' ? quietly(ended(offer, 'over')) : null
  // Whoever plans cannot say no: until it is covered or begins, it comes back to them.
  const mayGo = offer.asked.includes(by) && (kind === 'left' || offer.stage !== 'coordinators')
  return mayGo ? gone(offer, by, at) : null
}

const quietly = (offer: Offered): OfferStep => ({ offer, tells: [] })

/** Why somebody cannot take it, whatever the rules of shifts say of them; null: they may. */
export function whyNotTaken(
  { state, kind, stage, holderId, asked }: Offered,
  by: string,
  at: Pick<OfferSituation, 'now' | 'startsAt'>,
): 'gone' | 'own' | 'not-asked' | null {
  if (state !== 'open' || at.now >= at.startsAt) return 'gone'
  if (by === holderId) return 'own'
  return kind === 'swap' && stage === 'some' && !asked.includes(by) ? 'not-asked' : null
}

const isEarly = ({ now, startsAt, notice }: OfferSituation): boolean => now < startsAt - notice

function taken(offer: Offered, by: string, { planners }: OfferSituation): OfferStep {
  const worried = offer.stage === 'coordinators' ? planners : []
  const memberIds = [...new Set([offer.holderId, by, ...worried])]
  return { offer: { ...ended(offer, 'taken'), takenBy: by }, tells: [{ memberIds, kind: 'notice' }] }
}

/** Its shift begins, or nobody is left to ask: it stays its holder's, who is told. */
const over = (offer: Offered): OfferStep => ({
  offer: ended(offer, 'over'),
  tells: [{ memberIds: [offer.holderId], kind: 'notice' }],
})

const ended = (offer: Offered, state: OfferState): Offered => ({ ...offer, state, asked: [], nextAt: null })

/** Nobody has taken it so far. A swap then waits on; a drop goes on to those who come next. */
function due(offer: Offered, at: OfferSituation): OfferStep {
  if (offer.kind === 'swap')
    return {
      offer: { ...offer, nextAt: at.startsAt },
      tells: [{ memberIds: [offer.holderId], kind: 'notice' }],
    }
  if (offer.stage === 'coordinators') return ask(offer, 'coordinators', at)
  if (offer.stage === 'back-ups') return askFrom(offer, 'everybody', at)
  // What was dropped in good time is late from now on, and goes round as a late one does.
  const wasEarly = offer.nextAt! <= at.startsAt - at.notice
  return wasEarly ? askFrom(offer, 'back-ups', at) : ask(offer, 'coordinators', at)
}

/** One of those asked cannot, or is not there any more; when it was the last, a drop goes on at once and a swap is over. */
function gone(offer: Offered, by: string, at: OfferSituation): OfferStep {
  const left = { ...offer, asked: offer.asked.filter((one) => one !== by) }
  if (left.asked.length > 0 || offer.stage === 'coordinators') return quietly(left)
  if (offer.kind === 'swap') return offer.stage === 'some' ? over(left) : quietly(left)
  return offer.stage === 'back-ups' ? askFrom(left, 'everybody', at) : ask(left, 'coordinators', at)
}

/** The first of these stages at which there is somebody to ask. */
function askFrom(offer: Offered, stage: 'back-ups' | 'everybody', at: OfferSituation): OfferStep {
  if (stage === 'back-ups' && at.backUps.length > 0) return ask(offer, 'back-ups', at)
  return ask(offer, at.everybody.length > 0 ? 'everybody' : 'coordinators', at)
}

function ask(offer: Offered, stage: OfferStage, at: OfferSituation, chosen: readonly string[] = []): OfferStep {
  const asks = { some: chosen, 'back-ups': at.backUps, everybody: at.everybody, coordinators: at.planners }[stage]
  const asked = asks.filter((one) => one !== offer.holderId)
  const isLoud = !isEarly(at) && (stage === 'back-ups' || stage === 'coordinators')
  const tells: Told[] = [{ memberIds: asked, kind: isLoud ? 'alarm' : 'notice' }]
  if (stage === 'coordinators') tells.push({ memberIds: [offer.holderId], kind: 'notice' })
  return { offer: { ...offer, stage, asked, nextAt: goesOnAt(offer.kind, stage, at) }, tells }
}

/**
 * When it goes on if nobody takes it. A late drop leaves the back-ups a quarter of what is left before the shift begins, then
 * everybody a third of what is left then, so that half is left to whoever plans, who hears of it again and again.
 */
function goesOnAt(kind: OfferKind, stage: OfferStage, at: OfferSituation): number {
  const { now, startsAt, notice } = at
  if (kind === 'swap' || (stage === 'everybody' && isEarly(at))) return isEarly(at) ? startsAt - notice : startsAt
  const share = { some: 1, 'back-ups': 1 / 4, everybody: 1 / 3, coordinators: 1 / 4 }[stage]
  const least = stage === 'coordinators' ? soonestAgain : shortest
  return Math.min(startsAt, now + Math.max(least, Math.round((startsAt - now) * share)))
}

export type SeatPlace = { shiftId: string; seatId: string; slot: number }
export type Move = SeatPlace & { from: string; to: string }

/** Which seats change hands when it is taken, all at once: each from whoever holds it straight to whoever holds it then. */
export function movesOf(
  { holderId, takenBy }: Pick<Offered, 'holderId' | 'takenBy'>,
  { place, inReturn }: { place: SeatPlace; inReturn: SeatPlace | null },
): Move[] {
  if (takenBy === null) return []
  const given = { ...place, from: holderId, to: takenBy }
  return inReturn ? [given, { ...inReturn, from: takenBy, to: holderId }] : [given]
}
