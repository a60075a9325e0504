import { later, minute } from '#platform/clock'
import { seatsChanged, soon } from './happen.ts'
import { settleOffers } from './offer-steps.ts'
import { remindSoon } from './reminders.ts'
import { dropTakenOnes } from './store-left-empty.ts'
import { shiftsOf } from './store.ts'
import type { Turn } from './turn.ts'

/** Nobody clocks in earlier (see queue). */
const clockedInBefore = 30 * minute

/** After seats of these shifts changed hands, or they were shown or hidden: what hangs on them follows. */
export async function settle(turn: Turn, shiftIds: string[]): Promise<void> {
  const { sql, teamId, at } = turn
  await dropTakenOnes(sql, teamId, shiftIds)
  const shifts = await shiftsOf(sql, teamId, shiftIds)
  // Far away ones are looked at when they come near.
  for (const shift of shifts) if (shift.startsAt < later(at, soon)) await remindSoon(turn, teamId, shift)
  await settleOffers(turn, teamId)
  // Whoever sits in one that begins soon may be clocked in already, or be missed.
  if (shifts.some(({ startsAt, endsAt }) => startsAt <= later(at, clockedInBefore) && at < endsAt))
    await seatsChanged(turn, teamId)
}
