import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'
import type { CaseFile } from './case-file.ts'

/** What a later feature shows on a case's page: it reads and writes through the case, and knows no screen of ours. */
export type CasePart = Component<{ desk: Desk; file: CaseFile }>

/** `page`: below the safe contact card, above the notes. `closing`: beside the button that closes it. */
export type CaseParts = { page: CasePart[]; closing: CasePart[] }

/** Given once by the console, which knows every feature; a case without them is whole. */
export const caseParts: CaseParts = { page: [], closing: [] }
