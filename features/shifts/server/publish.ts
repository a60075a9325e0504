import { hasBegun, type Tx } from './happen.ts'
import { shiftsPublished } from './moments.ts'
import { settle } from './settle.ts'
import { seatingsIn } from './store-seats.ts'
import { hideShifts, publishShifts, shiftsOf } from './store.ts'
import { notice, takeTurn } from './turn.ts'

/** From now on everybody sees who sits where on these dates; those who sit there hear of it. The shifts that were not seen before. */
export async function publish(
  tx: Tx,
  teamId: string,
  dates: { firstDate: string; lastDate: string },
): Promise<string[]> {
  const turn = await takeTurn(tx, teamId)
  const shiftIds = await publishShifts(tx.sql, teamId, { ...dates, at: turn.at })
  notice(
    turn,
    (await seatingsIn(tx.sql, teamId, shiftIds)).map(({ memberId }) => memberId),
  )
  await settle(turn, shiftIds)
  for (const shift of await shiftsOf(tx.sql, teamId, shiftIds))
    if (shift.startsAt <= turn.at) await hasBegun(turn, teamId, shift)
  await tx.house.moments.fire(tx.sql, tx.afterCommit, { of: shiftsPublished, is: { teamId, ...dates } })
  return shiftIds
}

/** Takes that back, for those that have not begun. */
export async function hide(tx: Tx, teamId: string, shiftIds: string[]): Promise<string[]> {
  const turn = await takeTurn(tx, teamId)
  const hidden = await hideShifts(tx.sql, teamId, shiftIds, turn.at)
  await settle(turn, hidden)
  return hidden
}
