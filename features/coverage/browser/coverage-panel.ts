import type { Panel } from '#features/keys/browser'
import { say } from './saying.ts'

/** `#/coverage`: how well the next eight weeks are covered, and what more would need. */
export const coveragePanel: Panel = {
  name: 'coverage',
  path: 'coverage',
  title: (language) => say(language).weeks.title,
  load: () => import('./CoveragePanel.svelte'),
  needs: 'crew.plan',
}
