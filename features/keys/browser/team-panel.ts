import { readable } from 'svelte/store'
import { choose } from '#platform/words'
import type { TeamPageView } from '../wire.ts'
import { words } from '../words.ts'
import type { Panel } from './desk.ts'

/** Everybody in the team sees who is in it and who can read what; only stewards see how to change it. */
export const teamPanel: Panel = {
  name: 'team',
  path: 'team',
  title: (language) => choose(language, words).team.title,
  load: () => import('./TeamPanel.svelte'),
  badge: (desk) =>
    readable(0, (set) =>
      desk.live.follow('team', '', { onView: (view) => set(waitingFor(desk.me.memberId, view as TeamPageView)) }),
    ),
}

/** What waits for this steward: changes to sign, and newcomers who are there to be compared. Nobody else is shown any. */
export const waitingFor = (member: string, view: TeamPageView): number =>
  view.proposals.filter((one) => one.proposedBy !== member).length +
  view.invitations.filter((one) => one.joining?.state === 'here').length
