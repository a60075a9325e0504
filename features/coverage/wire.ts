import { z } from 'zod'
import { timeOfDay, weekdays } from '#features/lines'
import { seatSchema } from '#features/shifts'

/* What consoles ask, over their socket. What comes of it is told to everybody who follows, on every process. */

const date = z.iso.date()
const clock = z.string().regex(timeOfDay)

/** `coverage.propose`. Dates are the team's, both included; shifts that have begun are left alone. The same id again changes nothing. */
export const proposeSchema = z.strictObject({
  proposalId: z.uuid(),
  /** null: every line. */
  lineId: z.uuid().nullable(),
  from: date,
  to: date,
  /** Who sits somewhere already may be moved, for a reason. */
  mayMove: z.boolean(),
  /** A proposal that was stopped or broke off: what it had found is where this one begins. */
  goesOnFrom: z.uuid().nullable().default(null),
})
export type Asked = z.infer<typeof proposeSchema>

/** `coverage.stop`: one that is under way ends with what it has found. `coverage.end`: it is thrown away, under way or not. */
export const searchSchema = z.strictObject({ id: z.uuid() })

/** `coverage.plan`: what these shifts would need, every week of the next eight, with the crew as it is. */
export const planSchema = z.strictObject({
  planId: z.uuid(),
  lineId: z.uuid(),
  days: z.array(z.enum(weekdays)).min(1).max(7),
  from: clock,
  /** At or before `from`: the next day. */
  to: clock,
  seats: z.array(seatSchema).min(1).max(12),
})
export type AskedPlan = z.infer<typeof planSchema>
