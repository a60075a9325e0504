import type { Panel } from '#features/keys/browser'
import { choose } from '#platform/words'
import { words } from '../words.ts'

/** `#/practice`: what practice is, what goes on, and the way to start one. */
export const practicePanel: Panel = {
  name: 'practice',
  path: 'practice',
  title: (language) => choose(language, words).title,
  load: () => import('./PracticePanel.svelte'),
  needs: 'duty.work',
}

export { practiceParts } from './parts.ts'
export type { PracticeView } from '../wire.ts'
export { default as PracticeNotice } from './PracticeNotice.svelte'
export { default as PracticeSign } from './PracticeSign.svelte'
