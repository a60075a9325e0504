import type { Context } from 'hono'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { deletePublicAddress, publicAddressOf, putPublicAddress } from './store-set-up.ts'

/*
 * The public address: PUBLIC_URL in the environment, else the one the wizard settled, else whatever a request came to.
 * Passkeys are bound to its host name, so it is settled before the first passkey is made, by a browser that has reached us
 * there. Several processes need PUBLIC_URL: they are not told what one of them settled.
 */

/** Houses whose environment names the address: nobody settles another. */
const fixed = new WeakSet<House>()

export const isFixed = (house: House): boolean => fixed.has(house)

/** From here on, and at every start, the settled address counts as if the environment had named it. */
export async function useSettledAddress(house: House): Promise<void> {
  if (house.config.publicUrl) return void fixed.add(house)
  house.config.publicUrl = (await publicAddressOf(house.db.sql)) ?? undefined
}

/**
 * Settles the address, before there is a team. Local use stays wherever it is started: the port may be another one
 * tomorrow, and passkeys do not mind.
 */
export async function settleAddress(sql: Sql, house: House, origin: string): Promise<void> {
  if (isFixed(house)) return
  const isLocal = new URL(origin).hostname === 'localhost'
  await (isLocal ? deletePublicAddress(sql) : putPublicAddress(sql, origin))
  house.config.publicUrl = isLocal ? undefined : origin
}

export type AddressProblem = 'not-here' | 'numbers' | 'not-https' | 'another-one-is-fixed'

/** Why a team cannot live at the origin that a browser says it is at; null when it can. */
export function problemWithOrigin(house: House, c: Context, origin: string): AddressProblem | null {
  if (isFixed(house)) return house.config.publicUrl === origin ? null : 'another-one-is-fixed'
  const { hostname, protocol, host } = new URL(origin)
  if (host !== (c.req.header('host') ?? new URL(c.req.url).host)) return 'not-here'
  if (hostname === 'localhost') return null
  if (/^[\d.]+$|^\[/.test(hostname)) return 'numbers'
  return protocol === 'https:' ? null : 'not-https'
}
