import { z } from 'zod'
import { timeOfDay, weekdays } from '#features/lines'
import { seatSchema } from '#features/shifts'

/* What consoles ask. Everything goes over the console's socket, so that the process that searches is the one that tells of it. */

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
})
export type Asked = z.infer<typeof proposeSchema>

/** `coverage.end`: stops a proposal or a plan that is under way, and throws away one that is there. */
export const endSchema = z.strictObject({ id: z.uuid() })

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
