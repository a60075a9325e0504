import type { Sql } from '#platform/database'
import { isEnd } from '../situation.ts'
import { liveWaitings, lockWaiting, readWaiting, type Place } from './store.ts'

/** The member who answers for this contact: if their page goes, it rings again. Null: nobody, or it was never asked about. */
export async function holderOf(sql: Sql, place: Place): Promise<string | null> {
  const waiting = await readWaiting(sql, place)
  return waiting && !isEnd(waiting.situation.state) ? waiting.situation.responder : null
}

/** Whether somebody is still sought for it, or holds it: false once it is over or became a message. */
export async function isAsking(sql: Sql, place: Place): Promise<boolean> {
  const waiting = await readWaiting(sql, place)
  return waiting !== null && !isEnd(waiting.situation.state)
}

/** Whether somebody has said yes to it: is opening their console, or answers. That stays so until your transaction is over. */
export async function isAnswered(sql: Sql, place: Place): Promise<boolean> {
  const waiting = await lockWaiting(sql, place)
  return waiting !== null && ['unlocking', 'claimed', 'offered'].includes(waiting.situation.state)
}

/** Every conversation that somebody holds now, who, and whether it is offered to others; practice apart. */
export async function heldNow(
  sql: Sql,
  teamId: string,
): Promise<{ contactId: string; holderId: string; offered: boolean }[]> {
  const held = (await liveWaitings(sql, teamId)).filter(
    ({ practice, situation: { state } }) => practice === null && (state === 'claimed' || state === 'offered'),
  )
  return held.flatMap(({ contactId, situation: { responder, state } }) =>
    responder ? [{ contactId, holderId: responder, offered: state === 'offered' }] : [],
  )
}
