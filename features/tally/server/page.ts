import type { Context } from 'hono'
import { html } from 'hono/html'
import { rootLine } from '#features/lines'
import { theTeam } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import type { Guard, Visitor } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { usualExit } from '#ui/exit.ts'
import { page, type Markup } from '#ui/page.ts'
import { csvOf } from '../csv.ts'
import { readout, type Crossed, type Figure } from '../readout.ts'
import type { ReportView } from '../wire.ts'
import { words } from '../words.ts'
import { reportOf } from './report.ts'

/** Everybody; the team sees its page before it is public. What is asked for is checked where it is read. */
const whoever: Guard<Visitor> = { name: 'whoever it is', admit: ({ member }) => member ?? { kind: 'stranger' } }

/** The report as a page: to read, to print, to hand on. Works without script; every chart has its table. */
export const pageRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/numbers/:language{(?:en|es)}',
    guard: whoever,
    async handle({ c, visitor }) {
      const language = languageIn(c)
      const view = await mayBeRead(house, visitor, Number(c.req.query('year') ?? 0))
      if (!view) return c.notFound()
      const root = await rootLine(house.db.sql)
      const parts = { view, language, exit: root?.exit ?? usualExit, demo: house.config.demo, dist: house.config.dist }
      return c.html(reportPage(parts))
    },
  }),
  route({
    method: 'GET',
    path: '/numbers/:language{(?:en|es)}/:file{[0-9]{4}\\.csv}',
    guard: whoever,
    async handle({ c, visitor }) {
      const year = Number(c.req.param('file')?.slice(0, 4))
      const view = await mayBeRead(house, visitor, year)
      return view ? download(c, view, languageIn(c)) : c.notFound()
    },
  }),
]

/** The language stands behind the name, because what begins with it is a line’s. */
const languageIn = (c: Context): Language => (c.req.param('language') === 'es' ? 'es' : 'en')

async function mayBeRead(house: House, visitor: Visitor, year: number): Promise<ReportView | null> {
  const team = await theTeam(house.db.sql)
  if (!team || !Number.isInteger(year) || year < 0 || year > 9999) return null
  const view = await reportOf(house.db.sql, team.teamId, year)
  return view.isPublic || (visitor.kind === 'member' && visitor.teamId === team.teamId) ? view : null
}

const download = (c: Context, view: ReportView, language: Language): Response =>
  c.body(csvOf(view, language), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="numbers-${view.year}.csv"`,
  })

function reportPage(parts: {
  view: ReportView
  language: Language
  exit: string
  demo: boolean
  dist: string
}): Markup {
  const { view, language, ...place } = parts
  const say = choose(language, words).report
  const read = readout(view, language)
  const years = view.years.filter((year) => year !== view.year)
  const body = html`<h1>${view.tables.length > 0 ? read.title : say.title}</h1>
    <p class="lead">${view.tables.length > 0 ? say.rule : say.none}</p>
    ${
      years.length > 0 &&
      html`<nav aria-label="${say.year}" class="row">
        ${years.map((year) => html`<a href="/numbers/${language}?year=${year}">${year}</a>`)}
      </nav>`
    }
    ${read.figures.map((figure) => drawn(figure, language))}
    ${
      read.crossed.length > 0 &&
      html`<section class="stack">
        <h2>${say.crossed}</h2>
        ${read.crossed.map((crossed) => crossTable(crossed, say.crossed))}
      </section>`
    }
    ${
      view.tables.length > 0 &&
      html`<section>
          <h2>${say.leftOut}</h2>
          ${read.leftOut.map((sentence) => html`<p>${sentence}</p>`)}
        </section>
        <p><a href="/numbers/${language}/${view.year}.csv">${say.csv}</a></p>`
    }`
  const path = (other: Language): string => `/numbers/${other}${view.year ? `?year=${view.year}` : ''}`
  return page({ ...place, language, path, body })
}

function drawn(figure: Figure, language: Language): Markup {
  const say = choose(language, words).report
  const percent = new Intl.NumberFormat(language, { style: 'percent' })
  const most = Math.max(...figure.rows.map(({ count }) => count))
  return html`<section class="stack">
    <h2>${figure.title}</h2>
    <p>${figure.definition}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${figure.title}">
      <table>
        <thead>
          <tr>
            <th scope="col">${say.answer}</th>
            <th scope="col">${say.count}</th>
            <th scope="col">${say.share}</th>
          </tr>
        </thead>
        <tbody>
          ${figure.rows.map(
            ({ label, count, share }) =>
              html`<tr>
                <th scope="row">${label}${bar(count / most)}</th>
                <td>${count}</td>
                <td>${share === null ? '–' : percent.format(share)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${figure.periods && crossTable({ title: say.byPeriod, ...figure.periods }, figure.title)}
    <p class="small">${figure.base} ${figure.notes.join(' ')}</p>
  </section>`
}

/** A picture of the number beside it: nothing is lost where a browser draws none. */
const bar = (share: number): Markup =>
  html`<br /><svg width="160" height="12" viewBox="0 0 160 12" aria-hidden="true">
      <rect width="${Math.round(share * 160)}" height="12" rx="2" fill="currentColor"></rect>
    </svg>`

const crossTable = ({ title, columns, rows }: Crossed, within: string): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${within}: ${title}">
    <table>
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ label, counts }) =>
            html`<tr>
              <th scope="row">${label}</th>
              ${counts.map((count) => html`<td>${count}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
