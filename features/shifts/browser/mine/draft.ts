import type { Keyring } from '#features/keys/browser'
import { base64url, utf8 } from '#platform/envelope/bytes'
import type { AvailabilityView } from '../../views.ts'
import type { Availability } from '../../wire.ts'
import { availabilityLabel, openAvailability, type AvailabilityWords } from '../plan/sealing.ts'
import { emptyWeek } from './week.ts'

/** When somebody can, as it is being written: what the server may know, and the words that it may not. */
export type Draft = Omit<Availability, 'leave'> & {
  leave: { firstDate: string; lastDate: string; reason: string }[]
  /** Wishes in their own words. */
  inWords: string
}

export const longestWords = 2000
export const longestReason = 200

type Sealing = Pick<Keyring, 'sealForReaders' | 'openForMe'>

export const emptyDraft = (): Draft => ({
  week: emptyWeek(),
  dates: [],
  leave: [],
  languages: [],
  wishes: { mostShifts: null, with: [], apart: [], earlyAfter: [], rather: null },
  inWords: '',
})

/** The words as they were sealed. Throws EnvelopeError for what was sealed as something else, or for somebody else. */
export async function openDraft({ given, sealed }: AvailabilityView, keyring: Sealing): Promise<Draft> {
  return withWords(given, sealed === '' ? null : await openAvailability(keyring, sealed))
}

/** Without the words: where they cannot be opened. */
export const withoutWords = ({ given }: AvailabilityView): Draft => withWords(given, null)

const withWords = ({ leave, ...given }: Availability, words: AvailabilityWords | null): Draft => ({
  ...given,
  leave: leave.map((one) => ({ ...one, reason: words?.leave[one.firstDate] ?? '' })),
  inWords: words?.wishes ?? '',
})

export async function sealDraft(
  draft: Draft,
  keyring: Sealing,
  memberId: string,
): Promise<{ given: Availability; sealed: string }> {
  const { inWords, leave: all, dates, ...rest } = draft
  const leave = all.filter(isBegun)
  const reasons = leave.filter(({ reason }) => reason.trim() !== '')
  const words: AvailabilityWords = {
    wishes: inWords.trim(),
    leave: Object.fromEntries(reasons.map(({ firstDate, reason }) => [firstDate, reason.trim()])),
  }
  const readers = [`member:${memberId}`, 'circle:coordinators']
  const sealed = base64url(await keyring.sealForReaders(readers, utf8(JSON.stringify(words)), availabilityLabel))
  const days = leave.map(({ firstDate, lastDate }) => ({ firstDate, lastDate }))
  return { given: { ...rest, dates: dates.filter(isDated), leave: days }, sealed }
}

export type Fault = 'leave' | 'same-leave' | 'same-date' | 'too-many'

/** What keeps it from being saved; nothing of it is lost meanwhile. */
export function faultsOf({ dates, leave, week }: Draft): Fault[] {
  const faults: Fault[] = []
  if (leave.some((one) => isBegun(one) && one.lastDate < one.firstDate)) faults.push('leave')
  if (isTwice(leave.filter(isBegun).map(({ firstDate }) => firstDate))) faults.push('same-leave')
  if (isTwice(dates.filter(isDated).map(({ date }) => date))) faults.push('same-date')
  if (Object.values(week).some((spans) => spans.length > 4)) faults.push('too-many')
  return faults
}

/** A row without its day is one that is being written: it stays here until it has one. */
const isBegun = ({ firstDate }: { firstDate: string }): boolean => firstDate !== ''
const isDated = ({ date }: { date: string }): boolean => date !== ''
const isTwice = (all: string[]): boolean => new Set(all).size < all.length

/** Without what was over before that date. */
export const withoutOld = (draft: Draft, since: string): Draft => ({
  ...draft,
  dates: draft.dates.filter(({ date }) => date === '' || date >= since),
  leave: draft.leave.filter(({ lastDate }) => lastDate === '' || lastDate >= since),
})
