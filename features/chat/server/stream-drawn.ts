import { html } from 'hono/html'
import { memberOfSlot } from '#platform/envelope/records'
import { fill, type Language } from '#platform/words'
import { assetUrl } from '#ui/assets.ts'
import type { Markup } from '#ui/page.ts'
import type { WaitingView } from '#features/queue'
import type { TalkBody } from '../bodies.ts'
import { stateSentence } from '../caller-state.ts'
import { callerWords } from '../caller-words.ts'
import { plainWords } from '../plain-words.ts'
import type { CallerConfig } from '../wire.ts'

/** How this page says times and addresses. `chat`: the path of the chat's own page. */
export type Manner = {
  language: Language
  dist: string
  timeZone: string
  chat: string
  /** A new start would be a real one: none is offered. */
  practice: boolean
}
/** `elsewhere`: what else is open, once it is to be said. */
export type Sees = {
  waiting: WaitingView | null
  rows: readonly Said[]
  elsewhere: CallerConfig['elsewhere'] | null
}
export type Said = { seq: number; slot: string; body: TalkBody | null }

/**
 * The beginning of a page that grows. What comes later stands at its end: newer states hide older ones by the style sheet
 * alone, because nothing that was sent can be taken back. Browsers draw from about a kilobyte on, hence the padding.
 */
export function opening({ language, dist }: Manner): string {
  const style = assetUrl(dist, 'style')
  const title = plainWords[language].frames.talk
  // Left open on purpose, so not a template that is written as a whole. Nothing here comes from a person.
  return [
    `<!doctype html><html lang="${language}" dir="ltr"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="color-scheme" content="light dark"><title>${title}</title>`,
    style ? `<link rel="stylesheet" href="${style}">` : '',
    `</head><body class="grows"><!--${' '.repeat(1024)}--><main class="ends" tabindex="0"><div>`,
    `<h1 class="visually-hidden">${title}</h1>`,
    `<div role="log" aria-live="polite" aria-label="${callerWords[language].talk.log}"><ol>\n`,
  ].join('\n')
}

export const closing = '</ol></div></div></main></body></html>\n'
/** A sign of life, which also finds out who is gone. */
export const beat = '<!-- -->\n'

/** One row of the conversation, or nothing where there is nothing to show. `names`: as those who joined said them. */
export function row(manner: Manner, { slot, body }: Said, names: ReadonlyMap<string, string>): Markup | '' {
  const say = callerWords[manner.language].talk
  const member = memberOfSlot(slot)
  const name = (member && names.get(member)) ?? say.crew
  if (!body) return note(say.unreadable)
  if (body.k === 'joined') return note(fill(say.joined[body.as], { name: body.name }))
  if (body.k === 'gone') return note(fill(say.gone, { name: body.name }))
  if (body.k === 'bye') return note(fill(say.bye, { name }))
  if (body.k === 'callback') return note(say.messageKept)
  if (body.k !== 'text' && body.k !== 'reply') return ''
  const mine = member === null
  return html`<li class="said${mine ? ' mine' : ''}">
    <p class="by"><strong>${mine ? say.you : name}</strong> <time>${timeOf(manner, body.at)}</time></p>
    <p class="written" dir="auto">${body.text}</p>
    ${mine ? html`<p class="reached hint">${say.kept}</p>` : ''}
  </li> `
}

/** Everything of mine above this was seen. */
export const seenMark = ({ language }: Manner): Markup =>
  html`<li class="note seen">${plainWords[language].seenAll}</li> `

/** What is happening now, and, after three minutes with nobody, what else can be done. */
export function now(manner: Manner, at: Date, sees: Sees): Markup | '' {
  const { language } = manner
  const { state, hint } = stateSentence(callerWords[language], language, {
    connection: 'open',
    waiting: sees.waiting,
    log: { rows: sees.rows },
  })
  if (state === '') return ''
  return html`<li class="now">
    <p class="state">
      <time class="small">${fill(plainWords[language].at, { time: timeOf(manner, at.getTime()) })}</time>
      <strong>${state}</strong>
    </p>
    ${hint ? html`<p class="hint">${hint}</p>` : ''}${nobodyCame(sees.waiting) ? nobodyCard(manner, sees.elsewhere ?? []) : ''}
  </li> `
}

/** After three minutes of waiting with nobody. */
export const nobodyCame = (waiting: WaitingView | null): boolean =>
  waiting?.nobody === true && ['waiting', 'handover'].includes(waiting.state)

function nobodyCard({ language, chat }: Manner, elsewhere: CallerConfig['elsewhere']): Markup {
  const say = callerWords[language].nobody
  return html`<div class="card stack">
    <h2>${say.title}</h2>
    <p>${say.text}</p>
    <p><a class="button primary" href="${chat}/left" target="_top">${say.message}</a></p>
    ${elsewhere.length > 0 ? elsewhereList(elsewhere, language) : ''}
  </div>`
}

export const elsewhereList = (elsewhere: CallerConfig['elsewhere'], language: Language): Markup =>
  html`<h3>${callerWords[language].nobody.else}</h3>
    <ul class="others">
      ${elsewhere.map(
        ({ name, link, reach, police, note: more }) =>
          html`<li>
            <strong>${name}</strong> <a href="${link}" rel="noreferrer noopener" target="_blank">${reach}</a>
            <span class="badge"
              >${callerWords[language].police[police as keyof (typeof callerWords)['en']['police']]}</span
            >
            ${more ? html`<p class="hint">${more}</p>` : ''}
          </li>`,
      )}
    </ul>`

/** What stands below the conversation once it is over. */
export const ended = (manner: Manner, ending: string | null): Markup =>
  html`<li class="now over">
    <h2>${callerWords[manner.language].end.title}</h2>
    <p>${whoEnded(manner.language, ending)} ${plainWords[manner.language].emptied}</p>
    ${
      manner.practice
        ? ''
        : html`<p>
            <a class="button" href="${manner.chat}" target="_top">${callerWords[manner.language].end.again}</a>
          </p>`
    }
  </li> `

export function whoEnded(language: Language, ending: string | null): string {
  const say = callerWords[language].end
  if (ending === 'blocked' || ending === 'left' || ending === 'caller') return say[ending]
  return say.crew
}

const note = (sentence: string): Markup => html`<li class="note">${sentence}</li> `

const clocks = new Map<string, Intl.DateTimeFormat>()

function timeOf({ language, timeZone }: Manner, at: number): string {
  const name = `${language} ${timeZone}`
  const how = { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone } as const
  const clock = clocks.get(name) ?? new Intl.DateTimeFormat(language, how)
  clocks.set(name, clock)
  return clock.format(new Date(at))
}
