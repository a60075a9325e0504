import { html } from 'hono/html'
import { choose, type Language } from '#platform/words'
import { usualExit } from '#ui/exit.ts'
import { page, type Markup } from '#ui/page.ts'
import { words } from './words.ts'

type Place = { language: Language; demo: boolean; exit?: string }
type Leaflet = { title: string; lead: string; parts: { title: string; sentences: string[] }[] }

/** Who can read what: the promises as they are, with what they do not cover. */
export const privacyPage = (place: Place): Markup => leaflet(place, 'privacy')

/** How leaving fast works, and what it cannot do. */
export const leavePage = (place: Place): Markup => leaflet(place, 'leave')

function leaflet(place: Place, name: 'privacy' | 'leave'): Markup {
  const { title, lead, parts }: Leaflet = choose(place.language, words)[name]
  const sections = parts.map((part) => html`<section><h2>${part.title}</h2><ul>${part.sentences.map((one) => html`<li>${one}</li>`)}</ul></section>`)
  return page({
    ...place,
    path: (language) => `/${language}/${name}`,
    exit: place.exit ?? usualExit,
    body: html`<h1>${title}</h1><p class="lead">${lead}</p>${sections}`,
  })
}
