/*
 * The door of copies for consoles: `PersonCopy` within a conversation that has ended, `TeamCopy` on the page of what is kept.
 */
export { default as PersonCopy } from './PersonCopy.svelte'
export { default as TeamCopy } from './TeamCopy.svelte'
