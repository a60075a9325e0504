import { counted } from '#platform/words'
import { longestMessage, noCallback, refuseCallback, type Callback } from '../../rules.ts'
import { feedback, field, h } from './dom.ts'
import type { CallerPage } from './page.ts'
import { sentenceFor } from './screen-start.ts'
import type { CallerTalk } from './talk.ts'

/** A message for later: every field may stay empty, and nothing is safe until the caller says so. */
export function messageScreen(page: CallerPage, talk: CallerTalk | null): HTMLElement {
  const say = page.words.message
  const text = h('textarea', { id: 'text', rows: '6', dir: 'auto', maxlength: `${longestMessage}` })
  const reaching = reachFields(page)
  const safety = safetyFields(page, (safe) => (reaching.element.hidden = !safe))
  const told = feedback()
  const send = h('button', { class: 'primary' }, say.send)
  const fail = (sentence: string): void => {
    send.disabled = false
    told.fail(sentence)
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    const callback: Callback = { ...noCallback, ...reaching.read(), text: text.value, safe: safety.isSafe() }
    const problem = refuseCallback(callback)
    if (problem) return fail(say.problem[problem])
    send.disabled = true
    told.busy(say.sending)
    const slowing = (): void => told.busy(page.words.start.slowing)
    await page.leaveMessage(callback, slowing).catch((error: unknown) => fail(sentenceFor(page, error)))
  }

  return h(
    'form',
    { class: 'stack', onsubmit: (event) => void submit(event) },
    ...introduction(page),
    field(say.text, text),
    safety.element,
    reaching.element,
    h('div', { class: 'row' }, send, wayBack(page, talk)),
    ...told.elements,
  )
}

/** Being reached is off until the caller says that it is safe. */
function safetyFields(
  page: CallerPage,
  changed: (safe: boolean) => void,
): { element: HTMLElement; isSafe: () => boolean } {
  const say = page.words.message
  const safe = radios('safe', { no: say.notSafe, yes: say.isSafe })
  const isSafe = (): boolean => safe.value() === 'yes'
  const hint = h('p', { class: 'hint' }, say.safeHint)
  const element = h('fieldset', { class: 'stack' }, h('legend', {}, say.safeTitle), hint, ...safe.choices)
  element.addEventListener('change', () => changed(isSafe()))
  changed(false)
  return { element, isSafe }
}

function introduction(page: CallerPage): HTMLElement[] {
  const { language, callbackWithinHours } = page.doors.config
  const say = page.words.message
  return [
    h('h1', {}, say.title),
    h('p', { class: 'lead' }, page.words.start.noName),
    h('p', { class: 'hint' }, say.sealed),
    h('p', {}, counted(language, say.within, callbackWithinHours)),
  ]
}

const wayBack = (page: CallerPage, talk: CallerTalk | null): HTMLElement =>
  talk || page.doors.config.practice
    ? h('button', { type: 'button', class: 'quiet', onclick: () => page.showChat() }, page.words.message.back)
    : h('a', { class: 'button quiet', href: page.doors.config.paths.line }, page.words.start.back)

function reachFields(page: CallerPage): { element: HTMLElement; read: () => Partial<Callback> } {
  const say = page.words.message
  const way = radios('way', say.ways)
  const [reach, when, name, codeWord] = [
    lineOf('reach', 200),
    lineOf('when', 300),
    lineOf('name', 100),
    lineOf('codeWord', 100),
  ]
  const choices = Object.entries(say.otherChoices).map(([value, words]) => h('option', { value }, words))
  const others = h('select', { id: 'others' }, ...choices)
  const element = h(
    'fieldset',
    { class: 'stack' },
    h('legend', {}, say.howTitle),
    h('p', { class: 'hint' }, say.howHint),
    h('div', { class: 'row' }, ...way.choices),
    field(say.reach, reach),
    field(say.when, when),
    field(say.name, name),
    field(say.others, others),
    field(say.codeWord, codeWord),
  )
  const chosen = (): Partial<Callback> => ({
    way: way.value() as Callback['way'],
    others: others.value as Callback['others'],
  })
  const typed = (): Partial<Callback> => ({
    reach: reach.value,
    when: when.value,
    name: name.value,
    codeWord: codeWord.value,
  })
  return { element, read: () => ({ ...chosen(), ...typed() }) }
}

const lineOf = (id: string, longest: number): HTMLInputElement =>
  h('input', { id, maxlength: `${longest}`, autocomplete: 'off', dir: 'auto' })

/** Radio buttons of one question; the first is chosen to begin with. */
function radios(name: string, choices: Record<string, string>): { choices: HTMLElement[]; value: () => string } {
  const inputs = Object.keys(choices).map((value, index) =>
    h('input', { type: 'radio', name, value, checked: index === 0 }),
  )
  return {
    choices: inputs.map((input) => h('label', { class: 'choice' }, input, ` ${choices[input.value]}`)),
    value: () => inputs.find((input) => input.checked)?.value ?? '',
  }
}

export function keptScreen(page: CallerPage, callback: Callback): HTMLElement {
  const say = page.words.message
  return h(
    'section',
    { class: 'stack' },
    h('h1', {}, say.keptTitle),
    h('p', { class: 'notice good' }, say.kept),
    h('p', {}, callback.safe ? say.keptCall : say.keptNoCall),
    !page.doors.config.practice &&
      h('p', {}, h('a', { class: 'button', href: page.doors.config.paths.line }, page.words.start.back)),
  )
}
