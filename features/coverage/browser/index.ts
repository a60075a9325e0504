/* The door of coverage for consoles: a part of the roster's board, and a screen. */
export const proposing = (): Promise<typeof import('./Proposing.svelte')> => import('./Proposing.svelte')
export { coveragePanel } from './coverage-panel.ts'
