import type { Desk } from '#features/keys/browser'
import { sayDayAndTime, type Here } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import { waitFor } from '../rules.ts'
import type { GoingView, MotionView } from '../wire.ts'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

/** When it goes, or why not yet. */
export function goingSaid({ why, at }: GoingView, here: Here): string {
  const sentence = say(here.language).going[why]
  return at === null ? sentence : fill(sentence, { time: sayDayAndTime(at, here) })
}

export const nameOf = (memberId: string | null, desk: Desk): string =>
  memberId === desk.me.memberId
    ? say(desk.language).you
    : (desk.keyring.names().get(memberId ?? '') ?? say(desk.language).someone)

/** What is asked for, in one line. */
export function motionSaid(motion: MotionView, desk: Desk, lineName: string): string {
  const { motion: sentences, days } = say(desk.language)
  if (motion.kind === 'hold') return fill(sentences.hold, { time: sayDayAndTime(motion.until!, desk) })
  if (motion.kind === 'export') return sentences.export
  const many = (count: number): string => counted(desk.language, days, count)
  const { contactDays, caseDays } = motion.periods!
  return fill(sentences.periods, { line: lineName, contact: many(contactDays), case: many(caseDays) })
}

/** Where it stands. */
export function stateSaid(motion: MotionView, desk: Desk): string {
  const { state: sentences } = say(desk.language)
  const at = (time: string): string => sayDayAndTime(time, desk)
  if (motion.state === 'standing' && motion.kind === 'export')
    return fill(sentences.exportStands, { time: at(motion.runsOutAt) })
  if (motion.state === 'standing') return fill(sentences.standing, { time: at(motion.until!) })
  if (motion.state !== 'open') return fill(sentences[motion.state], { time: at(motion.endedAt!) })
  return motion.waitsUntil
    ? fill(sentences.waits, { time: at(motion.waitsUntil) })
    : fill(sentences.open, { time: at(motion.runsOutAt) })
}

/** How what is asked for now becomes true. */
export const ruleSaid = (rule: 'second-steward' | 'waiting', now: number, desk: Desk): string =>
  rule === 'waiting'
    ? fill(say(desk.language).rule.waiting, { time: sayDayAndTime(now + waitFor, desk) })
    : say(desk.language).rule.second
