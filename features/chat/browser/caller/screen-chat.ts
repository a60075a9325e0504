import { composerFor } from './composer.ts'
import { h, setText } from './dom.ts'
import { LogView } from './log-view.ts'
import { nobodyCard } from './nobody.ts'
import type { CallerPage } from './page.ts'
import { wordsOffer } from './screen-words.ts'
import { stateSentence } from '../../caller-state.ts'
import type { CallerTalk } from './talk.ts'

export type ChatScreen = {
  element: HTMLElement
  ended: boolean
  draw: () => void
  /** Takes the composer away and puts this below the conversation. */
  finish: (element: HTMLElement) => void
}

/** The conversation: what is happening, what was said, and a place to write. */
export function chatScreen(page: CallerPage, talk: CallerTalk): ChatScreen {
  const sign = h('p', { class: 'notice warn', hidden: true })
  const state = h('p', { role: 'status', class: 'state' })
  const hint = h('p', { class: 'hint' })
  const log = new LogView(page, talk)
  const asides = h('div', { class: 'stack' })
  const below = h('div', { class: 'stack composer' })
  const nobody = nobodyCard(page)
  const offer = wordsOffer(page, (hasWords) => {
    talk.hasWords = hasWords
    offer.replaceWith(h('p', { class: 'hint' }, hasWords ? page.words.words.saved : page.words.words.without))
    composer.focus()
  })
  const composer = composerFor(page, talk, below)
  if (!talk.hasWords && talk.log.rows.length === 0) asides.append(offer)
  asides.append(nobody.element)
  below.append(composer.element)
  const title = h('h1', { class: 'small-title' }, page.doors.config.lineName)
  const draw = (): void => {
    const said = screen.ended ? { state: '', hint: '' } : stateSentence(page.words, page.doors.config.language, talk)
    sayPractice(page, talk, sign)
    setText(state, said.state)
    setText(hint, said.hint)
    state.classList.toggle('lost', talk.connection === 'waiting')
    nobody.draw(talk, screen.ended)
    log.draw()
    // Once somebody writes, the offer keeps its buttons and gives its place to what is said.
    offer.classList.toggle('short', !log.element.hidden)
    composer.draw()
    if (!document.hidden) talk.look()
  }
  const finish = (element: HTMLElement): void => {
    offer.remove()
    below.replaceChildren(element)
  }
  const element = h('section', { class: 'chat stack' }, title, sign, state, hint, asides, log.element, below)
  const screen: ChatScreen = { element, ended: false, draw, finish }
  document.addEventListener('visibilitychange', () => !document.hidden && talk.look())
  return screen
}

/** Come back with eight words to what was begun by a practice's link: the page itself does not say so. */
function sayPractice({ doors, words }: CallerPage, { view }: CallerTalk, sign: HTMLElement): void {
  if (!view?.practice || doors.config.practice) return
  sign.hidden = false
  setText(sign, words.practice)
}
