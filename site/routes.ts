import { theTeam } from '#features/members'
import { linesOf, rootLine } from '#features/lines'
import { anyone } from '#platform/visitors'
import { route, type House, type Route } from '#platform/house'
import type { Language } from '#platform/words'
import type { Context } from 'hono'
import { plainIcon } from './favicon.ts'
import { frontDoor, leavePage, privacyPage } from './pages.ts'

export function siteRoutes(house: House): Route[] {
  const { demo } = house.config
  const icon = plainIcon()
  const leaflet = (path: string, draw: typeof privacyPage): Route =>
    route({ method: 'GET', path, guard: anyone, handle: async ({ c, language }) => c.html(draw({ language, demo, ...(await exitOf(house)) })) })
  return [
    route({ method: 'GET', path: '/', guard: anyone, handle: ({ c, language }) => toLanguage(c, language) }),
    route({ method: 'GET', path: '/:language{(?:en|es)}', guard: anyone, handle: ({ c, language }) => home(house, c, language) }),
    leaflet('/:language{(?:en|es)}/privacy', privacyPage),
    leaflet('/:language{(?:en|es)}/leave', leavePage),
    route({ method: 'GET', path: '/robots.txt', guard: anyone, handle: ({ c }) => c.text('User-agent: *\nDisallow: /api/\nDisallow: /console\n') }),
    route({
      method: 'GET',
      path: '/favicon.ico',
      guard: anyone,
      handle: ({ c }) => c.body(icon, 200, { 'content-type': 'image/png', 'cache-control': 'public, max-age=604800' }),
    }),
  ]
}

/** The language is kept in the path from here on, never in a cookie. */
function toLanguage(c: Context, language: Language): Response {
  c.header('vary', 'accept-language')
  return c.redirect(`/${language}`, 302)
}

/** A root line is drawn by chat, whose routes come first. Its page is reached through here only when chat left it to us. */
async function home(house: House, c: Context, language: Language): Promise<Response> {
  const { sql } = house.db
  const [team, root] = [await theTeam(sql), await rootLine(sql)]
  if (root) return c.redirect(`/${language}/${root.path}`, 302)
  const lines = team ? await linesOf(sql, team.teamId) : []
  return c.html(frontDoor({ language, demo: house.config.demo, ...(await exitOf(house)) }, lines))
}

/** Pages of no line leave the way the front door's line does. */
async function exitOf(house: House): Promise<{ exit?: string }> {
  const root = await rootLine(house.db.sql)
  return root ? { exit: root.exit } : {}
}
