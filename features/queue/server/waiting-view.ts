import type { House } from '#platform/house'
import { isRinging, type Situation } from '../situation.ts'
import type { WaitingView } from '../wire.ts'
import { boardOf } from './board.ts'
import { readWaiting } from './store.ts'

/** The truth to one caller. Null when nothing waits under this id. */
export async function waitingView(house: House, teamId: string, contactId: string): Promise<WaitingView | null> {
  const board = await boardOf(house, teamId)
  const live = board.waitings.find((one) => one.contactId === contactId)
  const waiting = live ?? (await readWaiting(house.db.sql, { teamId, contactId }))
  if (!waiting) return null
  const { lineId, answeredAt, situation } = waiting
  const rings = isRinging(situation.state)
  const times = { since: new Date(situation.since).toISOString(), now: board.at.toISOString() }
  return {
    state: sayState(situation),
    asking: rings ? (board.asking.get(contactId) ?? 0) : 0,
    ...times,
    usualWait: rings ? await board.usualWait(lineId) : null,
    nobody: rings && situation.told && situation.state !== 'offered',
    answeredBefore: answeredAt !== null,
  }
}

/** `coming`: somebody said yes and is opening their console. `away`: the responder's page is gone, for less than 30 seconds. */
function sayState({ state, goneAt, purpose }: Situation): WaitingView['state'] {
  if (state === 'unlocking') return purpose === 'offer' ? 'answered' : 'coming'
  if (state === 'claimed' || state === 'offered') return goneAt === null ? 'answered' : 'away'
  return state
}
