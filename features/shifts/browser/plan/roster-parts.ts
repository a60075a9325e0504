import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'
import type { Planning } from './planning.ts'

/** Parts of the month board that a later feature brings: what proposes a roster, what shows how well the weeks are covered. */
export type RosterPart = Component<{ desk: Desk; planning: Planning }>
export const rosterParts: (() => Promise<{ default: RosterPart }>)[] = []

/** Those of them that have come, which is all of them before the board is shown. */
export let shownParts: readonly RosterPart[] = []

/** They come with the board. Asked again after it failed, only what is missing is fetched. */
export async function fetchRosterParts(): Promise<void> {
  shownParts = (await Promise.all(rosterParts.map((fetchIt) => fetchIt()))).map((part) => part.default)
}
