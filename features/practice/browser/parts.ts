import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'
import type { PracticeView } from '../wire.ts'

/**
 * What a later feature shows on the card of a practice nobody has begun, to those who take part. Given once by the console,
 * which knows every feature.
 */
export const practiceParts: Component<{ desk: Desk; practice: PracticeView }>[] = []
