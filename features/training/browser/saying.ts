import type { Desk } from '#features/keys/browser'
import { sayDate } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import { toast } from '#ui/toasts.ts'
import { words, type Words } from '../words.ts'
import type { Has } from './people.ts'
import { inWords, type StepWords } from './sealing.ts'
import type { Path, Skill } from './training.ts'

export const say = (language: Language): Words => choose(language, words)

type Who = Pick<Desk, 'keyring' | 'language' | 'me'>

/** `null`: the house itself did it. */
export const nameOf = (memberId: string | null, { keyring, language }: Pick<Who, 'keyring' | 'language'>): string =>
  memberId === null ? say(language).house : (keyring.names().get(memberId) ?? say(language).somebody)

export const nameAndYou = (memberId: string, desk: Who): string =>
  memberId === desk.me.memberId
    ? fill(say(desk.language).you, { name: nameOf(memberId, desk) })
    : nameOf(memberId, desk)

export const skillName = (skill: Pick<Skill, 'name'> | undefined, language: Language): string =>
  inWords(skill?.name, language) || say(language).unread

export const wordsOfStep = (path: Path | null, stepId: string): StepWords =>
  path?.words?.[stepId] ?? { name: {}, note: {} }

export const stepName = (path: Path | null, stepId: string, language: Language): string =>
  inWords(wordsOfStep(path, stepId).name, language) || say(language).unread

/** How somebody and a skill stand, in few words. */
export function sayState({ state, held, isSoon }: Has, desk: Pick<Desk, 'language' | 'team'>): string {
  const { states } = say(desk.language)
  const date = (at: string | null | undefined): string => (at ? sayDate(at, desk) : '')
  if (state === 'none') return states.none
  if (state === 'claimed') return states.claimed
  if (state === 'taken back') return fill(states.taken, { date: date(held?.takenAt) })
  if (state === 'expired') return fill(states.expired, { date: date(held?.expiresAt) })
  if (!held?.expiresAt) return states.confirmed
  return fill(isSoon ? states.soon : states.until, { date: date(held.expiresAt) })
}

/** By whom and when it came to be so; '' for nothing. */
export function sayBy({ state, held }: Has, desk: Pick<Desk, 'language' | 'team' | 'keyring'>): string {
  const { by } = say(desk.language)
  if (!held || state === 'none') return ''
  if (state === 'claimed') return fill(by.claimed, { date: sayDate(held.claimedAt!, desk) })
  if (state === 'taken back')
    return fill(by.taken, { name: nameOf(held.takenBy, desk), date: sayDate(held.takenAt!, desk) })
  return fill(by.confirmed, { name: nameOf(held.confirmedBy, desk), date: sayDate(held.confirmedAt!, desk) })
}

/** What went wrong, in the server's words. */
export const problemIn = (error: unknown, language: Language): string =>
  (error as { words?: string }).words || say(language).offline

type Doing = { work: () => Promise<unknown>; done?: string; undo?: () => Promise<unknown> }

/** Does it, says that it is done, with a way back. False: it was not done, and that was said. */
export async function act(language: Language, { work, done, undo }: Doing): Promise<boolean> {
  try {
    await work()
  } catch (error) {
    toast(problemIn(error, language))
    return false
  }
  const { undo: back, undone } = say(language)
  const takeBack = undo && { undo: { words: back, act: () => void act(language, { work: undo, done: undone }) } }
  if (done) toast(done, takeBack)
  return true
}

export { counted, fill, sayDate }
