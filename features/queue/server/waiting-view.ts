import type { House } from '#platform/house'
import { isRinging, type Situation } from '../situation.ts'
import { countAsked } from '../waves.ts'
import type { WaitingView } from '../wire.ts'
import { onDuty } from './duty.ts'
import { readWaiting, ringsOf } from './store.ts'
import { usualWait } from './store-views.ts'

/** The truth to one caller. Null when nothing waits under this id. */
export async function waitingView(house: House, teamId: string, contactId: string): Promise<WaitingView | null> {
  const { sql } = house.db
  const waiting = await readWaiting(sql, { teamId, contactId })
  if (!waiting) return null
  const { lineId, answeredAt, situation } = waiting
  const at = house.clock.now()
  const rings = isRinging(situation.state)
  const [asking, usual] = await Promise.all([
    rings ? askingNow(house, { teamId, contactId, lineId }) : 0,
    rings ? usualWait(sql, { teamId, lineId, at }) : null,
  ])
  const times = { since: new Date(situation.since).toISOString(), now: at.toISOString() }
  const nobody = rings && situation.told && situation.state !== 'offered'
  return { state: sayState(situation), asking, ...times, usualWait: usual, nobody, answeredBefore: answeredAt !== null }
}

async function askingNow(house: House, { teamId, contactId, lineId }: { teamId: string; contactId: string; lineId: string }): Promise<number> {
  const { sql } = house.db
  const [rings, crew] = await Promise.all([ringsOf(sql, { teamId, contactId }), onDuty(sql, teamId, lineId, house.clock.now())])
  return countAsked(rings.values(), crew)
}

/** `coming`: somebody said yes and is opening their console. `away`: the responder's page is gone, for less than 30 seconds. */
function sayState({ state, goneAt, purpose }: Situation): WaitingView['state'] {
  if (state === 'unlocking') return purpose === 'offer' ? 'answered' : 'coming'
  if (state === 'claimed' || state === 'offered') return goneAt === null ? 'answered' : 'away'
  return state
}
