/*
 * The door of cases for consoles. `casesPanel` is the page `#/cases`; `CasesOfTalk` stands within a conversation.
 * `caseTrackOf(desk, caseId)` is the case as this console reads and writes it; asking for it opens it, and whoever opens a case
 * is noted in it. `caseParts` is where later features show what they keep in a case, `ShowCard` the safe contact card.
 */
export { caseTrackOf, type CaseFile, type CaseFileState } from './case-file.ts'
export { casesOn } from './cases.ts'
export { default as CasesOfTalk } from './CasesOfTalk.svelte'
export { cardOf, entriesOf, partsOf, type Entry } from './contents.ts'
export { casesPanel } from './panel.ts'
export { caseParts, type CasePart, type CaseParts } from './parts.ts'
export { default as ShowCard } from './ShowCard.svelte'
export { mayReach, notSafe, readCard, type CaseBody, type SafeCard } from '../bodies.ts'
export type { CaseView } from '../wire.ts'
