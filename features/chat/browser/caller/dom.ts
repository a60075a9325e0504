type Child = Node | string | false | null | undefined
type Attributes = Record<string, string | boolean | ((event: Event) => void)>

/** An element with attributes, listeners (`onclick`) and children. Text is always text: nothing is ever parsed as HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false) element.setAttribute(name, value)
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== false && child !== null && child !== undefined),
  )
  return element
}

/** Writes only what differs, so that a screen reader is not told the same thing again. */
export function setText(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words
}

/** A labelled field. */
export function field(
  label: string,
  control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement,
  hint?: string,
): HTMLElement {
  const hintId = `${control.id}-hint`
  if (hint) control.setAttribute('aria-describedby', hintId)
  return h(
    'div',
    { class: 'field' },
    h('label', { for: control.id }, label),
    control,
    hint && h('p', { class: 'hint', id: hintId }, hint),
  )
}

/** Takes the reader to the top of what is new. */
export function focusOn(element: HTMLElement): void {
  element.tabIndex = -1
  element.focus()
}

export type Feedback = {
  elements: HTMLElement[]
  busy: (words: string) => void
  fail: (words: string) => void
  clear: () => void
}

/** What a form says while it works, and what went wrong. Both are told to screen readers. */
export function feedback(problem = ''): Feedback {
  const said = h('p', { role: 'status', class: 'hint' })
  const wrong = h('p', { role: 'alert' })
  const say = (busy: string, failed: string): void => {
    setText(said, busy)
    wrong.className = failed === '' ? '' : 'notice alert'
    setText(wrong, failed)
  }
  say('', problem)
  return {
    elements: [wrong, said],
    busy: (words) => say(words, ''),
    fail: (words) => say('', words),
    clear: () => say('', ''),
  }
}
