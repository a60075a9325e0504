import type { Here } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import { words, type Words } from '../words.ts'
import { isNow, type OwedItem } from './owed-items.ts'
import { sayWhen } from './times.ts'

export const say = (language: Language): Words => choose(language, words)

export type Names = { me: string; names: ReadonlyMap<string, string>; language: Language }

export const nameOf = (memberId: string | null, { names, language }: Names): string =>
  names.get(memberId ?? '') ?? say(language).owed.somebody

/** Whose it is, and whose then. */
export function sayOwner({ ownerId, fallbackId }: Pick<OwedItem, 'ownerId' | 'fallbackId'>, names: Names): string {
  const words = say(names.language).owed
  const [name, next] = [nameOf(ownerId, names), nameOf(fallbackId, names)]
  if (ownerId === null) return words.nobody
  if (ownerId === names.me) return fallbackId === null ? words.yours : fill(words.yoursThen, { name: next })
  if (fallbackId === names.me) return fill(words.then, { name })
  return fallbackId === null ? fill(words.theirs, { name }) : fill(words.theirsThen, { name, next })
}

/** Until when, or since when. */
export function sayDue(item: Pick<OwedItem, 'what' | 'at' | 'late'>, here: Here, now: number): string {
  const words = say(here.language).owed
  if (item.at === null) return words.now
  const time = sayWhen(item.at, here, now)
  if (isNow(item)) return fill(words.sinceAt, { time })
  return fill(item.late ? words.overdueAt : words.dueAt, { time })
}

export { counted, fill, sayWhen }
