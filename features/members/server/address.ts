import type { Context } from 'hono'
import type { House } from '#platform/house'

/**
 * The address people reach us at: the settled one, else the one this request came to (local use). Passkeys are bound to
 * its host name by the browser itself, so a wrong host in a request can open nothing.
 */
export const addressOf = (house: House, c: Context): URL => new URL(house.config.publicUrl ?? new URL(c.req.url).origin)
