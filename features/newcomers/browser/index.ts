import type { Desk, Panel } from '#features/keys/browser'
import { forMe, newcomersOn } from './newcomers.ts'
import { say } from './saying.ts'

/** `#/newcomers`, and `#/newcomers/<card>`. The badge counts what is mine to do now: what nobody has read, what is overdue. */
export const newcomersPanel: Panel = {
  name: 'newcomers',
  path: 'newcomers',
  title: (language) => say(language).panel.title,
  load: () => import('./NewcomersPanel.svelte'),
  needs: 'crew.plan',
  badge: (desk: Desk) => ({
    subscribe: (read) =>
      newcomersOn(desk).subscribe(({ cards }) => read(forMe(cards, desk.me.memberId, Date.now()).length)),
  }),
}

export { newcomersCopy } from './copy.ts'
