import type { Context } from 'hono'
import type { House } from '#platform/house'
import { later, second } from '#platform/clock'
import { addressOf } from '#platform/server/address'
import { sha256, toBase64url } from './secrets.ts'

const onePlace = { per: 0.05 * second, burst: 200 }
const everybody = { per: 0.001 * second, burst: 5000 }
const oneName = { per: 2 * second, burst: 10 }
const longestWait = 5 * second
const wrongCodes = { per: 30 * second, burst: 5 }

/**
 * True when one place asks more often than any crew would, or all together more than this machine should answer. By place
 * first: a flood must not keep a responder from their shift. Memory only.
 */
export const tooMany = (house: House, c: Context): boolean =>
  house.rates.take('sign-in', addressOf(c, house.config), onePlace) > 0 ||
  house.rates.take('sign-in', 'everybody', everybody) > 0

/**
 * Tries for one name slow down after ten, and are never refused: refusing would let anybody lock a responder out of their
 * shift by typing their handle. Guessing is hopeless anyway (the secret has 256 bits), so slowing is for the machine's sake.
 */
export async function slow(house: House, name: string): Promise<void> {
  const wait = house.rates.take('sign-in name', toBase64url(sha256(name)), oneName)
  if (wait === 0) return
  await new Promise<void>((go) => house.clock.at(later(house.clock.now(), Math.min(wait, longestWait)), go))
}

/**
 * Codes are short, so whoever already has the passphrase gets few tries at them: false when they are used up for now. Only
 * somebody with the right passphrase can use them up; passkey and paper key stay open to the member meanwhile.
 */
export const mayTryCode = (house: House, memberId: string): boolean =>
  house.rates.take('sign-in code', memberId, wrongCodes) === 0

export const codeWasRight = (house: House, memberId: string): void => house.rates.forget('sign-in code', memberId)
