/* The door of coverage for consoles: a part of the roster's board, and a screen. */
export { default as Proposing } from './Proposing.svelte'
export { coveragePanel } from './coverage-panel.ts'
