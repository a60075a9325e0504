import { placeName } from '#features/shifts/checks'
import type { DifferenceView } from '../views.ts'

type Place = { shiftId: string; seatId: string; slot: number }
export type Put = Place & { memberId: string | null }
/** What of the board this looks at. */
export type BoardNow = { at: (place: Place) => string | null; has: (place: Place) => boolean }

/** How a difference stands to the board as it is now: what it changes may have changed since it was worked out. */
export type Standing = 'open' | 'there' | 'moved' | 'gone'
export type Difference = { name: string; difference: DifferenceView; standing: Standing; isAccepted: boolean }

/** Nobody is put over somebody else's head unseen: what was changed since is left unless it is accepted by itself. */
export function differencesNow(
  differences: readonly DifferenceView[],
  board: BoardNow,
  chosen: ReadonlyMap<string, boolean>,
): Difference[] {
  return differences.map((difference) => {
    const name = placeName(difference)
    const standing = standingOf(difference, board)
    const isAccepted = standing !== 'there' && standing !== 'gone' && (chosen.get(name) ?? standing === 'open')
    return { name, difference, standing, isAccepted }
  })
}

function standingOf(difference: DifferenceView, board: BoardNow): Standing {
  if (!board.has(difference)) return 'gone'
  const now = board.at(difference)
  if (now === difference.memberId) return 'there'
  return now === difference.was ? 'open' : 'moved'
}

/** What is put on the board, as one step. */
export const putsOf = (differences: readonly Difference[]): Put[] =>
  differences
    .filter(({ isAccepted }) => isAccepted)
    .map(({ difference: { shiftId, seatId, slot, memberId } }) => ({ shiftId, seatId, slot, memberId }))
