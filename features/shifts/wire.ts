import { z } from 'zod'
import { timeOfDay, weekdays } from '#features/lines'
import { leastInRow } from './rules.ts'

const date = z.iso.date()
const when = z.iso.datetime({ offset: true })
const sealed = z
  .string()
  .regex(/^[\w-]+$/)
  .max(24_000)
const clock = z.string().regex(timeOfDay)
const weekday = z.enum(weekdays)

/** A kind of place in a shift: how many sit there and what each must bring. Its name stands in the sealed words of its pattern. */
export const seatSchema = z.strictObject({
  seatId: z.uuid(),
  count: z.int().min(1).max(20),
  /** Opaque codes of the team's skills (see training); whoever sits there has all of them for the whole shift. */
  skills: z.array(z.uuid()).max(8),
  /** Whoever sits there speaks all of these. */
  languages: z.array(z.enum(['en', 'es'])).max(2),
  /** Somebody who is still learning may sit there, beside somebody experienced. */
  trainee: z.boolean(),
  /** `line`: answers. `pair`: can go out. `back-up`: at home, called when somebody of the others cannot come; not on duty until then. */
  kind: z.enum(['line', 'pair', 'back-up']),
})
export type Seat = z.infer<typeof seatSchema>

/** When a shift is. Times are the team's clock; `to` at or before `from` is the next day, and a night belongs to the date it begins on. */
export const patternSchema = z.strictObject({
  repeats: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('weekly'),
      days: z.array(weekday).min(1).max(7),
      /** Every so many weeks, counted from the week (Monday on) of `first`. */
      every: z.int().min(1).max(8),
      first: date,
    }),
    z.strictObject({ kind: z.literal('once'), date }),
  ]),
  from: clock,
  to: clock,
  /** The dates of its own on which it is not. */
  skips: z.array(date).max(100),
  seats: z
    .array(seatSchema)
    .min(1)
    .max(12)
    .refine((seats) => new Set(seats.map(({ seatId }) => seatId)).size === seats.length),
})
export type Pattern = z.infer<typeof patternSchema>

/** POST /api/shifts/patterns */
export const newPatternSchema = z.strictObject({
  patternId: z.uuid(),
  lineId: z.uuid(),
  pattern: patternSchema,
  sealed,
})
/** PUT /api/shifts/patterns/:patternId. `version`: the one that was read; a newer one refuses with 409 `changed`. */
export const savedPatternSchema = z.strictObject({ version: z.int().min(1), pattern: patternSchema, sealed })
/** PUT /api/shifts/patterns/:patternId/end: no shift of it begins on this date or later; null takes that back. */
export const endedPatternSchema = z.strictObject({ endedOn: date.nullable() })
/** POST /api/shifts/closures. DELETE …/:closureId takes it back. */
export const closureSchema = z
  .strictObject({ closureId: z.uuid(), lineId: z.uuid().nullable(), firstDate: date, lastDate: date, sealed })
  .refine(({ firstDate, lastDate }) => firstDate <= lastDate)

const span = z.strictObject({ from: clock, to: z.string().regex(/^(?:([01]\d|2[0-3]):[0-5]\d|24:00)$/) })
/** One member's own: PUT /api/shifts/availability. Nothing said means: cannot. Spans as in a line's hours (a night goes over midnight). */
export const availabilitySchema = z.strictObject({
  /** Their usual week. */
  week: z.strictObject(
    Object.fromEntries(weekdays.map((day) => [day, z.array(span).max(4)])) as Record<
      (typeof weekdays)[number],
      z.ZodArray<typeof span>
    >,
  ),
  /** Dates on which it is otherwise: these spans, or not at all. */
  dates: z.array(z.strictObject({ date, spans: z.array(span).max(4) })).max(200),
  /** Away, both dates included. */
  leave: z.array(z.strictObject({ firstDate: date, lastDate: date })).max(40),
  languages: z.array(z.enum(['en', 'es'])).max(2),
  wishes: z.strictObject({
    /** Shifts in a month at most; null: as the team's rules say. */
    mostShifts: z.int().min(0).max(31).nullable(),
    with: z.array(z.uuid()).max(10),
    apart: z.array(z.uuid()).max(10),
    /** Days after whose evening they must sleep: no night that goes on into the next day ("not before a work day"). */
    earlyAfter: z.array(weekday).max(7),
    /** Rather nights, rather days. */
    rather: z.enum(['nights', 'days']).nullable(),
  }),
})
export type Availability = z.infer<typeof availabilitySchema>
export const savedAvailabilitySchema = z.strictObject({ version: z.int().min(0), given: availabilitySchema, sealed })

const noticeHours = z.int().min(1).max(336).default(48)
/** What the team asks of its shifts: PUT /api/shifts/rules. Hours are hours, counted by the team's calendar. */
const askedOfShifts = z.strictObject({
  /** Who signs up has the seat at once, or after somebody who plans said yes. */
  signUp: z.enum(['first come', 'after a yes', 'not at all']),
  opensDaysBefore: z.int().min(1).max(120),
  closesHoursBefore: z.int().min(0).max(168),
  fewestShiftsPerMonth: z.int().min(0).max(31),
  mostShiftsPerMonth: z.int().min(1).max(62),
  restHours: z.int().min(8).max(48),
  mostHoursPerWeek: z.int().min(4).max(84),
  mostHoursPerMonth: z.int().min(4).max(300),
  /** After a shift that touches 02:00 to 05:00. */
  restAfterNightHours: z.int().min(8).max(72),
  /** What happens on the public page when a shift begins with nobody on duty: said, or the line is shown as closed until somebody is. */
  emptyShift: z.enum(['say so', 'close']),
  /** Who cannot come tells it so long before, or it is a late drop, which goes to the back-ups first. */
  noticeHours,
  /** A line's own, by its id; every other line has the team's. */
  noticeHoursOn: z.record(z.uuid(), noticeHours).default({}),
  /** 2: whoever has a night has another one beside it. */
  fewestNightsInRow: z.union([z.literal(1), z.literal(2)]).default(1),
  mostNightsInRow: z.int().min(1).max(14).nullable().default(null),
  mostDaysInRow: z.int().min(1).max(14).nullable().default(null),
  /** Whoever works on one day of a weekend works on the other. */
  wholeWeekends: z.boolean().default(false),
})
export type ShiftRules = z.infer<typeof askedOfShifts>
/** Rules that no roster can keep are none. */
export const rulesSchema = askedOfShifts.refine((rules) => {
  const least = leastInRow(rules)
  return (rules.mostNightsInRow ?? 14) >= least.nights && (rules.mostDaysInRow ?? 14) >= least.days
})
export const savedRulesSchema = z.strictObject({ version: z.int().min(0), rules: rulesSchema })

const place = { shiftId: z.uuid(), seatId: z.uuid(), slot: z.int().min(0).max(19) }
/** One seat of one shift, and who sits there; null empties it. */
export const placedSchema = z.strictObject({ ...place, memberId: z.uuid().nullable() })
export type Placed = z.infer<typeof placedSchema>
/**
 * POST /api/shifts/seatings: what somebody who plans changes at once, all or nothing. `was`: who sat there when it was decided; somebody
 * else by now refuses with 409 `changed`. `anyway`: rules may be broken, except those that cannot (no such seat, two places at once).
 */
export const seatingsSchema = z.strictObject({
  changes: z
    .array(placedSchema.extend({ was: z.uuid().nullable() }))
    .min(1)
    .max(2000),
  anyway: z.boolean(),
})
/** POST /api/shifts/publish: everybody sees who sits where on these dates. */
export const publishSchema = z.strictObject({ firstDate: date, lastDate: date })
/** DELETE /api/shifts/publish: those that have not begun are whoever plans' alone again. */
export const unpublishSchema = z.strictObject({ shiftIds: z.array(z.uuid()).min(1).max(5000) })
/** POST /api/shifts/sign-up. DELETE takes a wish back, and for ten minutes what was had at once. */
export const signUpSchema = z.strictObject({ shiftId: z.uuid(), seatId: z.uuid() })
/** POST /api/shifts/wishes: whoever plans answers one. `anyway`: as with seatings. */
export const answeredWishSchema = z.strictObject({
  shiftId: z.uuid(),
  memberId: z.uuid(),
  yes: z.boolean(),
  anyway: z.boolean(),
})
/** DELETE /api/shifts/wishes: a no is taken back, for ten minutes. */
export const wishAgainSchema = z.strictObject({ shiftId: z.uuid(), memberId: z.uuid() })
/**
 * POST /api/shifts/offers. A swap is asked of some or (null) of everybody who could, and may ask one person for a seat of theirs in
 * return; a drop goes round by itself, so it asks nobody in particular. The same offer said again changes nothing; another one for
 * the same seat takes the place of the one that is open.
 *
 * POST /api/shifts/offers/:offerId/take takes it: 409 `taken` says who has it (`takenBy`), a rule that speaks against it is its kind,
 * with `why` (WhyNot) beside the sentence. POST …/decline: "not now", for whoever is asked. DELETE …/:offerId takes it back.
 */
export const offerSchema = z
  .strictObject({
    offerId: z.uuid(),
    ...place,
    kind: z.enum(['swap', 'drop']),
    asked: z.array(z.uuid()).min(1).max(60).nullable(),
    inReturn: z.strictObject(place).nullable().default(null),
  })
  .refine(({ kind, asked, inReturn }) => kind === 'swap' || (asked === null && inReturn === null))
  .refine(({ asked, inReturn }) => inReturn === null || asked?.length === 1)
export type NewOffer = z.infer<typeof offerSchema>
/** POST /api/shifts/coming: the answer to "are you coming?". No opens a drop at once, yes takes that back while nobody has taken it, null the answer. */
export const comingSchema = z.strictObject({ shiftId: z.uuid(), coming: z.boolean().nullable() })
/** PUT /api/shifts/left-empty: this seat of this shift stays empty; why is sealed for the responders. DELETE takes it back. */
export const leftEmptySchema = z.strictObject({ ...place, sealed })
export const missedAgainSchema = z.strictObject(place)
/** POST /api/shifts/exceptions: on duty without a seat. */
export const exceptionSchema = z.strictObject({
  exceptionId: z.uuid(),
  lineId: z.uuid(),
  memberId: z.uuid(),
  untilAt: when,
  sealed,
})
