/*
 * The door of cases for consoles. `caseTrackOf(desk, caseId)` is the case as this console reads and writes it; asking for it
 * opens it, and whoever opens a case is noted in it. `caseParts` is where later features show what they keep in a case.
 */
export { caseTrackOf, type CaseFile, type CaseFileState } from './case-file.ts'
export { cardOf, entriesOf, partsOf } from './contents.ts'
export { caseParts, type CasePart, type CaseParts } from './parts.ts'
export { mayReach, notSafe, readCard, type CaseBody, type SafeCard } from '../bodies.ts'
export type { CaseView } from '../wire.ts'
