import type { Desk, Panel } from '#features/keys/browser'
import { owedByMe } from './owed-by-me.ts'
import OwedPanel from './OwedPanel.svelte'
import { say } from './saying.ts'

/** `#/owed`. The badge counts the promises that are mine to keep, and what later features add for me. */
export const owedPanel: Panel = {
  name: 'owed',
  path: 'owed',
  title: (language) => say(language).owed.title,
  component: OwedPanel,
  badge: (desk: Desk) => owedByMe(desk),
}

export { default as AwaySettings } from './AwaySettings.svelte'
export { owedParts } from './parts.ts'
export { pulseOf } from './owed.ts'
export { default as PromisesPart } from './PromisesPart.svelte'
