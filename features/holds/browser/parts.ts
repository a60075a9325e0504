import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'

/** What later features show on the page of what is kept. Filled once by the console. */
export const keepingParts: Component<{ desk: Desk }>[] = []
