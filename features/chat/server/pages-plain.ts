import { html } from 'hono/html'
import { counted, fill, type Language } from '#platform/words'
import { randomToken } from '#platform/ids'
import { assetUrl } from '#ui/assets.ts'
import type { Markup } from '#ui/page.ts'
import { callerWords } from '../caller-words.ts'
import { plainWords } from '../plain-words.ts'
import { longestMessage } from '../rules.ts'
import type { CallerConfig } from '../wire.ts'
import { inLanguage, type Line } from '#features/lines'
import { messageForm, type Filled } from './pages-form.ts'
import { shell, type Practised } from './shell.ts'
import { whoEnded } from './stream-drawn.ts'

/** Why a text that was sent came back; nothing of it was kept. */
export type Problem = keyof (typeof plainWords)['en']['problem']
export type Refused = { text: string; problem?: Problem }
export type PlainView = {
  line: Line
  language: Language
  config: CallerConfig
  demo: boolean
  dist: string
  /** The chat this page is about; null before there is one. A form says it: another tab may have begun another since. */
  of: string | null
  /** The chat of this page, or its link, is practice. */
  practice: Practised | null
}

/** Before anything has happened, without script: who is there, who sees the words, and one button. */
export function plainStart(
  { line, language, config }: Omit<PlainView, 'of'>,
  opens: string | null,
  refused?: Refused,
): Markup {
  const say = callerWords[language].start
  return html`${config.greeting && html`<p class="written" dir="auto">${config.greeting}</p>`}
    <p class="${config.open && config.reachable > 0 ? 'now open' : 'now'}">
      <strong>${nowSentence(language, config, opens)}</strong>
    </p>
    ${config.phoneOnly ? html`<p>${say.phoneOnly}</p>` : ''} ${police(line, language)}
    ${config.open ? startForm(language, config, refused) : refused ? returned(language, refused) : ''}`
}

/** Before the first word: what the line will and won't do, with every exception. */
function police(line: Line, language: Language): Markup | '' {
  const said = [line.policePolicy, line.policeExceptions].flatMap((texts) => inLanguage(texts, language) ?? [])
  if (said.length === 0) return ''
  return html`<details>
    <summary>${plainWords[language].police}</summary>
    ${said.map(({ text, lang }) => html`<p class="written" lang="${lang}">${text}</p>`)}
  </details>`
}

function startForm(language: Language, { paths, practice }: CallerConfig, refused?: Refused): Markup {
  const say = plainWords[language]
  return html`<div class="notice warn stack without-script">
      <p>${say.truth}</p>
      <p>${say.cookie}</p>
    </div>
    <form class="stack without-script" method="post" action="${paths.chat}">
      <input type="hidden" name="start" value="${randomToken()}" />
      ${practice ? html`<input type="hidden" name="practice" value="${practice}" />` : ''}
      ${refused?.problem ? html`<p class="notice alert" role="alert">${say.problem[refused.problem]}</p>` : ''}
      <div class="field">
        <label for="text">${say.first}</label>
        <textarea id="text" name="text" rows="3" maxlength="${longestMessage}" dir="auto" aria-describedby="text-hint">
${refused?.text ?? ''}</textarea>
        <p class="hint" id="text-hint">${say.firstHint}</p>
      </div>
      <button class="primary">${callerWords[language].start.start}</button>
      <p class="hint">${say.slow} ${callerWords[language].start[practice ? 'whoPractice' : 'who']}</p>
    </form>`
}

/** The line closed while somebody wrote: their words are not lost with it. */
const returned = (language: Language, { text }: Refused): Markup =>
  html`<p class="notice alert" role="alert">${callerWords[language].problem.closed}</p>
    ${text && html`<p class="written card" dir="auto">${text}</p>`}`

function nowSentence(language: Language, config: CallerConfig, opens: string | null): string {
  const say = callerWords[language].start
  if (!config.open) return [say.closed, opens && fill(say.opens, { time: opens })].filter(Boolean).join(' ')
  return config.reachable > 0 ? counted(language, say.here, config.reachable) : say.nobody
}

/** The open chat: what is said in one frame, the place to write in another, so that writing never reloads the first. */
export function talkPage({ line, language, config, demo, dist, practice }: PlainView): Markup {
  const say = plainWords[language]
  const { chat } = config.paths
  const body = html`<h1 class="small-title">${config.lineName}</h1>
    <p class="notice warn">${say.passing} ${config.phoneOnly ? callerWords[language].start.phoneOnly : ''}</p>
    <iframe class="talk-frame" name="talk" src="${chat}/stream" title="${say.frames.talk}"></iframe>
    <iframe class="write-frame" name="write" src="${chat}/write" title="${say.frames.write}"></iframe>
    <nav class="row" aria-label="${say.frames.more}">
      <a class="button" href="${chat}/stream?once=1" target="talk">${say.show}</a>
      <a class="button" href="${chat}/left">${say.message}</a>
      <a class="button" href="${chat}/words">${say.words.offer}</a>
      <a class="button" href="${chat}/end">${callerWords[language].end.button}</a>
    </nav>
    <p class="hint">${say.ownWay}</p>`
  return shell({ line, language, demo, dist, practice, part: 'chat', exit: `${chat}/gone` }, body)
}

const about = (of: string | null): Markup | '' =>
  of === null ? '' : html`<input type="hidden" name="of" value="${of}" />`

/** In its frame: the place to write. `id` makes a message that is sent twice one message. */
export function writeFrame(
  { language, config, dist, of }: PlainView,
  given: { id: string; kept?: boolean; refused?: Refused },
): Markup {
  const { id, kept, refused } = given
  const say = plainWords[language]
  const talk = callerWords[language].talk
  return framed(
    { language, dist },
    say.frames.write,
    html`<h1 class="visually-hidden">${say.frames.write}</h1>
      <form class="stack" method="post" action="${config.paths.chat}/write">
        <input type="hidden" name="id" value="${id}" />
        ${about(of)}
        <div class="field">
          <label for="say">${talk.label}</label>
          <textarea
            id="say"
            name="text"
            rows="3"
            maxlength="${longestMessage}"
            dir="auto"
            ${kept ? html`autofocus` : ''}
          >
${refused?.text ?? ''}</textarea>
        </div>
        <div class="row">
          <button class="primary">${talk.send}</button>
          ${kept ? html`<span class="hint" role="status">${say.kept}</span>` : ''}
        </div>
        ${refused?.problem ? html`<p class="notice alert" role="alert">${say.problem[refused.problem]}</p>` : ''}
      </form>`,
  )
}

/** In a frame, when this browser has no chat (any more). */
export const overFrame = (of: { language: Language; dist: string }, chat: string): Markup =>
  framed(
    of,
    plainWords[of.language].over.title,
    html`<h1 class="small-title">${plainWords[of.language].over.title}</h1>
      <p>${plainWords[of.language].over.text}</p>
      <p><a class="button" href="${chat}" target="_top">${plainWords[of.language].over.again}</a></p>`,
  )

const framed = ({ language, dist }: { language: Language; dist: string }, title: string, body: Markup): Markup =>
  html`<!doctype html>
    <html lang="${language}" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${assetUrl(dist, 'style') && html`<link rel="stylesheet" href="${assetUrl(dist, 'style')}" />`}
      </head>
      <body class="framed">
        <main class="stack">${body}</main>
      </body>
    </html>`

/** Ending is asked once more, because it cannot be taken back. */
export function endPage({ line, language, config, demo, dist, practice, of }: PlainView): Markup {
  const say = callerWords[language].end
  const { chat } = config.paths
  const body = html`<h1>${say.sure}</h1>
    <div class="row">
      <form method="post" action="${chat}/end">
        ${about(of)}
        <button class="primary" name="erase" value="no">${say.yes}</button>
      </form>
      <a class="button" href="${chat}">${say.no}</a>
    </div>
    ${eraseForm({ language, chat, of }, say.erase, practice !== null)}`
  return shell({ line, language, demo, dist, practice, part: 'chat', exit: `${chat}/gone` }, body)
}

/** `atOnce`: in practice, where nobody is on the way. */
const eraseForm = (
  { language, chat, of }: { language: Language; chat: string; of: string | null },
  words: string,
  atOnce: boolean,
): Markup =>
  html`<form class="stack" method="post" action="${chat}/end">
    ${about(of)}
    <p><button class="danger" name="erase" value="yes" aria-describedby="erase-hint">${words}</button></p>
    <p class="hint" id="erase-hint">${callerWords[language].end[atOnce ? 'eraseAllHint' : 'eraseHint']}</p>
  </form>`

/** After the end: who ended it, how long it is kept, and the way to have it erased sooner. */
export function endedPage(
  { line, language, config, demo, dist, practice, of }: PlainView,
  ending: string | null,
): Markup {
  const say = callerWords[language].end
  const { chat } = config.paths
  const body = html`<h1>${say.title}</h1>
    ${ending && html`<p>${whoEnded(language, ending)}</p>`}
    <p class="hint">${practice ? callerWords[language].practice : say.kept} ${plainWords[language].gone}</p>
    ${practice ? '' : html`<p><a class="button primary" href="${chat}?new=1">${say.again}</a></p>`}
    ${eraseForm({ language, chat, of }, practice ? say.eraseAll : say.eraseNow, practice !== null)}`
  return shell({ line, language, demo, dist, practice, part: 'chat', exit: `${chat}/gone` }, body)
}

/** Instead of waiting: the same form as always, sealed into the chat that is there. */
export function leftPage({ line, language, config, demo, dist, practice }: PlainView, filled?: Filled): Markup {
  const { chat } = config.paths
  const body = html`<h1>${plainWords[language].leftTitle}</h1>
    <div class="notice warn"><p>${plainWords[language].passing}</p></div>
    ${messageForm({ line, language, action: `${chat}/left`, ...(filled ? { filled } : {}) })}
    <p><a href="${chat}">${callerWords[language].message.back}</a></p>`
  return shell({ line, language, demo, dist, practice, part: 'chat', exit: `${chat}/gone` }, body)
}
