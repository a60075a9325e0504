import { counted } from '#platform/words'
import { longestMessage, noCallback, refuseCallback, type Callback } from '../../rules.ts'
import { field, h, setText } from './dom.ts'
import type { CallerPage } from './page.ts'
import { sentenceFor } from './screen-start.ts'
import type { CallerTalk } from './talk.ts'

type Choice = readonly [value: string, words: string]

/** A message for later: every field may stay empty, and nothing is safe until the caller says so. */
export function messageScreen(page: CallerPage, talk: CallerTalk | null): HTMLElement {
  const { config } = page.doors
  const say = page.words.message
  const text = h('textarea', { id: 'text', rows: '6', dir: 'auto', maxlength: `${longestMessage}` })
  const safe = radios('safe', [['no', say.notSafe], ['yes', say.isSafe]], 'no')
  const reaching = reachFields(page)
  reaching.element.hidden = true
  for (const choice of safe.choices) choice.addEventListener('change', () => (reaching.element.hidden = safe.value() !== 'yes'))
  const wrong = h('p', { role: 'alert' })
  const said = h('p', { role: 'status', class: 'hint' })
  const send = h('button', { class: 'primary' }, say.send)

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    const callback: Callback = { ...noCallback, ...reaching.read(), text: text.value, safe: safe.value() === 'yes' }
    const problem = refuseCallback(callback)
    if (problem) return show(say.problem[problem])
    send.disabled = true
    setText(said, say.sending)
    await page.leaveMessage(callback, () => setText(said, page.words.start.slowing)).catch((error: unknown) => show(sentenceFor(page, error)))
  }

  function show(sentence: string): void {
    send.disabled = false
    setText(said, '')
    wrong.className = 'notice alert'
    setText(wrong, sentence)
  }

  const back = talk
    ? h('button', { type: 'button', class: 'quiet', onclick: () => page.showChat() }, say.back)
    : h('a', { class: 'button quiet', href: config.paths.line }, page.words.start.back)
  return h(
    'form',
    { class: 'stack', onsubmit: (event) => void submit(event) },
    h('h1', {}, say.title),
    h('p', { class: 'lead' }, page.words.start.noName),
    h('p', { class: 'hint' }, say.sealed),
    h('p', {}, counted(config.language, say.within, config.callbackWithinHours)),
    field(say.text, text),
    h('fieldset', { class: 'stack' }, h('legend', {}, say.safeTitle), h('p', { class: 'hint' }, say.safeHint), ...safe.choices),
    reaching.element,
    wrong,
    h('div', { class: 'row' }, send, back),
    said,
  )
}

function reachFields(page: CallerPage): { element: HTMLElement; read: () => Partial<Callback> } {
  const say = page.words.message
  const { call, text, other } = say.ways
  const way = radios('way', [['call', call], ['text', text], ['other', other]], 'call')
  const line = (id: string, longest: number): HTMLInputElement => h('input', { id, maxlength: `${longest}`, autocomplete: 'off', dir: 'auto' })
  const [reach, when, name, codeWord] = [line('reach', 200), line('when', 300), line('name', 100), line('codeWord', 100)]
  const others = h('select', { id: 'others' }, ...Object.entries(say.otherChoices).map(([value, words]) => h('option', { value }, words)))
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
  const read = (): Partial<Callback> => ({
    way: way.value() as Callback['way'],
    others: others.value as Callback['others'],
    ...{ reach: reach.value, when: when.value, name: name.value, codeWord: codeWord.value },
  })
  return { element, read }
}

function radios(name: string, choices: readonly Choice[], chosen: string): { choices: HTMLElement[]; value: () => string } {
  const inputs = choices.map(([value]) => h('input', { type: 'radio', name, value, checked: value === chosen }))
  return {
    choices: inputs.map((input, index) => h('label', { class: 'choice' }, input, ` ${choices[index]![1]}`)),
    value: () => inputs.find((input) => input.checked)?.value ?? chosen,
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
    h('p', {}, h('a', { class: 'button', href: page.doors.config.paths.line }, page.words.start.back)),
  )
}
