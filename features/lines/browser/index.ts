import type { Panel } from '#features/keys/browser'
import { choose } from '#platform/words'
import { editorWords } from '../words.ts'

/** The list of lines and their editor, in the console's navigation. */
export const linesPanel: Panel = {
  name: 'lines',
  path: 'lines',
  title: (language) => choose(language, editorWords).title,
  load: () => import('./LinesPanel.svelte'),
  needs: 'lines.edit',
}

export { default as FirstLine } from './FirstLine.svelte'
export { allLines, oneLine } from './desk-of-lines.ts'
export { inLanguage } from '../rules.ts'
export type { Line } from '../wire.ts'
export { ringSkills } from './ring-skills.ts'
