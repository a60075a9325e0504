import type { Component } from 'svelte'
import type { Readable } from 'svelte/store'
import type { Desk, Panel } from '#features/keys/browser'
import type { ListeningView } from '../wire.ts'
import { careOn, owedBy, waitsForMe } from './care.ts'
import ListeningsOwed from './ListeningsOwed.svelte'
import { say } from './saying.ts'

/** `#/care`, and `#/care/<debrief>` with its questions open. The badge counts what asks for me now. */
export const carePanel: Panel = {
  name: 'care',
  path: 'care',
  title: (language) => say(language).title,
  load: () => import('./CarePanel.svelte'),
  badge: (desk: Desk) => ({
    subscribe: (read) => careOn(desk).subscribe(({ view }) => read(view ? waitsForMe(view, desk.me.memberId) : 0)),
  }),
}

/** In what we owe: those who would like to talk. Mine are those I listen to; of those I stand behind, somebody else has the word. */
export const owedListenings = {
  component: ListeningsOwed as Component<{ desk: Desk }>,
  count: (desk: Desk): Readable<number> => owedCount(desk, () => true),
  mine: (desk: Desk): Readable<number> => owedCount(desk, ({ ownerId }) => ownerId === desk.me.memberId),
}

const owedCount = (desk: Desk, counts: (one: ListeningView) => boolean): Readable<number> => ({
  subscribe: (read) =>
    careOn(desk).subscribe(({ view }) => read(view ? owedBy(view, desk.me.memberId).filter(counts).length : 0)),
})

export { default as CareWaiting } from './CareWaiting.svelte'
