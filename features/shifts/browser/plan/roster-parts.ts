import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'
import type { Planning } from './planning.ts'

/** Parts of the month board that a later feature brings: what proposes a roster, what shows how well the weeks are covered. */
export type RosterPart = Component<{ desk: Desk; planning: Planning }>
export const rosterParts: RosterPart[] = []
