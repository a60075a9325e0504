import { minute, second } from '#platform/clock'
import type { Language } from '#platform/words'
import { words } from './words.ts'

/**
 * Everything a notification may ever say (promise 9): one neutral sentence in each language. No name, number, place, link
 * or kind: whoever finds the phone learns nothing, and neither does the push service.
 */
export const allowedTexts: Record<Language, { subject: string; sentence: string }> = {
  en: { subject: words.en.subject, sentence: words.en.sentence },
  es: { subject: words.es.subject, sentence: words.es.sentence },
}

/**
 * `ring`: you are asked now; wakes devices. `alarm`: a caller waits for long, or nobody can be reached; every channel there is.
 * `notice`: to be seen within the day; wakes devices, and writes no mail, which would keep an alarm's from going for a while.
 */
export type AlarmKind = 'ring' | 'alarm' | 'notice'

/** How long a push service may hold a notice for a device that is off. A ring is worthless soon. */
export const holdFor: Record<AlarmKind, number> = { ring: 60, alarm: 3600, notice: 12 * 3600 }
/** A device that says within this time that it was woken counts as reachable. */
export const acknowledgeWithin = minute
/** Nobody is woken more often than this, however many callers wait. */
export const pushRate = { per: 10 * second, burst: 3 }
/** Devices of one member. */
export const mostDevices = 10
export const mailRate = { per: 5 * minute, burst: 1 }

const services = [
  /^fcm\.googleapis\.com$/,
  /^(.+\.)?push\.services\.mozilla\.com$/,
  /^(.+\.)?push\.apple\.com$/,
  /^(.+\.)?notify\.windows\.com$/,
]
const loopback = /^(localhost|127\.0\.0\.1)$/

/**
 * Whether we post to this address: a member's browser gives it, so it must not become a way to make this server call
 * others. Known push services only; on a house that is itself only on localhost, loopback as well (to try it out).
 */
export function isPushService(endpoint: string, isLocal: boolean): boolean {
  const { protocol, hostname, port } = new URL(endpoint)
  if (isLocal && loopback.test(hostname)) return true
  return protocol === 'https:' && port === '' && services.some((service) => service.test(hostname))
}
