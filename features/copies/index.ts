import type { Feature } from '#platform/house'
import { copyRoutes } from './server/routes.ts'

/** What leaves the house: a person's own conversation, and everything of a team that goes elsewhere. See README.md. */
export const copies: Feature = { name: 'copies', routes: copyRoutes }
