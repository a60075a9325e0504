/* The door of hand-overs for consoles: a part of the waiting screen. */
export { default as HandoverCard } from './HandoverCard.svelte'
