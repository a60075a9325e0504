import { placeName } from '../../places.ts'
import type { Board, Place } from './board.ts'
import type { Judge, Verdict } from './fit.ts'

/** Somebody who is being moved, by keyboard or by hand. `from` null: out of the list of people. */
export type Carried = { memberId: string; from: Place | null }
/** What happens when they are put down here. `other`: who sits there, and goes where they came from. */
export type Landing = Verdict & { other: string | null }

export function landingOn({ memberId, from }: Carried, to: Place, board: Board, judge: Judge): Landing {
  const sits = board.at(to)
  const other = from !== null && sits !== memberId ? sits : null
  const mine = judge.verdict(memberId, to, from)
  const theirs = other !== null && from ? judge.verdict(other, from, to) : { against: [], needs: [], blocked: false }
  return {
    against: [...mine.against, ...theirs.against],
    needs: [...mine.needs, ...theirs.needs],
    blocked: mine.blocked || theirs.blocked,
    other,
  }
}

export function putDown({ memberId, from }: Carried, to: Place, board: Board, anyway: boolean): void {
  if (from === null) board.put({ ...to, memberId, anyway })
  else if (placeName(from) !== placeName(to)) board.move(from, to, anyway)
}
