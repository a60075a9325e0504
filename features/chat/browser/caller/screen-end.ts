import { saveSaid } from './copy.ts'
import { h, setText } from './dom.ts'
import type { CallerPage } from './page.ts'
import { sentenceFor } from './screen-start.ts'
import type { CallerTalk } from './talk.ts'

/** Ending is asked once more, in place, because it cannot be taken back. */
export function endQuestion(page: CallerPage, closed: () => void): HTMLElement {
  const say = page.words.end
  const wrong = h('p', { role: 'alert' })
  const end = (erase: boolean): void =>
    void page.end(erase).catch((error: unknown) => {
      wrong.className = 'notice alert'
      setText(wrong, sentenceFor(page, error))
    })
  return h(
    'section',
    { class: 'card stack', 'aria-label': say.button },
    h('h2', {}, say.sure),
    wrong,
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary', onclick: () => end(false) }, say.yes),
      h('button', { onclick: closed }, say.no),
    ),
    h('p', {}, h('button', { class: 'danger', 'aria-describedby': 'erase-hint', onclick: () => end(true) }, say.erase)),
    // In practice nobody is on the way.
    h('p', { class: 'hint', id: 'erase-hint' }, page.doors.config.practice ? say.eraseAllHint : say.eraseHint),
  )
}

/** What stands below the conversation once it is over. */
export function endScreen(page: CallerPage, talk: CallerTalk): HTMLElement {
  const say = page.words.end
  const who = whoEnded(page, talk)
  const isPractice = talk.view?.practice ?? false
  const now = talk.cameBack || isPractice
  const wrong = h('p', { role: 'alert' })
  const erase = (): void =>
    void page.end(true, now).catch((error: unknown) => {
      wrong.className = 'notice alert'
      setText(wrong, sentenceFor(page, error))
    })
  return h(
    'section',
    { class: 'card stack' },
    h('h2', {}, say.title),
    h('p', {}, who),
    h('p', { class: 'hint' }, isPractice ? page.words.practice : keptSaid(page, talk)),
    h(
      'div',
      { class: 'row' },
      ...again(page),
      h(
        'button',
        { class: now ? 'danger' : 'quiet', 'aria-describedby': 'erase-hint', onclick: erase },
        now ? say.eraseAll : say.eraseNow,
      ),
    ),
    h('p', { class: 'hint', id: 'erase-hint' }, now ? say.eraseAllHint : say.eraseHint),
    wrong,
    ...copying(page, talk),
  )
}

const keptSaid = ({ words }: CallerPage, talk: CallerTalk): string =>
  leftMessage(talk) ? words.message.kept : talk.cameBack ? words.end.keptBack : words.end.kept

/** The link of a practice opens one chat. */
const again = (page: CallerPage): HTMLElement[] =>
  page.doors.config.practice
    ? []
    : [h('button', { class: 'primary', onclick: () => page.again() }, page.words.end.again)]

/** Theirs to take, when anything was said; with what that means on a device that others may hold. Of practice no file is made. */
function copying(page: CallerPage, talk: CallerTalk): HTMLElement[] {
  const { rows } = talk.log
  if (talk.view?.practice || !rows.some(({ body }) => body && 'text' in body)) return []
  const { language, lineName } = page.doors.config
  const save = (): void => saveSaid({ rows, words: page.words, language, lineName })
  return [
    h('p', {}, h('button', { class: 'quiet', 'aria-describedby': 'copy-hint', onclick: save }, page.words.end.copy)),
    h('p', { class: 'hint', id: 'copy-hint' }, page.words.end.copyHint),
  ]
}

/** A message left outlives its chat. */
const leftMessage = (talk: CallerTalk): boolean =>
  talk.view?.ending !== 'blocked' && talk.log.rows.some(({ body }) => body?.k === 'callback')

/** A page that slept for long comes back to a chat that ended without it: that is not "you ended it". */
function whoEnded(page: CallerPage, talk: CallerTalk): string {
  const say = page.words.end
  const ending = talk.view?.ending
  if (ending === 'blocked') return say.blocked
  if (ending === 'left' && !talk.endedHere) return say.left
  return ending === 'caller' || ending === 'left' ? say.caller : say.crew
}

export function erasedScreen(page: CallerPage, now: boolean): HTMLElement {
  const say = page.words.end
  return h(
    'section',
    { class: 'stack' },
    h('h1', {}, now ? say.goneTitle : say.erasedTitle),
    h('p', {}, now ? say.gone : say.erased),
    h('div', { class: 'row' }, ...again(page)),
  )
}
