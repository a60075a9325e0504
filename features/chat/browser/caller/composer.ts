import { counted } from '#platform/words'
import { counterFrom, lengthOf, longestMessage, refuseText } from '../../rules.ts'
import { cleaned } from '../../cleaned.ts'
import { h, setText } from './dom.ts'
import type { CallerPage } from './page.ts'
import { endQuestion } from './screen-end.ts'
import type { CallerTalk } from './talk.ts'

export type Composer = { element: HTMLElement; focus: () => void; draw: () => void }

/** The place to write, with its counter near the end, and the way to end the chat. */
export function composerFor(page: CallerPage, talk: CallerTalk, below: HTMLElement): Composer {
  const text = h('textarea', { id: 'say', rows: '3', dir: 'auto', 'aria-describedby': 'say-count' })
  const count = h('p', { class: 'hint', id: 'say-count', role: 'status' })
  const draw = (): void => drawCount(page, count, lengthOf(text.value))
  const send = (event: Event): void => {
    event.preventDefault()
    const words = cleaned(text.value)
    if (refuseText(words)) return text.focus()
    talk.write(words)
    text.value = ''
    draw()
    text.focus()
  }
  const form: HTMLFormElement = composerForm(page, {
    text,
    count,
    send,
    askEnd: () => askEnd(page, { form, below, text }),
  })
  text.addEventListener('input', draw)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !finePointer()) return
    event.preventDefault()
    form.requestSubmit()
  })
  return { element: form, focus: () => text.focus(), draw }
}

type Parts = { text: HTMLTextAreaElement; count: HTMLElement; send: (event: Event) => void; askEnd: () => void }

function composerForm(page: CallerPage, { text, count, send, askEnd: end }: Parts): HTMLFormElement {
  const say = page.words.talk
  return h(
    'form',
    { class: 'stack', onsubmit: send },
    h('div', { class: 'field' }, h('label', { for: 'say' }, say.label), text),
    count,
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'primary' }, say.send),
      h('button', { type: 'button', class: 'quiet', onclick: end }, page.words.end.button),
      finePointer() && h('span', { class: 'hint' }, say.hintKeys),
    ),
  )
}

function drawCount(page: CallerPage, count: HTMLElement, length: number): void {
  const say = page.words.talk
  const over = length - longestMessage
  setText(
    count,
    length < counterFrom ? '' : counted(page.doors.config.language, over > 0 ? say.over : say.left, Math.abs(over)),
  )
  count.classList.toggle('error', over > 0)
}

/** Ending is asked in the place of the composer. */
function askEnd(
  page: CallerPage,
  { form, below, text }: { form: HTMLElement; below: HTMLElement; text: HTMLElement },
): void {
  const question = endQuestion(page, () => {
    question.remove()
    form.hidden = false
    text.focus()
  })
  form.hidden = true
  below.append(question)
  question.querySelector('button')?.focus()
}

/** Enter sends where there is a keyboard; on a phone it is a new line, and only the button sends. */
const finePointer = (): boolean => matchMedia('(pointer: fine)').matches
