import { html } from 'hono/html'
import type { Language } from '#platform/words'
import { page, type Markup } from '#ui/page.ts'
import type { Openness } from '../hours.ts'
import { poster, type Poster, type Section, type Way } from '../poster.ts'
import { linePath, type Said } from '../rules.ts'
import type { Line } from '../wire.ts'
import { words } from '../words.ts'

export type LinePage = {
  line: Line
  team: { timeZone: string }
  language: Language
  at: Date
  openness: Openness
  /** How many of the crew a ring would reach now (queue's `availability`). */
  availability: { reachable: number }
  /** Whether a chat can be opened here now: the line may have it switched off, or its keys may be missing. */
  chat: boolean
  demo?: boolean
  /** The folder that was built. */
  dist: string
  /** Only at the front door. */
  indexable?: boolean
}

/**
 * The public page of a line. Answers, in this order: is someone there now, how to reach them, what we will and won't do, who can
 * read what you write, how to leave. Needs no script and no cookie; below 30 kB with its styles.
 */
export function linePage(parts: LinePage): Markup {
  const { line, language } = parts
  const said = poster({ ...parts, timeZone: parts.team.timeZone, reachable: parts.availability.reachable })
  return page({
    language,
    path: (other) => linePath(line, other),
    exit: line.exit,
    demo: parts.demo ?? false,
    dist: parts.dist,
    indexable: parts.indexable ?? false,
    wide: true,
    body: drawn(said, language),
  })
}

const drawn = (said: Poster, language: Language): Markup =>
  html`<div class="poster">
    <div class="door stack">
      <div>
        <h1 ${lang(said.name, language)}>${said.name.text}</h1>
        ${said.description && html`<p ${lang(said.description, language)}>${said.description.text}</p>`}
      </div>
      <p class="now ${said.state}"><strong>${said.now}</strong> <span>${said.nowMore.join(' ')}</span></p>
      <ul class="ways" aria-label="${words[language].ways.title}">
        ${said.ways.map(way)}
      </ul>
      <p><strong>${said.noName}</strong></p>
      ${said.instead && section(said.instead, language)}
    </div>
    <div class="told stack">${said.told.map((one) => section(one, language))}</div>
    <div class="more grid">${said.more.map((one) => section(one, language))}</div>
  </div>`

const way = ({ kind, words: label, hint, href, first }: Way): Markup =>
  html`<li class="${kind}">
    <a class="button ${first ? 'primary' : ''}" href="${href}">${label} <span class="small hint">${hint}</span></a>
  </li>`

function section(one: Section, language: Language): Markup {
  if (one.kind === 'said')
    return html`<section>
      <h2>${one.title}</h2>
      ${one.parts.map((part) => written(part, language))}
    </section>`
  if (one.kind === 'list') return list(one, language)
  return html`<section>
    <h2>${one.title}</h2>
    <ul class="others">
      ${one.places.map(
        (place) =>
          html`<li>
            <strong ${lang(place.name, language)}>${place.name.text}</strong>
            <span class="badge">${place.police}</span>
            ${place.note && html`<p class="hint" ${lang(place.note, language)}>${place.note.text}</p>`}
            <a class="button" href="${place.href}" rel="noreferrer">${place.act}</a>
          </li>`,
      )}
    </ul>
  </section>`
}

const written = ({ title, said }: { title?: string; said: Said }, language: Language): Markup =>
  html`${title ? html`<h3>${title}</h3>` : ''}
    <p class="written" ${lang(said, language)}>${said.text}</p>`

function list({ name, title, sentences }: Extract<Section, { kind: 'list' }>, language: Language): Markup {
  const more = {
    read: moreOnReading(language),
    leave: html`<noscript><p>${words[language].leave.noScript}</p></noscript>`,
    hours: '',
  }
  const items = html`<ul>
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`
  return html`<section>
    <h2>${title}</h2>
    ${items}${more[name]}
  </section>`
}

const moreOnReading = (language: Language): Markup =>
  html`<p><a href="/${language}/privacy">${words[language].read.more}</a></p>`

/** Text in another language than the page's says so, for voices and hyphenation. */
const lang = (said: Said, language: Language): Markup | string =>
  said.lang === language ? '' : html`lang="${said.lang}"`
