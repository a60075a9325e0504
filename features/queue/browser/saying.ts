import { choose, fill, type Language } from '#platform/words'
import type { CrewMember, TimelineView } from '../wire.ts'
import { words as everyWord, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, everyWord)

/** Who else is on duty, each with how they are. Names come from verified cards; a locked console knows none. */
export function sayCrew(
  crew: readonly CrewMember[],
  who: { me: string; names: ReadonlyMap<string, string>; language: Language },
): string | null {
  const words = say(who.language).duty
  const others = crew.filter((one) => one.memberId !== who.me)
  if (others.length === 0) return null
  const named = others.map(({ memberId, state, holds }) =>
    fill(words[state], { name: who.names.get(memberId) ?? words.somebody, count: holds }),
  )
  return fill(words.with, { names: new Intl.ListFormat(who.language, { type: 'conjunction' }).format(named) })
}

/** One line of a contact's history. */
export function sayEntry(
  entry: TimelineView['entries'][number],
  names: ReadonlyMap<string, string>,
  language: Language,
): string {
  const words = say(language).timeline
  return fill(words[entry.kind], { name: names.get(entry.memberId ?? '') ?? words.somebody })
}

export function sayProblem(code: string, language: Language): string {
  const { refused } = say(language)
  return code in refused ? refused[code as keyof typeof refused] : code === 'lost' ? refused.offline : refused.other
}

export const sayLanguage = (tag: string, language: Language): string => {
  const { languages } = say(language).waiting
  return languages[tag as keyof typeof languages] ?? tag
}
