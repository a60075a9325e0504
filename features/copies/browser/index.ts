/*
 * The door of copies for consoles: `PersonCopy` within a conversation that has ended, `teamCopy` fetches what stands on the page of what is kept.
 */
export { default as PersonCopy } from './PersonCopy.svelte'
export const teamCopy = (): Promise<typeof import('./TeamCopy.svelte')> => import('./TeamCopy.svelte')
