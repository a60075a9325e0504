import { later } from '#platform/clock'
import type { House } from '#platform/house'
import { KeyStoreError } from '#platform/key-store'
import { workedIn } from '#features/shifts'
import { keptFor, mayMark, recentFor } from '../rules.ts'
import { eraseAt, thanksKey } from './erasing.ts'
import { deleteThanks, insertThanks, setSeen, thanksAt } from './store-thanks.ts'
import { activeMembers, tell, wake, type Tx } from './tx.ts'

type Place = { teamId: string; thanksId: string }
export type ThanksRefusal = 'no-thanks' | 'thanked'
export type NewThanks = {
  from: string
  plans: boolean
  toId: string
  shiftId: string
  sealed: Uint8Array
}

/** From whoever sat there with them, or plans, to somebody who sat there; once for each shift. */
export async function thank(tx: Tx, { teamId, thanksId }: Place, of: NewThanks): Promise<ThanksRefusal | null> {
  const { sql, house } = tx
  const { from, plans, toId, shiftId } = of
  const givenAt = house.clock.now()
  const sat = await workedIn(sql, teamId, { from: later(givenAt, -recentFor), to: givenAt, shiftId })
  const ids = sat.map((one) => one.memberId)
  const isThere = (await activeMembers(sql, teamId)).has(toId)
  if (from === toId || !isThere || !mayMark(ids, { memberId: toId, by: from, plans })) return 'no-thanks'
  const known = await thanksAt(sql, { teamId, thanksId })
  if (known) return known.fromId === from && known.toId === toId ? null : 'thanked'
  const key = thanksKey(thanksId)
  if (!madeKey(house, key)) return 'thanked'
  const row = { thanksId, shiftId, fromId: from, toId, givenAt, sealed: house.keyStore.seal(key, of.sealed) }
  if (!(await insertThanks(sql, teamId, row))) {
    house.keyStore.erase(key)
    return 'thanked'
  }
  await eraseAt(tx, teamId, key, later(givenAt, keptFor))
  wake(tx, teamId, [toId], 'notice')
  tell(tx, teamId)
  return null
}

/** False: this very word was destroyed before. */
function madeKey({ keyStore }: House, key: string): boolean {
  try {
    keyStore.newKey(key)
    return true
  } catch (error) {
    if (error instanceof KeyStoreError && error.code === 'erased') return false
    throw error
  }
}

export async function seeThanks(tx: Tx, place: Place, by: string): Promise<ThanksRefusal | null> {
  const thanks = await thanksAt(tx.sql, place)
  if (thanks?.toId !== by) return 'no-thanks'
  await setSeen(tx.sql, place, tx.house.clock.now())
  tell(tx, place.teamId)
  return null
}

/** Gone at once, for both: either of them may wish so. */
export async function destroyThanks(tx: Tx, place: Place, by: string): Promise<ThanksRefusal | null> {
  const thanks = await thanksAt(tx.sql, place)
  if (!thanks || (thanks.fromId !== by && thanks.toId !== by)) return 'no-thanks'
  await deleteThanks(tx.sql, place)
  await eraseAt(tx, place.teamId, thanksKey(place.thanksId), tx.house.clock.now())
  tell(tx, place.teamId)
  return null
}

export async function sealedThanks({ sql, house }: Tx, place: Place, by: string): Promise<Uint8Array | null> {
  const thanks = await thanksAt(sql, place)
  if (!thanks || (thanks.fromId !== by && thanks.toId !== by)) return null
  const key = thanksKey(place.thanksId)
  return house.keyStore.has(key) ? house.keyStore.open(key, thanks.sealed) : null
}
