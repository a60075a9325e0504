import { html } from 'hono/html'
import { fill } from '#platform/words'
import type { Markup } from '#ui/page.ts'
import { memberOfSlot } from '#platform/envelope/records'
import { callerWords } from '../caller-words.ts'
import { plainWords } from '../plain-words.ts'
import type { PlainView } from './pages-plain.ts'
import { shell } from './shell.ts'
import { row, whoEnded, type Said } from './stream-drawn.ts'

/** `nearest`: all eight as they may have been meant, each word that is not ours replaced by the nearest that is. */
export type BackProblem = { problem: 'wrong' | 'count' | 'check'; nearest: string[] }

/** Coming back without script: the words as they were typed stay in the form. */
export function backPage(view: PlainView, given?: BackProblem & { typed: string }): Markup {
  const { language, config } = view
  const say = callerWords[language].words
  const { chat } = config.paths
  const meant = given && given.nearest.length > 0 ? given.nearest.join(' ') : null
  return shell(
    { ...view, part: 'chat' },
    html`<h1>${plainWords[language].words.lost}</h1>
      <form class="stack" method="post" action="${chat}/back">
        ${given ? html`<p class="notice alert" role="alert">${say[given.problem]}</p>` : ''}
        ${meant ? html`<p>${fill(plainWords[language].words.meant, { words: meant })}</p>` : ''}
        <div class="field">
          <label for="words">${say.label}</label>
          <textarea id="words" name="words" rows="3" autocomplete="off" autocapitalize="none" spellcheck="false">
${meant ?? given?.typed ?? ''}</textarea>
          <p class="hint">${say.hint} ${plainWords[language].words.lostHint}</p>
        </div>
        <div class="row">
          <button class="primary">${plainWords[language].words.open}</button>
          <a class="button" href="${chat}">${say.cancel}</a>
        </div>
      </form>`,
  )
}

/** The offer of a way back; then the words, which are shown once. */
export function offerPage(view: PlainView, words: string[] | null): Markup {
  const { language, config } = view
  const say = callerWords[language].words
  const { chat } = config.paths
  const body = words
    ? html`<h1>${plainWords[language].words.title}</h1>
        <p>${say.once}</p>
        <section class="words">
          <ol class="eight" lang="${language}">
            ${words.map((word) => html`<li>${word}</li>`)}
          </ol>
        </section>
        <p><a class="button primary" href="${chat}">${say.done}</a></p>`
    : html`<h1>${say.offer}</h1>
        <p>${say.why}</p>
        <p class="notice warn">${plainWords[language].passing}</p>
        <form class="row" method="post" action="${chat}/words">
          <button class="primary">${say.show}</button> <a class="button" href="${chat}">${say.noThanks}</a>
        </form>`
  return shell({ ...view, part: 'chat', exit: `${chat}/gone` }, body)
}

/** A conversation that has ended, with the reply that was left in it, and the way to erase it all. */
export function readPage(
  view: PlainView,
  given: { rows: Said[]; typed: string; timeZone: string; ending: string | null },
): Markup {
  const { language, config, dist } = view
  const say = callerWords[language].end
  const { chat } = config.paths
  const manner = { language, dist, timeZone: given.timeZone, chat, practice: view.practice !== null }
  const names = new Map<string, string>()
  const shown = given.rows.map((said) => {
    const member = memberOfSlot(said.slot)
    if (member && said.body && 'name' in said.body) names.set(member, said.body.name)
    return row(manner, said, names)
  })
  return shell(
    { ...view, part: 'chat' },
    html`<h1>${say.title}</h1>
      <p>${whoEnded(language, given.ending)}</p>
      <div class="grows">
        <ol aria-label="${callerWords[language].talk.log}">
          ${shown}
        </ol>
      </div>
      <p class="hint">${say.keptBack}</p>
      <form class="stack" method="post" action="${chat}/back">
        <input type="hidden" name="words" value="${given.typed}" />
        <p><button class="danger" name="erase" value="yes" aria-describedby="erase-hint">${say.eraseAll}</button></p>
        <p class="hint" id="erase-hint">${say.eraseAllHint}</p>
      </form>`,
  )
}

/** `now`: it is gone; else within the hour that is kept for somebody on the way. */
export function erasedPage(view: PlainView, now: boolean): Markup {
  const say = callerWords[view.language].end
  const body = html`<h1>${now ? say.goneTitle : say.erasedTitle}</h1>
    <p>${now ? say.gone : say.erased}</p>
    ${view.practice ? '' : html`<p><a class="button primary" href="${view.config.paths.chat}">${say.again}</a></p>`}`
  return shell({ ...view, part: 'chat' }, body)
}
