import { mayNotClaim } from './claiming.ts'
import { isOpen, type RingEvent } from './rings.ts'
import type { EntryKind, Refused } from './rules.ts'
import { isPast, note, ringOf, stopRings, type Sheet } from './sheet.ts'
import { absentAt, goneAfter, handoverAt, isRinging, offerEnds, tellAt, toUnlock } from './situation.ts'
import { watchEvery, waveEnds, type State } from './situation.ts'
import { canBeAsked, isFree, toAsk, waveOf, wavesOf, whom, withoutCompany, type Purpose } from './waves.ts'

type By = { memberId: string }
/** `helper`: may be called to help although not on duty. */
type Claiming = { locked: boolean; helper?: boolean }

export const nothing = (): void => {}

/** The first acceptance wins; every other ring stops. A locked console has 20 seconds to prove that somebody is there. */
export function claim(sheet: Sheet, { memberId, locked, helper }: By & Claiming): Refused | void {
  if (sheet.now.state === 'offered' && memberId === sheet.now.responder) return 'not yours'
  const refused = mayNotClaim(sheet, memberId, helper ?? false)
  if (refused) return refused
  ringOf(sheet, memberId, 'claim')
  stopRings(sheet, 'expire')
  if (!locked) return answered(sheet, memberId)
  sheet.now = { ...sheet.now, state: 'unlocking', claimer: memberId, unlockBy: sheet.at + toUnlock }
  note(sheet, 'unlocking', memberId)
}

export function unlocked(sheet: Sheet, { memberId }: By): Refused | void {
  if (memberId !== sheet.now.claimer) return 'not yours'
  answered(sheet, memberId)
}

export function notNow(sheet: Sheet, { memberId }: By): void {
  ringOf(sheet, memberId, 'decline')
  moveOnIfSilent(sheet)
}

/** No console of this member is left. It matters only where they hold the conversation: 30 seconds from now it rings on. */
export function gone(sheet: Sheet, { memberId }: By): void {
  if (memberId === sheet.now.responder && sheet.now.goneAt === null) sheet.now.goneAt = sheet.at
}

export function back(sheet: Sheet, { memberId }: By): void {
  if (memberId !== sheet.now.responder || sheet.now.state === 'handover') return
  sheet.now.goneAt = null
}

/** Left the team: nothing of theirs rings on, and nobody waits 30 seconds for somebody who will not come. */
export function removed(sheet: Sheet, { memberId }: By): void {
  const { state, claimer, responder, purpose } = sheet.now
  if (state === 'unlocking' && memberId === claimer) return ringOn(sheet)
  if (memberId === responder && (state === 'claimed' || state === 'offered')) handOver(sheet)
  else ringOf(sheet, memberId, 'expire')
  if (memberId === responder)
    sheet.now = { ...sheet.now, responder: null, purpose: purpose === 'offer' ? 'handover' : sheet.now.purpose }
  if (isRinging(sheet.now.state)) moveOnIfSilent(sheet)
}

export function offer(sheet: Sheet, { memberId }: By): Refused | void {
  if (memberId !== sheet.now.responder) return 'not yours'
  note(sheet, 'offered', memberId)
  startRinging(sheet, 'offered', 'offer')
}

export function withdraw(sheet: Sheet, { memberId }: By): Refused | void {
  if (memberId !== sheet.now.responder) return 'not yours'
  offerOver(sheet)
}

/**
 * Somebody came on duty, went on a break, became reachable, free or full: ask those who belong to this wave, stop those who
 * left, or who took another and have no room now.
 */
export function crew(sheet: Sheet): void {
  const { asking, purpose, wave } = sheet.now
  const everybody = waveOf(asking, purpose, wave).ask === 'duty'
  const mayStay = sheet.crew.filter((person) => (everybody ? canBeAsked(person) : isFree(person, asking)))
  const able = new Set(mayStay.map((person) => person.memberId))
  for (const ring of sheet.rings.values())
    if (isOpen(ring.state) && !able.has(ring.memberId)) ringOf(sheet, ring.memberId, 'expire')
  askWave(sheet)
  moveOnIfSilent(sheet)
}

export function dueWaiting(sheet: Sheet): void {
  if (isAbsent(sheet)) return leave(sheet)
  tellIfDue(sheet)
  nextWaveIfDue(sheet)
}

export function dueHandover(sheet: Sheet): void {
  if (isAbsent(sheet)) return end(sheet)
  tellIfDue(sheet)
  nextWaveIfDue(sheet)
}

export function dueUnlocking(sheet: Sheet): void {
  if (isPast(sheet, sheet.now.unlockBy)) ringOn(sheet)
}

/** Looks after the responder's console, so that even a lost notice of its going cannot strand a caller. */
export function dueClaimed(sheet: Sheet): void {
  if (isAbsent(sheet)) return callerLost(sheet)
  const { responder, goneAt } = sheet.now
  if (sheet.here.has(responder ?? '')) sheet.now = { ...sheet.now, goneAt: null, watchAt: sheet.at + watchEvery }
  else if (goneAt === null) sheet.now.goneAt = sheet.at
  else if (isPast(sheet, handoverAt(sheet.now))) handOver(sheet)
}

export function dueOffered(sheet: Sheet): void {
  if (isAbsent(sheet)) return callerLost(sheet)
  if (sheet.here.has(sheet.now.responder ?? '')) sheet.now.goneAt = null
  if (isPast(sheet, handoverAt(sheet.now))) handOver(sheet)
  else if (isPast(sheet, offerEnds(sheet.now))) offerOver(sheet)
  else nextWaveIfDue(sheet)
}

/** Whether the caller's page is there is looked at each time: a lost notice of its going or coming keeps nothing open for ever. */
function isAbsent(sheet: Sheet): boolean {
  sheet.now.callerGoneAt = sheet.callerHere ? null : (sheet.now.callerGoneAt ?? sheet.at)
  return isPast(sheet, absentAt(sheet.now))
}

/** Nobody ends it, and the caller is long gone: it ends, so that it is erased one day like every other. */
function callerLost(sheet: Sheet): void {
  note(sheet, 'caller gone', null)
  end(sheet)
}

export function callerGone(sheet: Sheet): void {
  sheet.now.callerGoneAt ??= sheet.at
}

export function callerBack(sheet: Sheet): void {
  const { callerGoneAt } = sheet.now
  if (callerGoneAt === null) return
  sheet.now.callerGoneAt = null
  if (sheet.at - callerGoneAt > goneAfter) note(sheet, 'caller back', null)
}

/** The caller leaves. Before anybody answered that is an end of its own, shown and counted; after, an end like others. */
export function leave(sheet: Sheet): void {
  if (sheet.now.purpose !== 'answer') return end(sheet)
  finish(sheet, 'left', 'leave')
}

export const message = (sheet: Sheet): void => finish(sheet, 'message', 'expire')
export const end = (sheet: Sheet): void => finish(sheet, 'ended', 'expire')

export function startWave(sheet: Sheet, wave: number): void {
  sheet.now = { ...sheet.now, wave, waveAt: sheet.at }
  if (waveOf(sheet.now.asking, sheet.now.purpose, wave).notify) askTheTeam(sheet)
  askWave(sheet)
  moveOnIfSilent(sheet)
}

function finish(sheet: Sheet, state: State, how: RingEvent): void {
  stopRings(sheet, how)
  if (sheet.now.claimer) ringOf(sheet, sheet.now.claimer, how)
  const nobody = { claimer: null, unlockBy: null, goneAt: null, watchAt: null, callerGoneAt: null }
  sheet.now = { ...sheet.now, ...nobody, state }
  note(sheet, state as EntryKind, null)
}

function answered(sheet: Sheet, memberId: string): void {
  const before = sheet.now.responder
  if (before && before !== memberId) ringOf(sheet, before, 'hand over')
  const held = { responder: memberId, claimer: null, unlockBy: null, goneAt: null, watchAt: sheet.at + watchEvery }
  sheet.now = { ...sheet.now, ...held, state: 'claimed', told: false }
}

/** Nobody unlocked in time: back to ringing where it stopped, the same people and one more chance for each. */
function ringOn(sheet: Sheet): void {
  const { claimer, purpose } = sheet.now
  if (claimer) {
    note(sheet, 'not unlocked', claimer)
    ringOf(sheet, claimer, 'expire')
  }
  const states = { answer: 'waiting', handover: 'handover', offer: 'offered' } as const
  const again = { claimer: null, unlockBy: null, round: sheet.now.round + 1 }
  sheet.now = {
    ...sheet.now,
    ...again,
    state: states[purpose],
    since: purpose === 'offer' ? sheet.at : sheet.now.since,
  }
  tellIfDue(sheet)
  startWave(sheet, sheet.now.wave)
}

/** First in line: everybody free is asked at once, and the caller is told. The old responder may take it again. */
function handOver(sheet: Sheet): void {
  note(sheet, 'responder gone', sheet.now.responder)
  stopRings(sheet, 'expire')
  if (sheet.now.responder) ringOf(sheet, sheet.now.responder, 'hand over')
  startRinging(sheet, 'handover', 'handover')
}

function startRinging(sheet: Sheet, state: State, purpose: Purpose): void {
  const begun = { state, purpose, since: sheet.at, told: false, watchAt: null, round: sheet.now.round + 1 }
  sheet.now = { ...sheet.now, ...begun }
  startWave(sheet, 0)
}

function offerOver(sheet: Sheet): void {
  stopRings(sheet, 'expire')
  note(sheet, 'offer over', sheet.now.responder)
  sheet.now = { ...sheet.now, state: 'claimed', watchAt: sheet.at + watchEvery }
}

function nextWaveIfDue(sheet: Sheet): void {
  if (!isPast(sheet, waveEnds(sheet.now))) return
  const last = wavesOf(sheet.now.asking, sheet.now.purpose).length - 1
  if (sheet.now.wave >= last) stopRings(sheet, 'expire')
  startWave(sheet, Math.min(sheet.now.wave + 1, last))
}

/** Nobody is being asked any more: the next wave begins now instead of later. The last one waits for its own time. */
function moveOnIfSilent(sheet: Sheet): void {
  const last = wavesOf(sheet.now.asking, sheet.now.purpose).length - 1
  for (const memberId of withoutCompany(askedNow(sheet), sheet.crew)) ringOf(sheet, memberId, 'expire')
  if (askedNow(sheet).length === 0 && sheet.now.wave < last) startWave(sheet, sheet.now.wave + 1)
}

const askedNow = (sheet: Sheet): string[] =>
  [...sheet.rings.values()].filter((ring) => isOpen(ring.state)).map((ring) => ring.memberId)

function askWave(sheet: Sheet): void {
  const { asking, purpose, wave, responder, state } = sheet.now
  const chosen = whom(waveOf(asking, purpose, wave), sheet.crew, sheet.now)
  const others = chosen.filter((person) => state !== 'offered' || person.memberId !== responder)
  const asked = toAsk(others, sheet.rings, sheet.at).map((person) => person.memberId)
  const alone = new Set(withoutCompany([...askedNow(sheet), ...asked], sheet.crew))
  for (const memberId of asked) if (!alone.has(memberId)) ringOf(sheet, memberId, 'ask')
}

/** The three minutes are over: the caller is told the truth. */
function tellIfDue(sheet: Sheet): void {
  if (!isPast(sheet, tellAt(sheet.now))) return
  sheet.now.told = true
  note(sheet, 'told', null)
}

function askTheTeam(sheet: Sheet): void {
  sheet.notify = true
  note(sheet, 'team asked', null)
}
