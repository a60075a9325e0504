import { choose } from '#platform/words'
import { words } from '../words.ts'
import type { Panel } from './desk.ts'
import TeamPanel from './TeamPanel.svelte'

/** Everybody in the team sees who is in it and who can read what; only stewards see how to change it. */
export const teamPanel: Panel = {
  name: 'team',
  path: 'team',
  title: (language) => choose(language, words).team.title,
  component: TeamPanel,
}
