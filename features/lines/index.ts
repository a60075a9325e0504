import type { Feature } from '#platform/house'
import { lineRoutes } from './server/routes.ts'

/** Public ways in: what a line says, when it is open, whom it rings. See README.md. */
export const lines: Feature = { name: 'lines', routes: lineRoutes }

export { openness, spanOn, timeOfDay, weekdays, type Hours, type Openness, type Span, type Weekday } from './hours.ts'
export { inLanguage, linePath, type Said } from './rules.ts'
export { linePage, type LinePage } from './server/pages.ts'
export { insertLine, lineByPath, lineOf, linesOf, rootLine } from './server/store.ts'
export { firstLine } from './template.ts'
export { sayTime, sayZone } from './times.ts'
export type { Elsewhere, Line, LineDraft, RingPolicy, Texts } from './wire.ts'
