import type { Feature } from '#platform/house'
import { recordRoutes, recordTopics } from './server/routes.ts'

/** What is asked and written while somebody talks: the record of a contact, and the form a team gives it. See README.md. */
export const records: Feature = { name: 'records', routes: recordRoutes, topics: recordTopics }
