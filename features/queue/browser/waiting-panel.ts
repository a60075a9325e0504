import type { Desk, Panel } from '#features/keys/browser'
import { queueOf } from './queue.ts'
import { say } from './saying.ts'
import WaitingPanel from './WaitingPanel.svelte'

/** The place `#/waiting`, with how many wait beside its name. */
export const waitingPanel: Panel = {
  name: 'waiting',
  path: 'waiting',
  title: (language) => say(language).waiting.title,
  component: WaitingPanel,
  badge: (desk: Desk) => ({
    subscribe: (read) => queueOf(desk).subscribe(({ view }) => read(view?.waitingCount ?? 0)),
  }),
}
