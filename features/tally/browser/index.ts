import type { Panel } from '#features/keys/browser'
import { choose } from '#platform/words'
import { words } from '../words.ts'

/* The door of the tally for consoles: a part of every conversation that is over, and the numbers. */
export { default as ClosingCard } from './ClosingCard.svelte'

/** `#/numbers` and `#/numbers/<year>`. */
export const numbersPanel: Panel = {
  name: 'numbers',
  path: 'numbers',
  title: (language) => choose(language, words).numbers.title,
  load: () => import('./NumbersPanel.svelte'),
}
