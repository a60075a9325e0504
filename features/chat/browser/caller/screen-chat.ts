import { counted } from '#platform/words'
import { counterFrom, lengthOf, longestMessage, refuseText } from '../../rules.ts'
import { cleaned } from '../cleaned.ts'
import { h, setText } from './dom.ts'
import { logView } from './log-view.ts'
import { nobodyCard } from './nobody.ts'
import type { CallerPage } from './page.ts'
import { endQuestion } from './screen-end.ts'
import { wordsOffer } from './screen-words.ts'
import { stateSentence } from './state.ts'
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
  const state = h('p', { role: 'status', class: 'state' })
  const hint = h('p', { class: 'hint' })
  const log = logView(page, talk)
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
  const screen: ChatScreen = {
    element: h('section', { class: 'chat stack' }, h('h1', { class: 'small-title' }, page.doors.config.lineName), state, hint, asides, log.element, below),
    ended: false,
    draw() {
      const said = stateSentence(page.words, page.doors.config.language, talk)
      setText(state, screen.ended ? '' : said.state)
      setText(hint, screen.ended ? '' : said.hint)
      state.classList.toggle('lost', talk.connection === 'waiting')
      nobody.draw(!screen.ended && (talk.waiting?.nobody ?? false) && talk.waiting?.state !== 'answered')
      log.draw()
      composer.draw()
      if (!document.hidden) talk.look()
    },
    finish(element) {
      offer.remove()
      below.replaceChildren(element)
    },
  }
  document.addEventListener('visibilitychange', () => !document.hidden && talk.look())
  return screen
}

type Composer = { element: HTMLElement; focus: () => void; draw: () => void }

function composerFor(page: CallerPage, talk: CallerTalk, below: HTMLElement): Composer {
  const say = page.words.talk
  const { language } = page.doors.config
  const text = h('textarea', { id: 'say', rows: '3', dir: 'auto', 'aria-describedby': 'say-count say-keys' })
  const count = h('p', { class: 'hint', id: 'say-count', role: 'status' })
  const form = h(
    'form',
    { class: 'stack', onsubmit: send },
    h('div', { class: 'field' }, h('label', { for: 'say' }, say.label), text),
    count,
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary' }, say.send),
      h('button', { type: 'button', class: 'quiet', onclick: askEnd }, page.words.end.button),
      finePointer() && h('span', { class: 'hint', id: 'say-keys' }, say.hintKeys),
    ),
  )

  function send(event: Event): void {
    event.preventDefault()
    const words = cleaned(text.value)
    if (refuseText(words)) return text.focus()
    talk.write(words)
    text.value = ''
    draw()
    text.focus()
  }

  function draw(): void {
    const length = lengthOf(text.value)
    const over = length - longestMessage
    const forms = over > 0 ? say.over : say.left
    setText(count, length < counterFrom ? '' : counted(language, forms, Math.abs(over)))
    count.classList.toggle('error', over > 0)
  }

  function askEnd(): void {
    const question = endQuestion(page, () => {
      question.remove()
      form.hidden = false
      text.focus()
    })
    form.hidden = true
    below.append(question)
    question.querySelector('button')?.focus()
  }

  text.addEventListener('input', draw)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !finePointer()) return
    event.preventDefault()
    form.requestSubmit()
  })
  return { element: form, focus: () => text.focus(), draw }
}

/** Enter sends where there is a keyboard; on a phone it is a new line, and only the button sends. */
const finePointer = (): boolean => matchMedia('(pointer: fine)').matches
