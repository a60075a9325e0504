import { ApiError } from '#platform/browser/api'
import { unknownWords } from '#platform/envelope/eight-words'
import { EnvelopeError } from '#platform/envelope/errors'
import { fill } from '#platform/words'
import { field, focusOn, h, setText } from './dom.ts'
import type { CallerPage } from './page.ts'
import { sentenceFor } from './screen-start.ts'

/** Coming back: eight words, typed as somebody remembers them. */
export function wordsBackScreen(page: CallerPage): HTMLElement {
  const say = page.words.words
  const typed = h('textarea', { id: 'words', rows: '3', autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false' })
  const wrong = h('p', { role: 'alert' })
  const said = h('p', { role: 'status', class: 'hint' })

  async function open(event: Event): Promise<void> {
    event.preventDefault()
    setText(wrong, '')
    wrong.className = ''
    setText(said, say.opening)
    await page.comeBack(typed.value).catch(async (error: unknown) => {
      setText(said, '')
      wrong.className = 'notice alert'
      setText(wrong, await wrongWords(page, typed.value, error))
    })
  }

  return h(
    'form',
    { class: 'stack', onsubmit: (event) => void open(event) },
    h('h1', {}, say.backTitle),
    field(say.label, typed, say.hint),
    wrong,
    said,
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary' }, say.open),
      h('button', { type: 'button', class: 'quiet', onclick: () => page.showStart() }, say.cancel),
    ),
  )
}

async function wrongWords(page: CallerPage, typed: string, error: unknown): Promise<string> {
  const say = page.words.words
  if (error instanceof ApiError && error.status === 404) return say.wrong
  if (!(error instanceof EnvelopeError)) return sentenceFor(page, error)
  if (error.code === 'words.count') return say.count
  const [unknown] = await unknownWords(typed, page.doors.config.language)
  return unknown ? fill(say.unknown, unknown) : say.wrong
}

/** The offer of a way back, before the first message. The words are made only when asked for, and shown once. */
export function wordsOffer(page: CallerPage, closed: (hasWords: boolean) => void): HTMLElement {
  const say = page.words.words
  const card = h('section', { class: 'card stack words', 'aria-labelledby': 'words-title' })
  const wrong = h('p', { role: 'alert' })

  async function show(): Promise<void> {
    setText(said, say.making)
    await page.makeWords().then(
      (words) => shown(words),
      (error: unknown) => {
        setText(said, '')
        wrong.className = 'notice alert'
        setText(wrong, sentenceFor(page, error))
      },
    )
  }

  function shown(words: string[]): void {
    const title = h('h2', { id: 'words-title' }, say.title)
    const list = h('ol', { class: 'eight', lang: page.doors.config.language }, ...words.map((word) => h('li', {}, word)))
    const done = h('button', { class: 'primary', onclick: () => closed(true) }, say.done)
    card.replaceChildren(title, h('p', {}, say.once), list, h('div', { class: 'row' }, done))
    focusOn(title)
  }

  const said = h('p', { role: 'status', class: 'hint' })
  card.append(
    h('h2', { id: 'words-title' }, say.offer),
    h('p', {}, say.why),
    h(
      'div',
      { class: 'row' },
      h('button', { onclick: () => void show() }, say.show),
      h('button', { class: 'quiet', onclick: () => closed(false) }, say.noThanks),
    ),
    said,
    wrong,
  )
  return card
}
