import type { Desk, Panel } from '#features/keys/browser'
import { careOn, waitsForMe } from './care.ts'
import CarePanel from './CarePanel.svelte'
import { say } from './saying.ts'

/** `#/care`, and `#/care/<debrief>` with its questions open. The badge counts what asks for me now. */
export const carePanel: Panel = {
  name: 'care',
  path: 'care',
  title: (language) => say(language).title,
  component: CarePanel,
  badge: (desk: Desk) => ({
    subscribe: (read) => careOn(desk).subscribe(({ view }) => read(view ? waitsForMe(view, desk.me.memberId) : 0)),
  }),
}

export { default as CareWaiting } from './CareWaiting.svelte'
export { default as ListeningsOwed } from './ListeningsOwed.svelte'
