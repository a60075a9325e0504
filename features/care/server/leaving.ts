import { debriefKey, eraseAt, thanksKey } from './erasing.ts'
import { leaveListenings } from './listenings.ts'
import { deleteDebrief, debriefsOf, loseCarer } from './store-debriefs.ts'
import { deleteNightsOf } from './store-nights.ts'
import { deleteThanks, thanksOf } from './store-thanks.ts'
import { activeMembers, tell, type Tx } from './tx.ts'

/**
 * Somebody left: what is theirs goes with them, what they listened to passes on, what was answered for them stays with whoever
 * answered. Whoever comes back with new keys has not left.
 */
export async function leaveCare(tx: Tx, gone: { teamId: string; memberId: string }): Promise<void> {
  const { sql, house } = tx
  const { teamId, memberId } = gone
  if ((await activeMembers(sql, teamId)).has(memberId)) return
  const now = house.clock.now()
  for (const { debriefId } of (await debriefsOf(sql, teamId, memberId)).filter((one) => one.memberId === memberId)) {
    await deleteDebrief(sql, { teamId, debriefId })
    await eraseAt(tx, teamId, debriefKey(debriefId), now)
  }
  for (const { thanksId } of await thanksOf(sql, teamId, memberId)) {
    await deleteThanks(sql, { teamId, thanksId })
    await eraseAt(tx, teamId, thanksKey(thanksId), now)
  }
  await loseCarer(sql, teamId, memberId)
  await deleteNightsOf(sql, teamId, memberId)
  await leaveListenings(tx, gone)
  tell(tx, teamId)
}
