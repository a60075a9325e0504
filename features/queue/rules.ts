import * as act from './acts.ts'
import * as refuse from './claiming.ts'
import { draft, type Sheet } from './sheet.ts'
import type { Situation, State } from './situation.ts'
import type { Person, Ring } from './waves.ts'

export type Event =
  | { kind: 'claim'; memberId: string; locked: boolean; helper?: boolean }
  | { kind: 'unlocked'; memberId: string }
  | { kind: 'not now'; memberId: string }
  | { kind: 'gone'; memberId: string }
  | { kind: 'back'; memberId: string }
  | { kind: 'removed'; memberId: string }
  | { kind: 'offer'; memberId: string }
  | { kind: 'withdraw'; memberId: string }
  | { kind: 'crew' }
  | { kind: 'due' }
  | { kind: 'caller gone' }
  | { kind: 'caller back' }
  | { kind: 'leave' }
  | { kind: 'message' }
  | { kind: 'end' }
export type EventKind = Event['kind']
export const eventKinds = [
  ...(['claim', 'unlocked', 'not now', 'gone', 'back', 'removed', 'offer', 'withdraw', 'crew', 'due'] as const),
  ...(['caller gone', 'caller back', 'leave', 'message', 'end'] as const),
] satisfies EventKind[]

/**
 * Why not: somebody was faster, the contact is over, it is another member's to do, it makes no sense now, they are not on
 * duty for the line, they sit beside to learn and nobody experienced is there, or they hold as many contacts as the line lets one
 * person hold.
 */
export type Refused = 'taken' | 'over' | 'not yours' | 'not now possible' | 'off duty' | 'learning' | 'full'
export type Entry = { kind: EntryKind; memberId: string | null }
export type EntryKind =
  | ('asked' | 'claimed' | 'declined' | 'expired' | 'handed over' | 'left' | 'delivered' | 'seen')
  | (
      | 'unlocking'
      | 'not unlocked'
      | 'told'
      | 'team asked'
      | 'responder gone'
      | 'responder back'
      | 'offered'
      | 'offer over'
    )
  | ('caller back' | 'caller gone' | 'message' | 'ended')

export type Moment = {
  at: number
  situation: Situation
  rings: ReadonlyMap<string, Ring>
  /** Everybody on duty for the line. */
  crew: readonly Person[]
  /** Members with a live console, on duty or not. */
  here: ReadonlySet<string>
  /** Whether the caller's page is open. */
  callerHere: boolean
}
export type Outcome = {
  situation: Situation
  /** Rings that changed. */
  rings: Ring[]
  /** What the contact's timeline says about it, in order. */
  entries: Entry[]
  /** Coordinators and stewards are asked for help by notification. */
  notify: boolean
}

type Act = (sheet: Sheet, event: never) => Refused | void
const { claim, unlocked, notNow, gone, back, removed, offer, withdraw, crew, callerGone, callerBack, nothing } = act

/** Every state, every event: a missing cell does not type-check. The README shows the same table in words. */
const live = {
  'caller gone': callerGone,
  'caller back': callerBack,
  message: act.message,
  end: act.end,
  gone,
  back,
  removed,
}
const open = { ...live, claim, unlocked: refuse.notYours, 'not now': notNow, crew }
const held = { ...live, claim: refuse.taken, 'not now': nothing, crew: nothing, withdraw: refuse.notYours }
const over = {
  claim: refuse.over,
  unlocked: refuse.over,
  'not now': nothing,
  gone: nothing,
  back: nothing,
  removed: nothing,
  crew: nothing,
}
const end = {
  ...over,
  offer: refuse.over,
  withdraw: nothing,
  due: nothing,
  leave: nothing,
  message: refuse.over,
  end: nothing,
}
const quiet = { 'caller gone': nothing, 'caller back': nothing }

export const table: Record<State, Record<EventKind, Act>> = {
  waiting: { ...open, offer: refuse.notYours, withdraw: refuse.notYours, due: act.dueWaiting, leave: act.leave },
  unlocking: { ...held, unlocked, offer: refuse.notYours, due: act.dueUnlocking, leave: act.leave },
  claimed: { ...held, unlocked: nothing, offer, due: act.dueClaimed, leave: act.end, message: refuse.notPossible },
  offered: { ...open, offer: nothing, withdraw, due: act.dueOffered, leave: act.end, message: refuse.notPossible },
  handover: { ...open, offer: refuse.notYours, withdraw: refuse.notYours, due: act.dueHandover, leave: act.end },
  left: { ...end, ...quiet },
  message: { ...end, ...quiet },
  ended: { ...end, ...quiet },
}

/** What an event does to a contact. Changes nothing itself; throws never; a refusal is a value. */
export function step(moment: Moment, event: Event): Outcome | { refused: Refused } {
  const sheet = draft(moment)
  const refused = table[moment.situation.state][event.kind](sheet, event as never)
  if (refused) return { refused }
  return { situation: sheet.now, rings: [...sheet.changed.values()], entries: sheet.entries, notify: sheet.notify }
}

/** The first ringing of a new contact: nobody asked yet, so the first wave begins. */
export function begin(moment: Moment): Outcome {
  const sheet = draft(moment)
  act.startWave(sheet, 0)
  return { situation: sheet.now, rings: [...sheet.changed.values()], entries: sheet.entries, notify: sheet.notify }
}
