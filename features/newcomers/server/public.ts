import type { Context } from 'hono'
import { minute, second } from '#platform/clock'
import { randomId } from '#platform/ids'
import { route, type House, type Route } from '#platform/house'
import { addressOf } from '#platform/server/address'
import { sayDate } from '#platform/times'
import { anyone } from '#platform/visitors'
import type { Language } from '#platform/words'
import { rootLine } from '#features/lines'
import { theTeam } from '#features/members'
import { usualExit } from '#ui/exit.ts'
import type { Markup } from '#ui/page.ts'
import { fields, formProblem, type Application } from '../rules.ts'
import { sealApplication } from '../sealing.ts'
import { applicationSchema, eraseSchema, formSchema } from '../wire.ts'
import { arrive, doorOf, eraseByWords, pauseOf } from './arrive.ts'
import { closedPage, erasePage, erasedPage, formPage, keptPage, pausedPage, type Filled, type View } from './pages.ts'
import { refused } from './routes.ts'

/** A household may send this many at once, then one more every two minutes; after that it waits a little. Nobody is refused. */
const rate = { per: 2 * minute, burst: 4 }
const longestWait = 5 * second

/** What anybody may see and send. It works without script and without a cookie. */
export const publicRoutes = (house: House): Route[] => [
  ...formRoutes(house),
  ...eraseRoutes(house),
  ...scriptRoutes(house),
]

const formRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/:language{(?:en|es)}/help-us',
    guard: anyone,
    async handle({ c, language }) {
      const view = await viewOf(house, language)
      const door = await doorOf(house)
      const since = door && (await pauseOf(house, door))
      if (since) return c.html(await pausedAt(house, view, since))
      return c.html(door ? formPage(view, { id: randomId() }) : closedPage(view))
    },
  }),
  route({
    method: 'POST',
    path: '/:language{(?:en|es)}/help-us',
    guard: anyone,
    body: formSchema,
    async handle({ c, body, language }) {
      const view = await viewOf(house, language)
      const application = Object.fromEntries(fields.map((field) => [field, body[field]])) as Application
      const filled = { id: body.id || randomId(), application }
      const problem = formProblem(application)
      if (problem) return answered(c, formPage(view, { ...filled, problem }), 422)
      await slow(house, c)
      const kept = await keepForm(house, filled, language)
      if (kept === null) return c.html(closedPage(view))
      if (kept === 'paused') return c.html(await pausedAt(house, view))
      if (typeof kept === 'object') return c.html(keptPage(view, kept.words))
      return answered(c, formPage(view, { ...filled, id: randomId(), problem: kept }), 422)
    },
  }),
]

/** Sealed here, the moment it arrives, and anew when the team changed meanwhile. null: there is no team. */
async function keepForm(
  house: House,
  { id, application }: Required<Pick<Filled, 'id' | 'application'>>,
  language: Language,
): Promise<{ words: string[] } | 'full' | 'gone' | 'paused' | null> {
  for (;;) {
    const door = await doorOf(house)
    if (!door) return null
    const place = { teamId: door.teamId, newcomerId: id }
    const written = { ...application, at: house.clock.now().getTime() }
    const sealed = await sealApplication(door.recipient, place, written)
    const kept = await arrive(house, { ...place, language, epoch: door.epoch, sealed })
    if (kept !== 'outdated') return kept
  }
}

const eraseRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/:language{(?:en|es)}/help-us/erase',
    guard: anyone,
    handle: async ({ c, language }) => c.html(erasePage(await viewOf(house, language))),
  }),
  route({
    method: 'POST',
    path: '/:language{(?:en|es)}/help-us/erase',
    guard: anyone,
    body: eraseSchema,
    async handle({ c, body, language }) {
      const view = await viewOf(house, language)
      await slow(house, c)
      const problem = await eraseByWords(house, body.words, language)
      return problem ? answered(c, erasePage(view, { ...problem, typed: body.words }), 422) : c.html(erasedPage(view))
    },
  }),
]

/** What the page's script asks and sends: sealed in the browser. */
const scriptRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/help-us',
    guard: anyone,
    async handle({ c, language }) {
      const door = await doorOf(house)
      if (door && (await pauseOf(house, door))) return refused(c, language, 'paused')
      return door ? c.json(door) : refused(c, language, 'no-team')
    },
  }),
  route({
    method: 'POST',
    path: '/api/help-us',
    guard: anyone,
    body: applicationSchema,
    async handle({ c, body, language }) {
      const door = await doorOf(house)
      if (!door) return refused(c, language, 'no-team')
      await slow(house, c)
      const kept = await arrive(house, { ...body, language, teamId: door.teamId })
      return typeof kept === 'object' ? c.json(kept) : refused(c, language, kept === 'gone' ? 'again' : kept)
    },
  }),
]

/** When it was decided, by the team's clock. */
async function pausedAt(house: House, view: View, since = house.clock.now()): Promise<Markup> {
  const team = await theTeam(house.db.sql)
  return pausedPage(view, sayDate(since, { language: view.language, team: team! }))
}

/** Pages of no line leave the way the root line does. */
async function viewOf(house: House, language: Language): Promise<View> {
  const { demo, dist } = house.config
  return { language, demo, dist, exit: (await rootLine(house.db.sql))?.exit ?? usualExit }
}

const answered = (c: Context, page: Markup, status: 422): Response | Promise<Response> => c.html(page, status)

/** Memory only, as all rates are: where somebody came from is never written. */
async function slow(house: House, c: Context): Promise<void> {
  const wait = house.rates.take('help', addressOf(c, house.config), rate)
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(wait, longestWait)))
}
