import type { Desk, Panel } from '#features/keys/browser'
import MinePanel from './MinePanel.svelte'
import { pulseOf } from './pulse.ts'
import { say } from './saying.ts'

/** `#/shifts`, `#/shifts/open`, `#/shifts/when`. The badge counts what asks for an answer of mine. */
export const minePanel: Panel = {
  name: 'shifts',
  path: 'shifts',
  title: (language) => say(language).title,
  component: MinePanel,
  needs: 'duty.work',
  badge: (desk: Desk) => ({ subscribe: (read) => pulseOf(desk).subscribe((pulse) => read(pulse?.asked ?? 0)) }),
}
