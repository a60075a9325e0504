import type { ShiftView } from '../../views.ts'
import { placesOf, type Board, type Place } from './board.ts'

/** What publishing tells one person: the places they get, and those that were theirs. */
export type Told = { memberId: string; gets: Place[]; loses: Place[] }
export type Telling = {
  /** Shifts that everybody sees from then on. */
  newly: ShiftView[]
  /** Their places that are still open. */
  open: number
  people: Told[]
}

type Shown = { first: string; last: string; now: number }

/**
 * What "Publish" will do, said before it is done: shifts not shown so far become seen with who sits there, and what is changed in
 * shifts that are seen already becomes true.
 */
export function tellingOf(shifts: readonly ShiftView[], board: Board, { first, last, now }: Shown): Telling {
  const coming = shifts.filter(({ state, endsAt }) => state === 'on' && Date.parse(endsAt) > now)
  const newly = coming.filter(({ published, night }) => !published && night >= first && night <= last)
  const people = new Map<string, Told>()
  const told = (memberId: string): Told => {
    const one = people.get(memberId) ?? { memberId, gets: [], loses: [] }
    people.set(memberId, one)
    return one
  }
  for (const shift of [...newly, ...coming.filter(({ published }) => published)])
    for (const place of placesOf(shift)) {
      const after = board.at(place)
      const before = shift.published ? (board.savedAt(place)?.memberId ?? null) : null
      if (after === before) continue
      if (after !== null) told(after).gets.push(place)
      if (before !== null) told(before).loses.push(place)
    }
  const open = newly.flatMap(placesOf).filter((place) => board.at(place) === null).length
  return { newly, open, people: [...people.values()] }
}
