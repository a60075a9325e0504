import type { Desk, Panel } from '#features/keys/browser'
import { keepingOf, waitingBesides } from './keeping.ts'
import { fetchKeepingParts } from './parts.ts'
import { say } from './saying.ts'

/** `#/keeping`. The badge counts what others asked for and is not true yet: it waits in everybody's sight. */
export const keepingPanel: Panel = {
  name: 'keeping',
  path: 'keeping',
  title: (language) => say(language).title,
  load: async () => {
    const [panel] = await Promise.all([import('./KeepingPanel.svelte'), fetchKeepingParts()])
    return panel
  },
  badge: (desk: Desk) => ({
    subscribe: (read) => keepingOf(desk).subscribe(({ view }) => read(waitingBesides(view, desk.me.memberId))),
  }),
}
