import type { Desk } from '#features/keys/browser'
import { choose, counted, fill, type Language } from '#platform/words'
import { toast } from '#ui/toasts.ts'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

type Who = Pick<Desk, 'language' | 'keyring' | 'me'>

/** By verified cards: within a sentence everybody goes by their name, whoever sits here too. */
export const nameOf = (memberId: string | null, desk: Who): string =>
  (memberId && desk.keyring.names().get(memberId)) || say(desk.language).someone

/** For a list of people, or above what somebody wrote. */
export const youOr = (memberId: string | null, desk: Who): string =>
  memberId === desk.me.memberId ? say(desk.language).you : nameOf(memberId, desk)

export const listOf = (names: readonly string[], { language }: Pick<Desk, 'language'>): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(names)

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
