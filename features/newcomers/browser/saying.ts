import type { Desk } from '#features/keys/browser'
import { sayDate } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import { toast } from '#ui/toasts.ts'
import { words, type Words } from '../words.ts'
import type { CardView } from '../wire.ts'
import { isLate, type Paper } from './newcomers.ts'

export const say = (language: Language): Words => choose(language, words)

export const memberName = (memberId: string, { keyring, language }: Pick<Desk, 'keyring' | 'language'>): string =>
  keyring.names().get(memberId) ?? say(language).panel.noName

/** How a card is called: what somebody wants to be called, as far as it opens here. */
export function nameOn(paper: Paper | undefined, language: Language): string {
  if (!paper) return say(language).panel.noName
  return paper.written ? paper.written.name.trim() || say(language).panel.noName : say(language).panel.unread
}

/** Until when, or since when overdue, or when it goes. */
export function sayTime(card: CardView, desk: Pick<Desk, 'language' | 'team'>, now: number): string {
  const { panel } = say(desk.language)
  if (card.goesAt) return fill(panel.goes, { date: sayDate(card.goesAt, desk) })
  return fill(isLate(card, now) ? panel.overdue : panel.due, { date: sayDate(card.dueAt!, desk) })
}

type Doing = { work: () => Promise<unknown>; done?: string; undo?: () => Promise<unknown> }

/** Does it, says that it is done, with a way back. False: it was not done, and that was said. */
export async function act(language: Language, { work, done, undo }: Doing): Promise<boolean> {
  const { undo: back, undone, failed } = say(language)
  try {
    await work()
  } catch (error) {
    toast((error as { words?: string }).words || failed)
    return false
  }
  const takeBack = undo && { undo: { words: back, act: () => void act(language, { work: undo, done: undone }) } }
  if (done) toast(done, takeBack)
  return true
}

export { counted, fill, sayDate }
