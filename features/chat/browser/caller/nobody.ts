import { h } from './dom.ts'
import type { CallerPage } from './page.ts'

/** Three minutes and nobody: said plainly, with everything else that can be done. Asking goes on meanwhile. */
export function nobodyCard(page: CallerPage): { element: HTMLElement; draw: (shown: boolean) => void } {
  const say = page.words.nobody
  let waited = false
  const element = h(
    'section',
    { class: 'card stack', hidden: true, 'aria-label': say.title, 'aria-live': 'polite' },
    h('h2', {}, say.title),
    h('p', {}, say.text),
    h(
      'div',
      { class: 'row' },
      h('button', { onclick: keepWaiting }, say.wait),
      h('button', { class: 'primary', onclick: () => page.showMessage() }, say.message),
    ),
    elsewhere(page),
  )

  function keepWaiting(): void {
    waited = true
    element.hidden = true
  }

  return {
    element,
    draw(shown) {
      element.hidden = !shown || waited
    },
  }
}

function elsewhere(page: CallerPage): HTMLElement {
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
    'div',
    { class: 'stack', hidden: others.length === 0 },
    h('h3', {}, nobody.else),
    h('ul', { class: 'others' }, ...others),
  )
}
