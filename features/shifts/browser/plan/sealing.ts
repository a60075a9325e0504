import type { Keyring } from '#features/keys/browser'
import { base64url, fromBase64url, text, utf8 } from '#platform/envelope/bytes'
import { isLanguage, type Language } from '#platform/words'

/** In one language or both; empty where nothing was written. */
export type Named = Partial<Record<Language, string>>
/** What a shift and its seats are called. */
export type PatternWords = { name: Named; seats: Record<string, Named> }
/** What somebody wrote with their availability: wishes, and why they are away, by the first date of a leave. */
export type AvailabilityWords = { wishes: string; leave: Record<string, string> }
export type Sealer = Pick<Keyring, 'sealToCircle' | 'openForCircle' | 'openForMe'>

/* Each says inside what it is, so that nothing sealed as something else opens as it. */
const patternLabel = 'shift pattern'
const closureLabel = 'shift closure'
export const availabilityLabel = 'availability'

export async function sealPattern(keyring: Sealer, words: PatternWords): Promise<string> {
  return base64url(await keyring.sealToCircle('responders', utf8(JSON.stringify(words)), patternLabel))
}
export async function openPattern(keyring: Pick<Sealer, 'openForCircle'>, sealed: string): Promise<PatternWords> {
  const { name, seats } = parsed(await keyring.openForCircle(fromBase64url(sealed), patternLabel))
  return {
    name: asNamed(name),
    seats: Object.fromEntries(Object.entries((seats ?? {}) as object).map(([seatId, one]) => [seatId, asNamed(one)])),
  }
}

export async function sealReason(keyring: Sealer, reason: string): Promise<string> {
  return base64url(await keyring.sealToCircle('responders', utf8(JSON.stringify({ reason })), closureLabel))
}
export async function openReason(keyring: Sealer, sealed: string): Promise<string> {
  return asText(parsed(await keyring.openForCircle(fromBase64url(sealed), closureLabel))['reason'])
}

export async function openAvailability(keyring: Pick<Sealer, 'openForMe'>, sealed: string): Promise<AvailabilityWords> {
  const { wishes, leave } = parsed(await keyring.openForMe(fromBase64url(sealed), availabilityLabel))
  return {
    wishes: asText(wishes),
    leave: Object.fromEntries(Object.entries((leave ?? {}) as object).map(([date, why]) => [date, asText(why)])),
  }
}

/** In the reader's language, else in the one there is; '' for neither. */
export const inWords = (named: Named | undefined, language: Language): string =>
  named?.[language]?.trim() || Object.values(named ?? {}).find((one) => one.trim()) || ''

const parsed = (bytes: Uint8Array): Record<string, unknown> =>
  (JSON.parse(text(bytes)) as Record<string, unknown> | null) ?? {}

/* Whoever can seal to the circle could have sealed anything: only texts are taken from it. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : '')
const asNamed = (value: unknown): Named =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      ([language, written]) => isLanguage(language) && typeof written === 'string',
    ),
  )
