import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'

/** What later features show under those who wait. Given once by the console, which knows every feature. */
export const waitingParts: Component<{ desk: Desk }>[] = []
