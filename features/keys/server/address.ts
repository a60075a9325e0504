import type { Context } from 'hono'
import type { House } from '#platform/house'
import { publicAddressOf } from './store-set-up.ts'

/*
 * The public address: PUBLIC_URL in the environment, else the one the founding was sent from, else whatever a request came
 * to (before there is a team). Passkeys are bound to its host name, so it is settled before the first passkey is made:
 * the wizard goes on only in a browser that has reached us there.
 */

/** The origin this request came to, as the browser sees it. */
export function originOf(house: House, c: Context): string {
  const url = new URL(c.req.url)
  const scheme = house.config.trustProxy
    ? (c.req.header('x-forwarded-proto') ?? url.protocol.replace(':', ''))
    : url.protocol.replace(':', '')
  return new URL(`${scheme}://${c.req.header('host') ?? url.host}`).origin
}

export type AddressProblem = 'not-here' | 'numbers' | 'not-https' | 'another-one-is-fixed'

/** Why a team cannot be founded at this origin; null when it can. */
export function problemWithOrigin(house: House, c: Context, origin: string): AddressProblem | null {
  const { publicUrl } = house.config
  if (publicUrl) return publicUrl === origin ? null : 'another-one-is-fixed'
  const { hostname, protocol, host } = new URL(origin)
  if (host !== new URL(originOf(house, c)).host) return 'not-here'
  if (hostname === 'localhost') return null
  if (/^[\d.]+$|^\[/.test(hostname)) return 'numbers'
  return protocol === 'https:' ? null : 'not-https'
}

/** From now on, and at every start, the settled address counts as if the environment had named it. */
export async function useStoredAddress(house: House): Promise<void> {
  house.config.publicUrl ??= (await publicAddressOf(house.db.sql)) ?? undefined
}
