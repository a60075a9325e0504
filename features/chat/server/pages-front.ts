import { html } from 'hono/html'
import type { House } from '#platform/house'
import type { Language } from '#platform/words'
import { page, usualExit, type Markup } from '#ui/page.ts'
import { inLanguage, linePath, linesOf } from '#features/lines'
import { theTeam } from '#features/members'
import { words } from '../words.ts'

/** The front door of a team with several lines and no root among them; and of a house that is not set up yet. */
export async function frontPage(house: House, language: Language): Promise<Markup> {
  const say = words[language].front
  const team = await theTeam(house.db.sql)
  const lines = team ? await linesOf(house.db.sql, team.teamId) : []
  const body = html`<h1>${say.title}</h1>
${lines.length === 0 ? html`<p>${say.none}</p>` : html`<p class="lead">${say.lead}</p>`}
<ul class="ways">${lines.map((line) => {
    const name = inLanguage(line.name, language)
    return html`<li><a class="button" href="${linePath(line, language)}">${name?.text ?? line.path}</a></li>`
  })}</ul>`
  return page({ language, path: (other) => `/${other}`, exit: lines[0]?.exit ?? usualExit, demo: house.config.demo, indexable: true, body })
}
