import { html } from 'hono/html'
import { choose, type Language } from '#platform/words'
import { inLanguage, linePath, type Line } from '#features/lines'
import { usualExit } from '#ui/exit.ts'
import { page, type Markup } from '#ui/page.ts'
import { words } from './words.ts'

type Place = { language: Language; demo: boolean; dist: string; exit?: string }
type Leaflet = { title: string; lead: string; parts: { title: string; sentences: string[] }[] }

/** The front door of a house without a root line: its lines, by name. The only page search engines may list. */
export function homePage(place: Place, lines: Line[]): Markup {
  const say = choose(place.language, words).home
  const list = html`<h1>${say.title}</h1>
    <p class="lead">${say.lead}</p>
    <ul class="others">
      ${lines.map((line) => homeLine(line, place.language))}
    </ul>
    <p><a href="/${place.language}/help-us">${say.help}</a></p>`
  const nothingYet = html`<h1>${say.title}</h1>
    <p>${say.none}</p>`
  const exit = place.exit ?? lines[0]?.exit ?? usualExit
  return page({
    ...place,
    path: (language) => `/${language}`,
    exit,
    indexable: true,
    body: lines.length === 0 ? nothingYet : list,
  })
}

function homeLine(line: Line, language: Language): Markup {
  const name = inLanguage(line.name, language) ?? { text: line.path, lang: language }
  const about = inLanguage(line.description, language)
  return html`<li>
    <a class="button" href="${linePath(line, language)}" lang="${name.lang}">${name.text}</a>
    ${about && html`<p lang="${about.lang}">${about.text}</p>`}
  </li>`
}

/** Who can read what: the promises as they are, with what they do not cover. */
export const privacyPage = (place: Place): Markup => leaflet(place, 'privacy')

/** How leaving fast works, and what it cannot do. */
export const leavePage = (place: Place): Markup => leaflet(place, 'leave')

function leaflet(place: Place, name: 'privacy' | 'leave'): Markup {
  const { title, lead, parts }: Leaflet = choose(place.language, words)[name]
  const sections = parts.map(
    (part) =>
      html`<section>
        <h2>${part.title}</h2>
        <ul>
          ${part.sentences.map((one) => html`<li>${one}</li>`)}
        </ul>
      </section>`,
  )
  return page({
    ...place,
    path: (language) => `/${language}/${name}`,
    exit: place.exit ?? usualExit,
    body: html`<h1>${title}</h1>
      <p class="lead">${lead}</p>
      ${sections}`,
  })
}
