import { choose, counted, fill, type Language } from '#platform/words'
import { plainName } from '../bodies.ts'
import { memberOf as memberOfSlot } from './log.ts'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

/** Names by verified cards; `someone` for whoever has none here. */
export const nameOf = (memberId: string | null, names: ReadonlyMap<string, string>, language: Language): string =>
  plainName(names.get(memberId ?? '') ?? '') || say(language).console.someone

/** Who wrote a row, as this console knows them. */
export function authorOf(
  slot: string,
  desk: { me: { memberId: string }; keyring: { names: () => Map<string, string> }; language: Language },
): string {
  const member = memberOfSlot(slot)
  if (member === null) return say(desk.language).console.caller
  return member === desk.me.memberId
    ? say(desk.language).console.you
    : nameOf(member, desk.keyring.names(), desk.language)
}

export const listOf = (names: readonly string[], language: Language): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(names)

export { counted, fill }
