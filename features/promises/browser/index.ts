import type { Desk, Panel } from '#features/keys/browser'
import { pulseOf } from './owed.ts'
import OwedPanel from './OwedPanel.svelte'
import { say } from './saying.ts'

/** `#/owed`. The badge counts the promises that are mine to keep. */
export const owedPanel: Panel = {
  name: 'owed',
  path: 'owed',
  title: (language) => say(language).owed.title,
  component: OwedPanel,
  badge: (desk: Desk) => ({ subscribe: (read) => pulseOf(desk).subscribe((pulse) => read(pulse?.mine ?? 0)) }),
}

export { default as AwaySettings } from './AwaySettings.svelte'
export { owedParts } from './parts.ts'
export { pulseOf } from './owed.ts'
export { default as PromisesPart } from './PromisesPart.svelte'
