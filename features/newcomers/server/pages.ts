import { html } from 'hono/html'
import { choose, fill, type Language } from '#platform/words'
import { assetUrl } from '#ui/assets.ts'
import { page, type Markup } from '#ui/page.ts'
import { longest, type Application, type Field, type FormProblem } from '../rules.ts'
import { words } from '../words.ts'
import type { EraseProblem } from './arrive.ts'

export type View = { language: Language; demo: boolean; dist: string; exit: string }
/** What a form is filled with when it comes back. Nothing of it was kept. */
export type Filled = { id: string; application?: Application; problem?: FormProblem | 'full' | 'gone' }

const path = (language: Language): string => `/${language}/help-us`
const say = (view: View) => choose(view.language, words).form
const shell = (view: View, body: Markup, script = false): Markup =>
  page({ ...view, path, body, scripts: script ? [assetUrl(view.dist, 'help')] : [] })

/**
 * The form. What it says about who sees the words is true for a page without script; the script, once it is there, says its own
 * and seals. Until then, and without it, the form is posted plainly.
 */
export function formPage(view: View, filled: Filled): Markup {
  const { language } = view
  const told = say(view)
  const { problem } = filled
  return shell(
    view,
    html`<h1>${told.title}</h1>
      <p class="lead">${told.lead}</p>
      <p>${told.next}</p>
      <p class="notice warn" data-plain>${told.plain}</p>
      <p class="notice good" data-sealed hidden>${told.sealed}</p>
      <form
        id="help"
        class="stack"
        method="post"
        action="${path(language)}"
        data-busy="${told.busy}"
        data-failed="${told.failed}"
      >
        <p class="notice alert" role="alert" ${problem ? '' : html`hidden`}>${problem ? told.problem[problem] : ''}</p>
        <input type="hidden" name="id" value="${filled.id}" />
        ${line(view, filled, 'name')} ${line(view, filled, 'reach')} ${area(view, filled, 'wish')}
        ${area(view, filled, 'when')} ${line(view, filled, 'languages')}
        <button class="primary">${told.send}</button>
        <p class="hint" role="status"></p>
        <p class="hint">${told.who}</p>
      </form>
      <p><a href="${path(language)}/erase">${told.eraseLink}</a></p>
      <template id="kept">${keptBody(view, [])}</template>`,
    true,
  )
}

const needed: readonly Field[] = ['name', 'reach']

function described(view: View, field: Field): { hint: Markup; attributes: Markup } {
  const { hints } = say(view)
  const isNeeded = needed.includes(field)
  return {
    hint: html`<p class="hint" id="${field}-hint">${hints[field]}</p>`,
    attributes: html`id="${field}" name="${field}" maxlength="${longest[field]}" dir="auto" autocomplete="off"
    aria-describedby="${field}-hint" ${isNeeded ? html`required` : ''}`,
  }
}

function line(view: View, { application }: Filled, field: Field): Markup {
  const { hint, attributes } = described(view, field)
  return html`<div class="field">
    <label for="${field}">${say(view).fields[field]}</label>
    ${hint}
    <input type="text" ${attributes} value="${application?.[field] ?? ''}" />
  </div>`
}

function area(view: View, { application }: Filled, field: Field): Markup {
  const { hint, attributes } = described(view, field)
  return html`<div class="field">
    <label for="${field}">${say(view).fields[field]}</label>
    ${hint}
    <textarea rows="3" ${attributes}>${application?.[field] ?? ''}</textarea>
  </div>`
}

/** Before there is a team: nothing could be sealed to anybody. */
export const closedPage = (view: View): Markup =>
  shell(
    view,
    html`<h1>${say(view).title}</h1>
      <p>${say(view).closed}</p>`,
  )

/** Nobody new is taken now: since when, and that whoever wrote before is not forgotten. */
export function pausedPage(view: View, date: string): Markup {
  const { paused, title, eraseLink } = say(view)
  return shell(
    view,
    html`<h1>${title}</h1>
      <p class="lead">${paused.title}</p>
      <p class="notice">${fill(paused.since, { date })}</p>
      <p>${paused.before}</p>
      <p>${paused.later}</p>
      <p><a href="${path(view.language)}/erase">${eraseLink}</a></p>`,
  )
}

/** What was kept, for how long, and the words that erase it. They are shown once. */
export const keptPage = (view: View, code: string[]): Markup => shell(view, keptBody(view, code))

function keptBody(view: View, code: string[]): Markup {
  const { kept } = say(view)
  return html`<h1 tabindex="-1">${kept.title}</h1>
    <p class="notice good">${kept.next}</p>
    <h2>${kept.whatTitle}</h2>
    <p>${kept.what}</p>
    <p>${kept.how}</p>
    <h2>${kept.wordsTitle}</h2>
    <p>${kept.words}</p>
    <section class="card words">
      <ol class="eight" lang="${view.language}">
        ${code.map((word) => html`<li>${word}</li>`)}
      </ol>
    </section>
    <p>
      <a href="${path(view.language)}/erase">${kept.erase}</a>
    </p>`
}

/** Erasing it with the words. What was typed stays in the form, each word that is not ours as it may have been meant. */
export function erasePage(view: View, given?: EraseProblem & { typed: string }): Markup {
  const told = say(view).erase
  const meant = given && given.nearest.length > 0 ? given.nearest.join(' ') : null
  return page({
    ...view,
    path: (language) => `${path(language)}/erase`,
    body: html`<h1>${told.title}</h1>
      <p class="lead">${told.lead}</p>
      <form class="stack" method="post" action="${path(view.language)}/erase">
        ${given ? html`<p class="notice alert" role="alert">${told.problem[given.problem]}</p>` : ''}
        ${meant ? html`<p>${fill(told.meant, { words: meant })}</p>` : ''}
        <div class="field">
          <label for="words">${told.label}</label>
          <p class="hint" id="words-hint">${told.hint}</p>
          <textarea
            id="words"
            name="words"
            rows="3"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            required
            aria-describedby="words-hint"
          >
${meant ?? given?.typed ?? ''}</textarea>
        </div>
        <button class="danger">${told.button}</button>
      </form>`,
  })
}

export function erasedPage(view: View): Markup {
  const told = say(view).erase
  return shell(
    view,
    html`<h1>${told.goneTitle}</h1>
      <p class="notice good">${told.gone}</p>
      <p><a href="${path(view.language)}">${told.again}</a></p>`,
  )
}
