import { fill } from '#platform/words'
import type { TalkBody } from '../../bodies.ts'
import { readTalk } from '../../bodies.ts'
import { isCaller, memberOf, reachedOf, reachedPending, type Reached, type Row } from '../log.ts'
import type { Pending } from '../outbox.ts'
import { h, setText } from './dom.ts'
import type { CallerPage } from './page.ts'
import type { CallerTalk } from './talk.ts'

type Shown = { element: HTMLElement; state: HTMLElement | null }

/** The conversation on the screen. Each message is made once; only its state changes, so a voice reads it once. */
export function logView(page: CallerPage, talk: CallerTalk): { element: HTMLElement; draw: () => void } {
  const list = h('ol')
  const frame = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': page.words.talk.log, tabindex: '0' }, list)
  const shown = new Map<string, Shown>()

  function draw(): void {
    const atEnd = frame.scrollHeight - frame.scrollTop - frame.clientHeight < 60
    const names = new Map<string, string>()
    for (const row of talk.log.rows) drawRow(row, names)
    for (const pending of talk.outbox.pending) drawPending(pending)
    frame.hidden = list.childElementCount === 0
    if (atEnd) frame.scrollTop = frame.scrollHeight
  }

  function drawRow(row: Row<TalkBody>, names: Map<string, string>): void {
    const member = memberOf(row.slot)
    if (member && row.body && 'name' in row.body) names.set(member, row.body.name)
    const made = shown.get(row.id) ?? make(row.id, rowView(page, row, names))
    if (!made) return
    const before = list.children[positionOf(row)]
    if (before !== made.element) list.insertBefore(made.element, before ?? null)
    const reached = row.seq && isCaller(row.slot) && row.body?.k === 'text' ? reachedOf(row, talk.view?.seen ?? 0) : null
    if (made.state) setText(made.state, reached ? page.words.talk[reached] : '')
  }

  /** Where a row stands: after every shown row before it. */
  function positionOf(row: Row<TalkBody>): number {
    return talk.log.rows.filter((other) => other.seq < row.seq && shown.has(other.id)).length
  }

  function drawPending(pending: Pending): void {
    const body = readTalk(pending.body)
    const made = shown.get(pending.id) ?? make(pending.id, body && bodyView(page, body, { mine: true, name: '' }))
    if (!made) return
    if (!made.element.isConnected) list.append(made.element)
    if (made.state) setText(made.state, page.words.talk[reachedPending(pending) satisfies Reached])
  }

  function make(id: string, element: HTMLElement | null): Shown | null {
    if (!element) return null
    const made = { element, state: element.querySelector<HTMLElement>('.reached') }
    shown.set(id, made)
    return made
  }

  return { element: frame, draw }
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
  if (body.k !== 'text') return null
  return h(
    'li',
    { class: by.mine ? 'said mine' : 'said' },
    h('p', { class: 'by' }, h('strong', {}, by.mine ? say.you : by.name), ' ', h('time', {}, timeOf(page, body.at))),
    h('p', { class: 'written', dir: 'auto' }, body.text),
    by.mine && h('p', { class: 'reached hint' }),
  )
}

const note = (sentence: string): HTMLElement => h('li', { class: 'note' }, sentence)

const timeOf = (page: CallerPage, at: number): string =>
  new Intl.DateTimeFormat(page.doors.config.language, { hour: 'numeric', minute: '2-digit' }).format(new Date(at))
