import { ApiError, makeApi } from '#platform/browser/api'
import { isLanguage } from '#platform/words'
import type { HelpKept } from '../../wire.ts'

/**
 * The script of the page "I want to help". The form works without it, and then says so; with it what is written is sealed before
 * it is sent, never posted plainly, not even when sealing fails. It keeps nothing on the device. What seals comes when somebody
 * begins to write, so that looking at the page costs little.
 */
const form = document.querySelector<HTMLFormElement>('#help')
const kept = document.querySelector<HTMLTemplateElement>('#kept')
const page = document.querySelector<HTMLElement>('#page')

if (form && kept && page) {
  for (const one of page.querySelectorAll<HTMLElement>('[data-plain]')) one.hidden = true
  for (const one of page.querySelectorAll<HTMLElement>('[data-sealed]')) one.hidden = false
  form.addEventListener('focusin', () => void import('./send.ts').catch(() => {}), { once: true })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit(form, page, kept)
  })
}

async function submit(from: HTMLFormElement, on: HTMLElement, after: HTMLTemplateElement): Promise<void> {
  const button = from.querySelector('button')!
  const [wrong, said] = [from.querySelector<HTMLElement>('[role=alert]')!, from.querySelector('[role=status]')!]
  const { lang } = document.documentElement
  const language = isLanguage(lang) ? lang : 'en'
  const { busy = '', failed = '' } = from.dataset
  button.disabled = true
  wrong.hidden = true
  said.textContent = busy
  try {
    const { send } = await import('./send.ts')
    const words = await send(makeApi({ language: () => language, offline: () => failed }), new FormData(from))
    show(on, after, words)
  } catch (error) {
    // "Leave now" may have emptied the page meanwhile: then nothing is shown anywhere.
    said.textContent = ''
    wrong.textContent = (error instanceof ApiError && error.words) || failed
    wrong.hidden = false
    button.disabled = false
  }
}

/** In the place of the form; the reader is taken to its top. */
function show(on: HTMLElement, after: HTMLTemplateElement, { words }: HelpKept): void {
  const shown = document.importNode(after.content, true)
  const list = shown.querySelector('ol')!
  list.replaceChildren(...words.map((word) => Object.assign(document.createElement('li'), { textContent: word })))
  on.replaceChildren(shown)
  on.querySelector('h1')?.focus()
}
