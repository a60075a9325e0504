import { h } from './dom.ts'
import type { CallerPage } from './page.ts'
import type { CallerTalk } from './talk.ts'

/**
 * What else can be done while nobody is there yet: quietly at any moment of waiting, and said aloud after three minutes
 * with nobody. "Keep waiting" only makes it quiet again, and only for this wait. Asking goes on meanwhile.
 */
export function nobodyCard(page: CallerPage): {
  element: HTMLElement
  draw: (talk: CallerTalk, ended: boolean) => void
} {
  const say = page.words.nobody
  let waited = false
  const title = h('h2', {}, say.title)
  const text = h('p', {}, say.text)
  const wait = h('button', { onclick: keepWaiting }, say.wait)
  const leave = h('button', { onclick: () => page.showMessage() }, say.message)
  const told = h('div', { class: 'stack', 'aria-live': 'polite' })
  const others = elsewhere(page)
  const element = h('section', { class: 'stack', hidden: true }, told, h('div', { class: 'row' }, wait, leave), others)

  function keepWaiting(): void {
    waited = true
    loud(false)
    leave.focus()
  }

  function loud(isLoud: boolean): void {
    if (wait.hidden === !isLoud) return
    wait.hidden = !isLoud
    told.replaceChildren(...(isLoud ? [title, text] : []))
    others.open = isLoud
    element.classList.toggle('card', isLoud)
    leave.className = isLoud ? 'primary' : 'quiet'
  }

  loud(false)
  return {
    element,
    draw({ waiting }, ended) {
      const waits = waiting?.state === 'waiting' || waiting?.state === 'handover'
      const nobody = waits && waiting.nobody
      // The next hand-over is another wait: what was put aside in this one counts no more.
      if (!nobody) waited = false
      element.hidden = ended || !waits
      loud(nobody && !waited)
    },
  }
}

function elsewhere(page: CallerPage): HTMLDetailsElement {
  const { police, nobody } = page.words
  const others = page.doors.config.elsewhere.map((place) =>
    h(
      'li',
      {},
      h('strong', {}, place.name),
      ' ',
      h('a', { href: place.link, rel: 'noreferrer', target: '_blank' }, place.reach),
      ' ',
      h('span', { class: 'badge' }, police[place.police as keyof typeof police]),
      place.note !== '' && h('p', { class: 'hint' }, place.note),
    ),
  )
  return h(
    'details',
    { hidden: others.length === 0 },
    h('summary', {}, nobody.else),
    h('ul', { class: 'others' }, ...others),
  )
}
