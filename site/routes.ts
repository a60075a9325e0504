import { rootLine } from '#features/lines'
import { route, type House, type Route } from '#platform/house'
import { anyone } from '#platform/visitors'
import { plainIcon } from './favicon.ts'
import { home } from './home.ts'
import { leavePage, privacyPage } from './pages.ts'

export function siteRoutes(house: House): Route[] {
  const icon = plainIcon()
  return [
    route({ method: 'GET', path: '/', guard: anyone, handle: ({ c, language }) => home(house, c, language) }),
    route({
      method: 'GET',
      path: '/:language{(?:en|es)}',
      guard: anyone,
      handle: ({ c, language }) => home(house, c, language),
    }),
    leaflet(house, '/:language{(?:en|es)}/privacy', privacyPage),
    leaflet(house, '/:language{(?:en|es)}/leave', leavePage),
    route({ method: 'GET', path: '/robots.txt', guard: anyone, handle: ({ c }) => c.text(robots) }),
    route({
      method: 'GET',
      path: '/favicon.ico',
      guard: anyone,
      handle: ({ c }) => c.body(icon, 200, { 'content-type': 'image/png', 'cache-control': 'public, max-age=604800' }),
    }),
  ]
}

/** Pages say for themselves whether they may be listed; the crew's part is not even asked for. */
const robots = 'User-agent: *\nDisallow: /api/\nDisallow: /console\n'

const leaflet = (house: House, path: string, draw: typeof privacyPage): Route =>
  route({
    method: 'GET',
    path,
    guard: anyone,
    async handle({ c, language }) {
      const { demo, dist } = house.config
      return c.html(draw({ language, demo, dist, ...(await exitOf(house)) }))
    },
  })

/** Pages of no line leave the way the root line does. */
async function exitOf(house: House): Promise<{ exit?: string }> {
  const root = await rootLine(house.db.sql)
  return root ? { exit: root.exit } : {}
}
