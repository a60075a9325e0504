import { isOpen, nextRing, type RingEvent } from './rings.ts'
import type { Entry, EntryKind, Moment } from './rules.ts'
import type { Situation } from './situation.ts'
import type { Person, Ring } from './waves.ts'

/** A working copy on which acts.ts plays an event. */
export type Sheet = {
  at: number
  now: Situation
  rings: Map<string, Ring>
  crew: readonly Person[]
  here: ReadonlySet<string>
  callerHere: boolean
  changed: Map<string, Ring>
  entries: Entry[]
  notify: boolean
}
export const draft = (moment: Moment): Sheet => ({
  at: moment.at,
  now: { ...moment.situation },
  rings: new Map(moment.rings),
  crew: moment.crew,
  here: moment.here,
  callerHere: moment.callerHere,
  changed: new Map(),
  entries: [],
  notify: false,
})

export function stopRings(sheet: Sheet, how: RingEvent): void {
  for (const ring of sheet.rings.values()) if (isOpen(ring.state)) ringOf(sheet, ring.memberId, how)
}

const entryOf = {
  ask: 'asked',
  claim: 'claimed',
  decline: 'declined',
  expire: 'expired',
  'hand over': 'handed over',
} as const

/** Plays an event on one member's ring; a first "ask" or "claim" makes the ring. */
export function ringOf(sheet: Sheet, memberId: string, event: RingEvent): void {
  const ring = sheet.rings.get(memberId)
  const state = nextRing(ring?.state ?? 'expired', event)
  if (state === null) return
  const changed = { memberId, state, since: sheet.at }
  sheet.rings.set(memberId, changed)
  sheet.changed.set(memberId, changed)
  if (event in entryOf) note(sheet, entryOf[event as keyof typeof entryOf], memberId)
  else if (event === 'leave') note(sheet, 'left', memberId)
}

export const note = (sheet: Sheet, kind: EntryKind, memberId: string | null): void => {
  sheet.entries.push({ kind, memberId })
}

export const isPast = (sheet: Sheet, time: number | null): boolean => time !== null && sheet.at >= time
