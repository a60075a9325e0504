import { sayTime, type Here } from '#platform/times'
import type { Desk } from '#features/keys/browser'
import { nameOf, sayBreach, sayPlace, sayStart, skillBookOf, skillName, type Speaker } from '#features/shifts/browser'
import { placeFrom } from '#features/shifts/checks'
import type { Sayer } from './saying.ts'

/** Who is spoken of and how they are called, for the screens of this feature. */
export const speakerOf = (desk: Desk, plan: Speaker['plan'], training: Parameters<typeof skillBookOf>[0]): Speaker => ({
  language: desk.language,
  team: desk.team,
  plan,
  names: desk.keyring.names(),
  skills: skillBookOf(training, desk.language).names,
})

/** What the board knows of names, seats and times, for sentences of this feature. */
export const sayerOf = (speaker: Speaker): Sayer => ({
  language: speaker.language,
  name: (memberId) => nameOf(memberId, speaker),
  skill: (skillId) => skillName(skillId, speaker),
  place: (seatId) => sayPlace(placeFrom(seatId), speaker),
  when: (seatId) => whenOf(seatId, speaker),
  clock: (at) => clockAt(at, speaker),
  breach: (breach) => sayBreach(breach, speaker),
})

function whenOf(seatId: string, speaker: Speaker): string {
  const shift = speaker.plan.view?.shifts.find((one) => one.shiftId === placeFrom(seatId).shiftId)
  return shift ? sayStart(shift, speaker) : sayPlace(placeFrom(seatId), speaker)
}

const clockAt = (at: number, here: Here): string => sayTime(at, here).replace(/^\S+ /, '')
