import type { Panel } from '#features/keys/browser'
import RosterPanel from './RosterPanel.svelte'
import { say } from './saying.ts'

/** `#/roster`: who sits when, patterns, people, rules, the printed month. */
export const planPanel: Panel = {
  name: 'roster',
  path: 'roster',
  title: (language) => say(language).title,
  component: RosterPanel,
  needs: 'crew.plan',
}
