import { randomBytes } from 'node:crypto'
import type { House } from '#platform/house'
import { installationKey } from './store.ts'

/** Stands for the installation where there is no team yet. */
export const noTeam = '00000000-0000-0000-0000-000000000000'

const known = new WeakMap<House, Map<string, Uint8Array>>()

/** This installation's secret key for a purpose: the same in every process on this database, made when first needed. */
export async function keyFor(house: House, teamId: string, purpose: 'handles' | 'challenges'): Promise<Uint8Array> {
  const keys = known.getOrInsertComputed(house, () => new Map())
  const place = `${teamId} ${purpose}`
  const key = keys.get(place) ?? (await installationKey(house.db.sql, { teamId, purpose, fresh: randomBytes(32) }))
  keys.set(place, key)
  return key
}
