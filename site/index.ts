import type { Feature } from '#platform/house'
import { siteRoutes } from './routes.ts'

/** Public pages of no feature: the front door, who can read what, how to leave. Mounted after every feature. */
export const site: Feature = { name: 'site', routes: siteRoutes }
