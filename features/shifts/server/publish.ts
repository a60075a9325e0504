import type { Tx } from './happen.ts'
import { seatsChanged } from './happen.ts'
import { seatingsIn } from './store-seats.ts'
import { hideShifts, publishShifts } from './store.ts'
import { notice, takeTurn } from './turn.ts'

/** From now on everybody sees who sits where on these dates; those who sit there hear of it. The shifts that were not seen before. */
export async function publish(
  tx: Tx,
  teamId: string,
  dates: { firstDate: string; lastDate: string },
): Promise<string[]> {
  const turn = await takeTurn(tx, teamId)
  const shown = await publishShifts(tx.sql, teamId, { ...dates, at: turn.at })
  const shiftIds = shown.map(({ shiftId }) => shiftId)
  notice(
    turn,
    (await seatingsIn(tx.sql, teamId, shiftIds)).map(({ memberId }) => memberId),
  )
  if (shown.some(({ startsAt }) => startsAt <= turn.at)) await seatsChanged(tx, teamId)
  return shiftIds
}

/** Takes that back, for those that have not begun. */
export async function hide(tx: Tx, teamId: string, shiftIds: string[]): Promise<string[]> {
  const turn = await takeTurn(tx, teamId)
  return hideShifts(tx.sql, teamId, shiftIds, turn.at)
}
