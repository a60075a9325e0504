import { hour, minute, second } from '#platform/clock'
import { waveOf, type Asking, type Purpose } from './waves.ts'

/** Where a contact stands on its way to being answered. The last three are ends. */
export const states = ['waiting', 'unlocking', 'claimed', 'offered', 'handover', 'left', 'message', 'ended'] as const
export type State = (typeof states)[number]
export const ends: readonly State[] = ['left', 'message', 'ended']
/** People are being asked, and anybody may claim. */
export const ringing: readonly State[] = ['waiting', 'offered', 'handover']
export const isEnd = (state: State): boolean => ends.includes(state)
export const isRinging = (state: State): boolean => ringing.includes(state)

/** All that decides what happens next to one contact. Times are milliseconds since 1970, null: not so. */
export type Situation = {
  state: State
  asking: Asking
  language: string
  /** What the present (or, while unlocking, the interrupted) ringing is for. */
  purpose: Purpose
  /** When this caller began to wait: for a first answer, or for somebody new. */
  since: number
  wave: number
  waveAt: number
  /** The caller has been told that nobody could come yet. */
  told: boolean
  /** Holds the conversation. */
  responder: string | null
  /** Said "Answer" on a locked console, and has not unlocked yet. */
  claimer: string | null
  unlockBy: number | null
  /** Since when no console of the responder is there. */
  goneAt: number | null
  /** When to look after the responder's console again. */
  watchAt: number | null
  /** Since when the caller's page is not there. */
  callerGoneAt: number | null
  /** Counts the ringings: one claim each, by primary key. */
  round: number
}

export const toUnlock = 20 * second
export const goneAfter = 30 * second
export const watchEvery = minute
/** The product promises to say so within three minutes. */
export const tellAfter = 3 * minute
export const offerLasts = 2 * minute
/** A page that is not there any more: a phone asleep comes back, a closed tab does not. */
export const absentAfter = { waiting: 5 * minute, handover: 30 * minute, claimed: 6 * hour, offered: 6 * hour } as const

export function newSituation(of: { at: number; asking: Asking; language: string }): Situation {
  const begun = { since: of.at, wave: 0, waveAt: of.at, told: false, round: 1 }
  // Not there until their page says so: a page that was closed at once does not ring for ever.
  const nobody = { responder: null, claimer: null, unlockBy: null, goneAt: null, watchAt: null, callerGoneAt: of.at }
  return { state: 'waiting', purpose: 'answer', asking: of.asking, language: of.language, ...begun, ...nobody }
}

export const waveEnds = (s: Situation): number => s.waveAt + waveOf(s.asking, s.purpose, s.wave).lasts
export const tellAt = (s: Situation): number | null => (s.told || s.state === 'offered' ? null : s.since + tellAfter)
export const handoverAt = (s: Situation): number | null => (s.goneAt === null ? null : s.goneAt + goneAfter)
export const offerEnds = (s: Situation): number => s.since + offerLasts
export const absentAt = (s: Situation): number | null => {
  if (s.callerGoneAt === null || s.state === 'unlocking' || isEnd(s.state)) return null
  return Math.max(s.callerGoneAt, s.since) + absentAfter[s.state as keyof typeof absentAfter]
}

/** Nobody answered for so long that coordinators and stewards were called to help. */
export const isCalling = (s: Situation): boolean => isRinging(s.state) && waveOf(s.asking, s.purpose, s.wave).notify

/**
 * When something must happen to this contact whatever people do, in milliseconds since 1970. Promise: null only at an end,
 * so no caller can be lost in a state that nobody comes back to (proved by enumeration in rules.test.ts).
 */
export function dueAt(s: Situation): number | null {
  switch (s.state) {
    case 'waiting':
    case 'handover':
      return earliest([waveEnds(s), tellAt(s), absentAt(s)])
    case 'unlocking':
      return s.unlockBy ?? s.since
    case 'claimed':
      return earliest([handoverAt(s) ?? s.watchAt ?? s.since, absentAt(s)])
    case 'offered':
      return earliest([waveEnds(s), offerEnds(s), handoverAt(s), absentAt(s)])
    case 'left':
    case 'message':
    case 'ended':
      return null
  }
}

const earliest = (times: (number | null)[]): number => Math.min(...times.filter((time) => time !== null))
