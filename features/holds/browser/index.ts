/*
 * The door of holds for consoles. `keepingPanel` is the page `#/keeping`; `KeptPart` says of one object when it goes and what may
 * be done about it (`<KeptPart {desk} kind="case" objectId={…} />`); `TalkKept` is the same within a
 * conversation that has ended, `TalkWish` within one that goes on.
 */
export { keepingPanel } from './panels.ts'
export { keepingParts } from './parts.ts'
export { keepingOf } from './keeping.ts'
export { default as KeptPart } from './KeptPart.svelte'
export { default as TalkKept } from './TalkKept.svelte'
export { default as TalkWish } from './TalkWish.svelte'
