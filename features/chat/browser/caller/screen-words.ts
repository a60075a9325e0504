import { ApiError } from '#platform/browser/api'
import { readTyped } from '#platform/envelope/eight-words'
import { EnvelopeError } from '#platform/envelope/errors'
import { fill } from '#platform/words'
import { feedback, field, focusOn, h } from './dom.ts'
import type { CallerPage } from './page.ts'
import { sentenceFor } from './screen-start.ts'

/** Coming back: eight words, typed as somebody remembers them. */
export function wordsBackScreen(page: CallerPage): HTMLElement {
  const say = page.words.words
  const typed = h('textarea', {
    id: 'words',
    rows: '3',
    autocapitalize: 'none',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const told = feedback()
  const meant = h('ul', { class: 'meant' })

  async function open(event: Event): Promise<void> {
    event.preventDefault()
    meant.replaceChildren()
    told.busy(say.opening)
    await page.comeBack(typed.value).catch(async (error: unknown) => {
      told.fail(wrongWords(page, error))
      if (error instanceof EnvelopeError) meant.replaceChildren(...(await offers(page, typed)))
    })
  }

  return h(
    'form',
    { class: 'stack', onsubmit: (event) => void open(event) },
    h('h1', {}, say.backTitle),
    field(say.label, typed, say.hint),
    ...told.elements,
    meant,
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary' }, say.open),
      h('button', { type: 'button', class: 'quiet', onclick: () => page.showStart() }, say.cancel),
    ),
  )
}

function wrongWords(page: CallerPage, error: unknown): string {
  const say = page.words.words
  if (error instanceof ApiError && error.status === 404) return say.wrong
  if (!(error instanceof EnvelopeError)) return sentenceFor(page, error)
  return error.code === 'words.count' ? say.count : say.check
}

/** For each word that is on no list, the nearest that is: found on this device, in either language, and written at a press. */
async function offers(page: CallerPage, typed: HTMLTextAreaElement): Promise<HTMLElement[]> {
  const say = page.words.words
  const { words } = await readTyped(typed.value, page.doors.config.language)
  return words.flatMap(({ typed: word, nearest }, at) => {
    if (nearest === null) return []
    const item = h(
      'li',
      {},
      fill(say.unknown, { word, nearest }),
      ' ',
      h('button', { type: 'button', onclick: () => take(nearest) }, fill(say.use, { nearest })),
    )
    const take = (chosen: string): void => {
      words[at] = { typed: chosen, nearest: null }
      typed.value = words.map((one) => one.typed).join(' ')
      item.remove()
      typed.focus()
    }
    return [item]
  })
}

/** The offer of a way back, before the first message. The words are made only when asked for, and shown once. */
export function wordsOffer(page: CallerPage, closed: (hasWords: boolean) => void): HTMLElement {
  const say = page.words.words
  const card = h('section', { class: 'card stack words', 'aria-labelledby': 'words-title' })
  const told = feedback()

  async function show(): Promise<void> {
    told.busy(say.making)
    await page.makeWords().then(
      (words) => showWords(page, card, { words, done: () => closed(true) }),
      (error: unknown) => told.fail(sentenceFor(page, error)),
    )
  }

  card.append(
    h('h2', { id: 'words-title' }, say.offer),
    h('p', {}, say.why),
    h(
      'div',
      { class: 'row' },
      h('button', { onclick: () => void show() }, say.show),
      h('button', { class: 'quiet', onclick: () => closed(false) }, say.noThanks),
    ),
    ...told.elements,
  )
  return card
}

function showWords(page: CallerPage, card: HTMLElement, { words, done }: { words: string[]; done: () => void }): void {
  const say = page.words.words
  const title = h('h2', { id: 'words-title' }, say.title)
  const list = h('ol', { class: 'eight', lang: page.doors.config.language }, ...words.map((word) => h('li', {}, word)))
  const button = h('button', { class: 'primary', onclick: done }, say.done)
  card.replaceChildren(title, h('p', {}, say.once), list, h('div', { class: 'row' }, button))
  focusOn(title)
}
