import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'

/** What later features show in what we owe, above the list. Given once by the console, which knows every feature. */
export const owedParts: Component<{ desk: Desk }>[] = []
