import { ten } from './grouping.ts'

/** Months of one year, 1 to 12, both within. */
export type Span = { from: number; to: number }
/** `at`: the month after whose folding it is published. */
export type Tile = Span & { at: number }

const quarterEnd = (month: number): number => Math.ceil(month / 3) * 3

/** How far a period that begins with this month may reach, nearest first: the month alone, the end of its quarter, of the year. */
const ends = (month: number): number[] => [...new Set([month, quarterEnd(month), 12])]

/**
 * Cuts what was counted, month by month as it is folded, into periods that can be published. A period is cut off only when
 * what comes after it, as far as it is folded, could stand alone too: so nothing small is ever left over at the end of the
 * year, and no later figure can be subtracted to one. `fits(period, rest)`; rest null when nothing comes after.
 */
export function cut(year: {
  first: number
  folded: number
  /** Where a period may end, after that month's folding. */
  mayEnd: (to: number, at: number) => boolean
  fits: (period: Span, rest: Span | null) => boolean
}): Tile[] {
  const { first, folded, mayEnd, fits } = year
  const tiles: Tile[] = []
  for (let at = first; at <= folded; at++) {
    for (;;) {
      const from = (tiles.at(-1)?.to ?? first - 1) + 1
      const to = ends(from).find((end) => end <= at && mayEnd(end, at) && fits({ from, to: end }, restOf(end, at)))
      if (from > 12 || to === undefined) break
      tiles.push({ from, to, at })
    }
  }
  return tiles
}

/** What was folded after `to`. After December there is nothing; before December, nothing yet is not enough. */
const restOf = (to: number, at: number): Span | null => (to === 12 ? null : { from: to + 1, to: at })

/** The periods of plain totals. Every other table's periods are made of these. */
export function totalTiles(totals: readonly number[], first: number): Tile[] {
  const within = ({ from, to }: Span): number =>
    totals.slice(from - first, to - first + 1).reduce((all, one) => all + one, 0)
  return cut({
    first,
    folded: first + totals.length - 1,
    mayEnd: () => true,
    fits: (period, rest) => within(period) >= ten && (rest === null || within(rest) >= ten),
  })
}
