import type { Availability, Pattern, Placed, Seat, ShiftRules } from './wire.ts'

/* What consoles are shown. */

export type Coming = 'not asked' | 'asked' | 'yes' | 'no'
export type Seating = {
  seatId: string
  slot: number
  memberId: string
  how: 'placed' | 'signed up' | 'swapped' | 'covered'
  beside: boolean
  coming: Coming
}
/** One shift as consoles see it. Times are ISO 8601. `problems` are of this shift as it stands. */
export type ShiftView = {
  shiftId: string
  patternId: string
  lineId: string
  night: string
  startsAt: string
  endsAt: string
  /** Hours by the clock on the wall and as they really are: on two nights of the year they differ. */
  hours: number
  clockHours: number
  seats: Seat[]
  state: 'on' | 'off'
  published: boolean
  seatings: Seating[]
  wishes: { seatId: string; memberId: string }[]
  offers: OfferView[]
  /** Seats that stay empty in this shift. `sealed`: why, for everybody in the team. */
  leftEmpty: { seatId: string; slot: number; byId: string; sealed: string }[]
}
/** An open offer. Until somebody has taken it, the seat is still `memberId`'s. */
export type OfferView = {
  offerId: string
  shiftId: string
  seatId: string
  slot: number
  memberId: string
  kind: 'swap' | 'drop'
  /** Whether whoever looks is asked. Others may take a drop too, and a swap that everybody is asked for. */
  asksMe: boolean
  /** Whom it is asked of now; told only to whoever offers it and to whoever plans, others read null. */
  asked: string[] | null
  /** What is asked for in return: the seat of the one person asked. */
  inReturn: { shiftId: string; seatId: string; slot: number } | null
  stage: 'some' | 'back-ups' | 'everybody' | 'coordinators'
  madeAt: string
  /** When it goes on: to the next stage, or to its end. */
  nextAt: string
}
/** One change of hands, shown to both and to whoever plans: on `at`, `fromId` (null: nobody had it) gave this seat to `toId`. */
export type PassingView = {
  shiftId: string
  seatId: string
  slot: number
  fromId: string | null
  toId: string
  at: string
  how: 'swapped' | 'covered'
}
/** GET /api/shifts/offers: what is open and concerns whoever looks (with `crew.plan`: all of it), and who gave whom what lately. */
export type OffersView = { offers: OfferView[]; passings: PassingView[] }
/**
 * GET /api/shifts/could?shiftId=&seatId=&slot=: who could take this seat, for whoever sits there and for whoever plans. `why` only
 * for the latter: what speaks against it comes from wishes, leave and hours of the person concerned.
 */
export type CouldView = {
  memberId: string
  /** The rules of shifts allow it. */
  could: boolean
  /** They also have time, by what they gave as their availability: "everybody who could" asks these. */
  isFree: boolean
  why: WhyNot[] | null
}[]
/** GET /api/shifts/calendar: whether there is a feed, and since when. POST makes one, or another (the old address ends). */
export type FeedView = { madeAt: string | null }
/** POST /api/shifts/calendar: the only time the address is told. */
export type NewFeed = { path: string; madeAt: string }
export type PatternView = {
  patternId: string
  lineId: string
  version: number
  pattern: Pattern
  sealed: string
  endedOn: string | null
}
export type ClosureView = {
  closureId: string
  lineId: string | null
  firstDate: string
  lastDate: string
  sealed: string
}
/** A stretch of a line's hours without a seat, or seats outside its hours. */
export type HoursProblem = { lineId: string; kind: 'no seat' | 'outside hours'; from: string; to: string }
/** GET /api/shifts?from=DATE&to=DATE, both included, 100 days at most: by start. */
export type ShiftsView = {
  shifts: ShiftView[]
  patterns: PatternView[]
  closures: ClosureView[]
  rules: { version: number; rules: ShiftRules }
  problems: HoursProblem[]
  /** Who rests, as far as it concerns whoever looks: everybody for `crew.plan`, else oneself. Why is nowhere. */
  rests: { memberId: string; from: string; until: string }[]
}
/** GET /api/shifts/availability: one's own; with `crew.plan`, ?all=1: everybody's. */
export type AvailabilityView = { memberId: string; version: number; given: Availability; sealed: string }
/** The topic `shifts`: tells that something changed, and what asks for this member: their own next shifts, offers, "are you coming?". */
export type ShiftsPulse = {
  changedAt: string | null
  mine: { shiftId: string; lineId: string; startsAt: string; endsAt: string; coming: Coming; beside: boolean }[]
  asked: number
}
/** Why I may not take an open seat: what the rules find (see problem.ts), or when seats can be taken. Times are ISO 8601. */
export type WhyNot =
  | { kind: 'unavailable'; near: [from: string, to: string] | null }
  | { kind: 'leave' | 'seat-not-for-trainees' | 'seat-taken' | 'overlap' | 'in-row' }
  | { kind: 'alone' | 'trainee-alone' | 'single-night' | 'half-weekend' | 'too-late' | 'not-at-all' | 'in-it' }
  | { kind: 'skill-missing'; skill: string }
  | { kind: 'skill-expired'; skill: string; until: string }
  | { kind: 'resting'; until: string }
  | { kind: 'language-missing'; language: 'en' | 'es' }
  | { kind: 'rest'; needs: number; has: number }
  | { kind: 'week-hours' | 'month-hours'; hours: number; cap: number }
  | { kind: 'month-shifts'; shifts: number; cap: number }
  | { kind: 'not-yet'; opensAt: string }
/** What POST /api/shifts/seatings answers when rules speak against it (409 `rules`, nothing was changed): the changes they speak against. */
export type SeatingsRefused = { refused: string; words: string; changes: (Placed & { why: WhyNot[] })[] }
/**
 * GET /api/shifts/open?from=DATE&to=DATE, both included: seats of published shifts with free places, for whoever looks, and how many
 * shifts they have in each of these months.
 */
export type OpenView = {
  seats: { shiftId: string; seatId: string; free: number; why: WhyNot[] }[]
  months: { month: string; shifts: number; most: number; fewest: number }[]
}
