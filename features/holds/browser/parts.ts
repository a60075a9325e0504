import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'

export type KeepingPart = Component<{ desk: Desk }>
/** What later features show on the page of what is kept. Filled once by the console. */
export const keepingParts: (() => Promise<{ default: KeepingPart }>)[] = []

/** Those of them that have come, which is all of them before the page is shown. */
export let shownParts: readonly KeepingPart[] = []

/** They come with the page. Asked again after it failed, only what is missing is fetched. */
export async function fetchKeepingParts(): Promise<void> {
  shownParts = (await Promise.all(keepingParts.map((fetchIt) => fetchIt()))).map((part) => part.default)
}
