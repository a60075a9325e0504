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

/** Who wrote in a shift room. Whoever has left the team has no card any more: then by the name that they wrote under. */
export function roomAuthor(slot: string, name: string, desk: Parameters<typeof authorOf>[1]): string {
  const member = memberOfSlot(slot)
  const isHere = member === desk.me.memberId || desk.keyring.names().has(member ?? '')
  const wrote = plainName(name)
  return isHere || !wrote ? authorOf(slot, desk) : fill(say(desk.language).room.leftTeam, { name: wrote })
}

/** "Night of Friday 20 November": a night is called by the date on which it began. */
export function sayNight(night: string, { language }: { language: Language }): string {
  const locale = language === 'en' ? 'en-GB' : language
  const parts = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const
  const date = new Intl.DateTimeFormat(locale, parts).format(new Date(`${night}T12:00:00Z`)).replaceAll(',', '')
  return fill(say(language).room.night, { date })
}

export const listOf = (names: readonly string[], language: Language): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(names)

export { counted, fill }
