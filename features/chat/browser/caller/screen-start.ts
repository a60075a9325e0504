import { ApiError } from '#platform/browser/api'
import { counted, fill } from '#platform/words'
import { feedback, h } from './dom.ts'
import type { CallerPage } from './page.ts'

/** Before anything has happened: what this is, who can read it, and one button. */
export function startScreen(page: CallerPage, problem: string): HTMLElement {
  const { config } = page.doors
  const say = page.words.start
  const told = feedback(problem)
  const start = h('button', { class: 'primary', onclick: () => void press() }, say.start)

  async function press(): Promise<void> {
    start.disabled = true
    told.busy(say.starting)
    await page
      .start(() => told.busy(say.slowing))
      .catch((error: unknown) => {
        told.fail(sentenceFor(page, error))
        start.disabled = false
      })
  }

  return h(
    'section',
    { class: 'stack' },
    h('h1', {}, say.title),
    h('p', { class: 'lead' }, say.noName),
    config.greeting !== '' && h('p', { class: 'written', dir: 'auto' }, config.greeting),
    h('p', { class: config.open && config.reachable > 0 ? 'now open' : 'now' }, h('strong', {}, nowSentence(page))),
    config.phoneOnly && h('p', {}, say.phoneOnly),
    config.open && h('div', { class: 'row' }, start),
    ...told.elements,
    h(
      'div',
      { class: 'row' },
      h('button', { class: config.open ? 'quiet' : 'primary', onclick: () => page.showMessage() }, say.leave),
      // Eight words open what is real: never below a sign that says practice.
      !config.practice && h('button', { class: 'quiet', onclick: () => page.showWordsBack() }, say.haveWords),
    ),
    h('p', { class: 'hint' }, config.practice ? say.whoPractice : say.who),
    h('p', { class: 'hint' }, say.sealed),
    !config.practice && h('p', {}, h('a', { href: config.paths.line }, say.back)),
  )
}

function nowSentence(page: CallerPage): string {
  const { config } = page.doors
  const say = page.words.start
  if (!config.open)
    return [say.closed, config.opensAt && fill(say.opens, { time: timeOf(config.opensAt, config.language) })]
      .filter(Boolean)
      .join(' ')
  return config.reachable > 0 ? counted(config.language, say.here, config.reachable) : say.nobody
}

const timeOf = (iso: string, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', hour: 'numeric', minute: '2-digit' }).format(new Date(iso))

/** What went wrong, in the page's words; the server's own sentence when it gave one. */
export function sentenceFor(page: CallerPage, error: unknown): string {
  const say = page.words.problem
  if (!(error instanceof ApiError)) return say.other
  if (error.code === 'offline') return say.offline
  if (error.code === 'closed') return say.closed
  return error.words || say.other
}
