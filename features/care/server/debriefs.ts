import { later } from '#platform/clock'
import { randomId } from '#platform/ids'
import { workedIn } from '#features/shifts'
import { askedFor, keptFor, worthAsking } from '../rules.ts'
import { debriefKey, eraseAt } from './erasing.ts'
import { openListening, type ListeningRefusal } from './listenings.ts'
import {
  answerOf,
  ask,
  chooseCarer,
  deleteCarer,
  deleteDebrief,
  lockDebrief,
  setAnswer,
  setNotNow,
} from './store-debriefs.ts'
import { activeMembers, tell, wake, type Tx } from './tx.ts'

/**
 * A shift is over: everybody who sat in it is asked how it was, and hears one neutral sentence. Nobody who has left. Also where the house
 * was away meanwhile there are three days to answer.
 */
export async function askAfter(tx: Tx, { teamId, shiftId }: { teamId: string; shiftId: string }): Promise<void> {
  const { sql, house } = tx
  const now = house.clock.now()
  const sat = await workedIn(sql, teamId, { from: later(now, -worthAsking), to: now, shiftId })
  const there = await activeMembers(sql, teamId)
  const asked: string[] = []
  for (const { memberId, startsAt, endsAt } of sat.filter((one) => there.has(one.memberId))) {
    const [debriefId, goesAt] = [randomId(), later(now, askedFor)]
    if (!(await ask(sql, teamId, { debriefId, shiftId, memberId, startsAt, endsAt, goesAt }))) continue
    await eraseAt(tx, teamId, debriefKey(debriefId), goesAt)
    asked.push(memberId)
  }
  wake(tx, teamId, asked, 'notice')
  tell(tx, teamId)
}

type Place = { teamId: string; debriefId: string }
export type DebriefRefusal = 'no-debrief' | 'answered' | 'no-carer' | ListeningRefusal
export type Answer = {
  by: string
  carerId: string | null
  sealed: Uint8Array
  listening: { listeningId: string; ownerId: string } | null
}

/** Kept for whoever answers and their carer, and remembered whom they chose; an hour of listening opens with it or not at all. */
export async function answer(tx: Tx, place: Place, of: Answer): Promise<DebriefRefusal | null> {
  const { sql, house } = tx
  const { teamId, debriefId } = place
  const debrief = await lockDebrief(sql, place)
  if (debrief?.memberId !== of.by) return 'no-debrief'
  if (debrief.state === 'answered') return 'answered'
  const { carerId } = of
  if (carerId !== null && (carerId === of.by || !(await activeMembers(sql, teamId)).has(carerId))) return 'no-carer'
  if (of.listening) {
    const problem = await openListening(tx, teamId, { memberId: of.by, ...of.listening })
    if (problem) return problem
  }
  const key = debriefKey(debriefId)
  house.keyStore.newKey(key)
  const answeredAt = house.clock.now()
  const goesAt = later(answeredAt, keptFor)
  await setAnswer(sql, place, { carerId, answeredAt, goesAt, sealed: house.keyStore.seal(key, of.sealed) })
  await eraseAt(tx, teamId, key, goesAt)
  if (carerId === null) await deleteCarer(sql, teamId, of.by)
  else {
    await chooseCarer(sql, teamId, { memberId: of.by, carerId })
    wake(tx, teamId, [carerId], 'notice')
  }
  tell(tx, teamId)
  return null
}

/** Said and taken back as often as they like, while they are asked. */
export async function notNow(
  tx: Tx,
  place: Place,
  { by, isNotNow }: { by: string; isNotNow: boolean },
): Promise<DebriefRefusal | null> {
  const debrief = await lockDebrief(tx.sql, place)
  if (debrief?.memberId !== by) return 'no-debrief'
  if (debrief.state === 'answered') return 'answered'
  await setNotNow(tx.sql, place, isNotNow)
  tell(tx, place.teamId)
  return null
}

/** Gone at once, for both of them: whoever answered wishes so. The row in this transaction, the key as soon as it is certain. */
export async function destroyAnswer(tx: Tx, place: Place, by: string): Promise<DebriefRefusal | null> {
  const debrief = await lockDebrief(tx.sql, place)
  if (debrief?.memberId !== by) return 'no-debrief'
  await deleteDebrief(tx.sql, place)
  await eraseAt(tx, place.teamId, debriefKey(place.debriefId), tx.house.clock.now())
  tell(tx, place.teamId)
  return null
}

/** As it was sealed in a console: for whoever answered, and for their carer. */
export async function sealedAnswer({ sql, house }: Tx, place: Place, by: string): Promise<Uint8Array | null> {
  const debrief = await lockDebrief(sql, place)
  if (!debrief || (debrief.memberId !== by && debrief.carerId !== by)) return null
  const sealed = await answerOf(sql, place)
  const key = debriefKey(place.debriefId)
  return sealed && house.keyStore.has(key) ? house.keyStore.open(key, sealed) : null
}
