import { day, later } from '#platform/clock'
import type { DeadlineHandler, House } from '#platform/house'
import { addDays, dateAt, localTime } from '../nights.ts'
import { undoFor } from '../rules.ts'
import type { Tx } from './happen.ts'
import { makeInTurn } from './make.ts'
import { deleteLateWishes, deleteOldPlans, deleteShifts, oldShifts } from './store-forget.ts'
import { patternsOf } from './store-plan.ts'
import { deleteOffersIn } from './store-offers.ts'
import { deletePassingsIn } from './store-passings.ts'
import { reasonKept } from './exceptions.ts'
import { forgetWhyEmpty } from './store-left-empty.ts'
import { deleteRests } from './store-rests.ts'
import { takeTurn } from './turn.ts'

const makeKind = 'shift.make'
/** Who worked which shift is kept so long after its end. */
const keptMonths = 12

/** At once, and from then on every day: shifts are made ahead, and what was kept long enough goes. */
export const armDaily = ({ sql, house }: Tx, teamId: string): Promise<void> =>
  house.deadlines.set(sql, { teamId, kind: makeKind, key: 'daily', dueAt: house.clock.now() })

/** Where the house stood still, or the time zone was changed meanwhile. */
export async function armAgain(tx: Tx, teamId: string): Promise<void> {
  if ((await patternsOf(tx.sql, teamId)).length > 0) await armDaily(tx, teamId)
}

export const dailyDeadline = (house: House): DeadlineHandler => ({
  kind: makeKind,
  async handle(sql, afterCommit, { teamId, kind, key }) {
    const turn = await takeTurn({ sql, afterCommit, house }, teamId)
    await makeInTurn(turn)
    const kept = localTime(turn.at, turn.timeZone).subtract({ months: keptMonths })
    const keptAt = new Date(kept.epochMilliseconds)
    const old = await oldShifts(sql, teamId, { at: turn.at, kept: keptAt })
    await deleteOffersIn(sql, teamId, old)
    await deletePassingsIn(sql, teamId, old)
    await deleteShifts(sql, teamId, old)
    await deleteLateWishes(sql, teamId, { at: turn.at, refused: later(turn.at, -undoFor) })
    await forgetWhyEmpty(sql, teamId, later(turn.at, -reasonKept))
    await deleteRests(sql, teamId, turn.at)
    await deleteOldPlans(sql, teamId, addDays(dateAt(keptAt, turn.timeZone), -1))
    await house.deadlines.set(sql, { teamId, kind, key, dueAt: later(turn.at, day) })
  },
})
