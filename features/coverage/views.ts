import type { Plan } from './planning.ts'
import type { Why } from './reasons.ts'
import type { Asked, AskedPlan } from './wire.ts'

/* What consoles are shown: ids, counts and times. A console puts the words and the names to them. */

export type Stage = 'waiting' | 'searching' | 'bounding' | 'proving' | 'done'
export type ProgressView = {
  stage: Stage
  /** Of so many seats so many are still open in the best roster so far. */
  seats: number
  open: number
  /** What that roster costs as `cost.ts` counts; null before there is one. */
  cost: number | null
  /** How much cheaper another could be at most, as a share; null while that is not known. */
  gap: number | null
  milliseconds: number
}
/** A place that would change hands. */
export type DifferenceView = {
  shiftId: string
  seatId: string
  slot: number
  memberId: string | null
  was: string | null
}
export type ResultView = {
  differences: DifferenceView[]
  /** Every seat that stays open, by time; null while that is not worked out: nobody went on to the end. */
  why: Why[] | null
  isProven: boolean
  /** Shifts that somebody was promised and does not get. */
  tooFew: { personId: string; month: string; shifts: number; fewest: number }[]
}
/** Stopped by somebody, or the process that worked on it ended: what it had found until then is there, and nobody works on it. */
export type SearchState = 'under way' | 'done' | 'stopped' | 'broke off' | 'failed'
/** `result`: null while it is under way, and where nothing was found. */
type Search<Asked, Result> = {
  asked: Asked
  askedBy: string
  state: SearchState
  progress: ProgressView
  result: Result | null
}
export type ProposalView = Search<Asked, ResultView>
export type PlanResult = Plan & {
  /** How often the line would be staffed as asked, and how many would sit there on average. */
  peopleEach: number
  /** The shifts that there would be. */
  added: { shiftId: string; startsAt: string }[]
}
export type PlanView = Search<AskedPlan, PlanResult>
/** The topic `coverage`: read from rows, so the same on every process. */
export type CoverageView = { proposal: ProposalView | null; plan: PlanView | null }

/** GET /api/coverage: the next eight weeks by start. */
export type WeeksView = {
  from: string
  to: string
  shifts: {
    shiftId: string
    lineId: string
    startsAt: string
    endsAt: string
    /** Seats on the line and in the pair, who sits there, and back-ups. Somebody whose skill runs out before does not count. */
    seats: number
    people: number
    backUps: number
    backUpSeats: number
  }[]
  counted: CountedRings | null
}
/** The line's own numbers of the last months: rings that ended, those that somebody answered, and how many sat in a shift then. */
export type CountedRings = { months: number; rings: number; answered: number; people: number; hours: number }
