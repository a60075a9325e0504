import type { Desk } from '#features/keys/browser'
import { choose, counted, fill, type Language } from '#platform/words'
import { toast } from '#ui/toasts.ts'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

/** "Fri, Nov 20, 20:10", in the team's time zone: what is in a case lasts longer than a night. */
export function whenOf(at: number | string, desk: Pick<Desk, 'language' | 'team'>): string {
  const parts = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: desk.team.timeZone,
  } as const
  return new Intl.DateTimeFormat(desk.language, parts).format(new Date(at))
}

/** By verified cards. `you` for whoever sits here. */
export function nameOf(memberId: string | null, desk: Pick<Desk, 'language' | 'keyring' | 'me'>): string {
  const words = say(desk.language)
  if (memberId === desk.me.memberId) return words.you
  return (memberId && desk.keyring.names().get(memberId)) || words.someone
}

export const namesOf = (memberIds: readonly string[], desk: Pick<Desk, 'language' | 'keyring' | 'me'>): string =>
  new Intl.ListFormat(desk.language, { type: 'conjunction' }).format(memberIds.map((id) => nameOf(id, desk)))

/** Everybody else in the team, by name, but for these. */
export const othersIn = (desk: Pick<Desk, 'keyring' | 'me'>, but: readonly (string | null)[]): [string, string][] =>
  [...desk.keyring.names()]
    .filter(([memberId]) => memberId !== desk.me.memberId && !but.includes(memberId))
    .toSorted((a, b) => a[1].localeCompare(b[1]))

/** Does it, and says so; or says why it was not done. */
export async function act(desk: Pick<Desk, 'language'>, work: Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work
    if (done) toast(done)
    return true
  } catch (error) {
    toast((error as { words?: string }).words || say(desk.language).failed)
    return false
  }
}

export { counted, fill }
