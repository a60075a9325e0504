import type { Desk, Panel } from '#features/keys/browser'
import { keepingOf, waitingForMe } from './keeping.ts'
import KeepingPanel from './KeepingPanel.svelte'
import { say } from './saying.ts'

/** `#/keeping`. For a steward the badge counts what waits for their word. */
export const keepingPanel: Panel = {
  name: 'keeping',
  path: 'keeping',
  title: (language) => say(language).title,
  component: KeepingPanel,
  badge: (desk: Desk) => ({
    subscribe: (read) =>
      keepingOf(desk).subscribe(({ view }) =>
        read(desk.me.permissions.includes('retention.change') ? waitingForMe(view, desk.me.memberId) : 0),
      ),
  }),
}
