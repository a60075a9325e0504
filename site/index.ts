import type { Feature } from '#platform/house'
import { siteRoutes } from './routes.ts'

/** Public pages of no feature: the front door, who can read what, how to leave, the plain icon. Mounted before chat, whose lines stand at `/en/<line>`. */
export const site: Feature = { name: 'site', routes: siteRoutes }
