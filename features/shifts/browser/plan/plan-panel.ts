import type { Panel } from '#features/keys/browser'
import { fetchRosterParts } from './roster-parts.ts'
import { say } from './saying.ts'

/** `#/roster`: who sits when, patterns, people, rules, the printed month. */
export const planPanel: Panel = {
  name: 'roster',
  path: 'roster',
  title: (language) => say(language).title,
  load: async () => {
    const [panel] = await Promise.all([import('./RosterPanel.svelte'), fetchRosterParts()])
    return panel
  },
  needs: 'crew.plan',
}
