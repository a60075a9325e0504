import type { Desk } from '#features/keys/browser'
import { sayDate, sayDayAndTime, sayTime, type Here } from '#platform/times'
import { choose, counted, fill, type Language } from '#platform/words'
import { toast } from '#ui/toasts.ts'
import type { Nudge } from '../load.ts'
import { mayDo, type ListeningAct } from '../rules.ts'
import type { ListeningView } from '../wire.ts'
import { words, type Words } from '../words.ts'

export const say = (language: Language): Words => choose(language, words)

export type Who = Pick<Desk, 'keyring' | 'language' | 'me'>

export const nameOf = (memberId: string, { keyring, language }: Pick<Who, 'keyring' | 'language'>): string =>
  keyring.names().get(memberId) ?? say(language).somebody

/** Everybody else this console knows, by name. */
export const others = (desk: Who): string[] =>
  [...desk.keyring.names().keys()]
    .filter((id) => id !== desk.me.memberId)
    .toSorted((a, b) => nameOf(a, desk).localeCompare(nameOf(b, desk), desk.language))

export const nameAndYou = (memberId: string, desk: Who): string =>
  memberId === desk.me.memberId
    ? fill(say(desk.language).you, { name: nameOf(memberId, desk) })
    : nameOf(memberId, desk)

/** "Fri 20 Nov 20:00 to Sat 02:00". */
export const sayShift = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }, desk: Here): string =>
  fill(say(desk.language).shift, { from: sayDayAndTime(startsAt, desk), until: sayTime(endsAt, desk) })

/** How somebody who would like to talk stands, for whoever looks. */
export function sayListening(of: ListeningView, desk: Who & Here): string {
  const { listening } = say(desk.language)
  const [name, owner, time] = [nameOf(of.memberId, desk), nameOf(of.ownerId, desk), sayDayAndTime(of.dueAt, desk)]
  if (of.state === 'kept') return fill(listening.kept, { name, owner })
  if (of.state === 'let go') return fill(listening.letGo, { name, owner })
  const { memberId: me } = desk.me
  if (of.memberId === me) return fill(of.late ? listening.yoursLate : listening.yours, { name: owner, time })
  if (of.ownerId === me) return fill(of.late ? listening.mineLate : listening.mine, { name, time })
  return fill(listening.behind, { name, owner, time })
}

export const actsOn = (of: ListeningView, { me }: Pick<Who, 'me'>): ListeningAct[] =>
  mayDo({ ...of, dueAt: Date.parse(of.dueAt), endedAt: of.endedAt ? Date.parse(of.endedAt) : null }, me.memberId)

const numbers = ({ count, of }: Nudge, language: Language): { count: string; of: string } => {
  const format = new Intl.NumberFormat(language)
  return { count: format.format(count), of: of === null ? '' : format.format(of) }
}
/** To whom it is about. */
export const sayNudge = (nudge: Nudge, language: Language): string =>
  fill(say(language).nudges[nudge.kind], numbers(nudge, language))
/** To whoever plans. */
export const sayNudged = (nudge: Nudge, language: Language): string =>
  fill(say(language).crew[nudge.kind], numbers(nudge, language))

/** What went wrong, in the server's words. */
export const problemIn = (error: unknown, language: Language): string =>
  (error as { words?: string }).words || say(language).offline

type Doing<Result> = {
  work: () => Promise<Result>
  done?: string
  undo?: (result: Result) => Promise<unknown>
}

/** Does it, says that it is done, with a way back. False: it was not done, and that was said. */
export async function act<Result>(language: Language, { work, done, undo }: Doing<Result>): Promise<boolean> {
  let result: Result
  try {
    result = await work()
  } catch (error) {
    toast(problemIn(error, language))
    return false
  }
  const { undo: back, undone } = say(language)
  const takeBack = undo && {
    undo: { words: back, act: () => void act(language, { work: () => undo(result), done: undone }) },
  }
  if (done) toast(done, takeBack)
  return true
}

export { counted, fill, sayDate, sayDayAndTime }
