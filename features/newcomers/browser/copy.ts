import type { Desk } from '#features/keys/browser'
import { isOver, type Days } from '../rules.ts'
import type { CardView } from '../wire.ts'
import { newcomersOn } from './newcomers.ts'

export type NewcomersCopy = { days: Days; cards: Omit<CardView, 'goesAt' | 'notes'>[] }

/**
 * Where each open card stands and whose it is, for a copy of the team. What was written, and who was not taken on, stays here: its
 * end was promised, and a copy knows none. Throws AbortError when `signal` says so.
 */
export async function newcomersCopy(desk: Desk, signal: AbortSignal): Promise<NewcomersCopy> {
  const newcomers = newcomersOn(desk)
  await new Promise<void>((tell, stop) => {
    newcomers.subscribe(({ isKnown }) => isKnown && tell())
    signal.addEventListener('abort', () => stop(signal.reason as Error), { once: true })
  })
  const cards = newcomers.cards
    .filter(({ state }) => !isOver(state))
    .map(({ goesAt: _goesAt, notes: _notes, ...card }) => card)
  return { days: newcomers.days, cards }
}
