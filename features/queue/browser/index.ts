/*
 * The door of the queue for consoles. The shell mounts `RingBar` first on every page, locked or not: it sounds, shows one
 * button, and completes an answer given on a locked console as soon as the keyring opens. `DutyBar` comes below it.
 */
/** In a conversation: that its caller is gone, and when it ends by itself. */
export { default as CallerGone } from './CallerGone.svelte'
export { default as RingBar } from './RingBar.svelte'
export { default as DutyBar } from './DutyBar.svelte'
export { default as SoundSettings } from './SoundSettings.svelte'
export { default as WaitingPanel } from './WaitingPanel.svelte'
export { waitingPanel } from './waiting-panel.ts'
export { waitingParts } from './parts.ts'
export { queueOf, type Queue, type QueueNow } from './queue.ts'
export { ringer } from './ringer.ts'
export { sayEntry } from './saying.ts'
export type { QueueView, TimelineView, WaitingContact, WaitingView } from '../wire.ts'
