import { fill } from '#platform/words'
import type { TalkBody } from '../../bodies.ts'
import { readTalk } from '../../bodies.ts'
import { isCaller, memberOf, reachedOf, reachedPending, type Row } from '../log.ts'
import type { Pending } from '../outbox.ts'
import { h, setText } from './dom.ts'
import type { CallerPage } from './page.ts'
import type { CallerTalk } from './talk.ts'

type Shown = { element: HTMLElement; state: HTMLElement | null }

/** The conversation on the screen. Each message is made once; only its state changes, so a voice reads it once. */
export class LogView {
  readonly element: HTMLElement
  #list = h('ol')
  #shown = new Map<string, Shown>()
  #page: CallerPage
  #talk: CallerTalk

  constructor(page: CallerPage, talk: CallerTalk) {
    this.#page = page
    this.#talk = talk
    const label = page.words.talk.log
    this.element = h(
      'div',
      { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': label, tabindex: '0' },
      this.#list,
    )
  }

  draw(): void {
    const { element } = this
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 60
    const names = new Map<string, string>()
    for (const row of this.#talk.log.rows) this.#drawRow(row, names)
    for (const pending of this.#talk.outbox.pending) this.#drawPending(pending)
    element.hidden = this.#list.childElementCount === 0
    if (atEnd) element.scrollTop = element.scrollHeight
  }

  #drawRow(row: Row<TalkBody>, names: Map<string, string>): void {
    const member = memberOf(row.slot)
    if (member && row.body && 'name' in row.body) names.set(member, row.body.name)
    const made = this.#shown.get(row.id) ?? this.#make(row.id, rowView(this.#page, row, names))
    if (!made) return
    const before = this.#list.children[this.#positionOf(row)]
    if (before !== made.element) this.#list.insertBefore(made.element, before ?? null)
    const isMine = isCaller(row.slot) && row.body?.k === 'text'
    if (made.state) setText(made.state, isMine ? this.#page.words.talk[reachedOf(row, this.#talk.view?.seen ?? 0)] : '')
  }

  /** Where a row stands: after every shown row before it. */
  #positionOf(row: Row<TalkBody>): number {
    return this.#talk.log.rows.filter((other) => other.seq < row.seq && this.#shown.has(other.id)).length
  }

  #drawPending(pending: Pending): void {
    const known = this.#shown.get(pending.id)
    const body = known ? null : readTalk(pending.body)
    const made = known ?? this.#make(pending.id, body && bodyView(this.#page, body, { mine: true, name: '' }))
    if (!made) return
    if (!made.element.isConnected) this.#list.append(made.element)
    if (made.state) setText(made.state, this.#page.words.talk[reachedPending(pending)])
  }

  #make(id: string, element: HTMLElement | null): Shown | null {
    if (!element) return null
    const made = { element, state: element.querySelector<HTMLElement>('.reached') }
    this.#shown.set(id, made)
    return made
  }
}

function rowView(page: CallerPage, { slot, body }: Row<TalkBody>, names: Map<string, string>): HTMLElement | null {
  if (!body) return note(page.words.talk.unreadable)
  const member = memberOf(slot)
  const name = (member && names.get(member)) ?? page.words.talk.crew
  return bodyView(page, body, { mine: isCaller(slot), name })
}

function bodyView(page: CallerPage, body: TalkBody, by: { mine: boolean; name: string }): HTMLElement | null {
  const say = page.words.talk
  if (body.k === 'joined') return note(fill(say.joined[body.as], { name: body.name }))
  if (body.k === 'gone') return note(fill(say.gone, { name: body.name }))
  if (body.k === 'bye') return note(fill(say.bye, { name: by.name }))
  if (body.k === 'callback') return note(say.messageKept)
  if (body.k !== 'text' && body.k !== 'reply') return null
  return h(
    'li',
    { class: by.mine ? 'said mine' : 'said' },
    h('p', { class: 'by' }, h('strong', {}, by.mine ? say.you : by.name), ' ', h('time', {}, timeOf(page, body.at))),
    body.k === 'reply' && h('p', { class: 'hint' }, say.reply),
    h('p', { class: 'written', dir: 'auto' }, body.text),
    by.mine && h('p', { class: 'reached hint' }),
  )
}

const note = (sentence: string): HTMLElement => h('li', { class: 'note' }, sentence)

/** With the day, where it was not today. */
function timeOf(page: CallerPage, at: number): string {
  const isToday = new Date(at).toDateString() === new Date(page.doors.now()).toDateString()
  const day = isToday ? {} : ({ weekday: 'short', day: 'numeric', month: 'short' } as const)
  const how = { ...day, hour: 'numeric', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(page.doors.config.language, how).format(new Date(at))
}
