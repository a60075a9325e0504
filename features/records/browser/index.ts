import type { Panel } from '#features/keys/browser'
import { choose } from '#platform/words'
import { words } from '../words.ts'

/*
 * The door of the records for consoles. `RecordFirst` and `RecordPart` stand beside a conversation, above and below the
 * police field; `recordOf` is what they show, for whoever goes on from there (a tally, a case).
 */
export { default as RecordFirst } from './RecordFirst.svelte'
export { default as RecordPart } from './RecordPart.svelte'
export { formsOf, type Forms } from './forms.ts'
export { recordOf, type ContactRecord } from './record.ts'
export { inWords } from './saying.ts'
export type { Form, Field } from '../form.ts'

/** `#/record`: what the record asks. */
export const formPanel: Panel = {
  name: 'record-form',
  path: 'record',
  title: (language) => choose(language, words).form.title,
  load: () => import('./FormPanel.svelte'),
  needs: 'lines.edit',
}
