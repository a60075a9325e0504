import { cellOf, coverOf, paint, type Row, type Stretch, type Week } from './week.ts'

/** A place in the week: which day (Monday is 0), which part of it. */
export type Spot = { day: number; row: number }

/** Where a key leads; null for keys that lead nowhere. The edges are walls. */
export function moved({ day, row }: Spot, key: string, rows: number): Spot | null {
  const steps: Record<string, Spot> = {
    ArrowLeft: { day: day - 1, row },
    ArrowRight: { day: day + 1, row },
    ArrowUp: { day, row: row - 1 },
    ArrowDown: { day, row: row + 1 },
    Home: { day: 0, row },
    End: { day: 6, row },
    PageUp: { day, row: 0 },
    PageDown: { day, row: rows - 1 },
  }
  const to = steps[key]
  if (!to) return null
  return { day: Math.min(6, Math.max(0, to.day)), row: Math.min(rows - 1, Math.max(0, to.row)) }
}

/** Everything between two corners. */
export function between(one: Spot, other: Spot, rows: readonly Row[]): Stretch[] {
  const [firstDay, lastDay] = [Math.min(one.day, other.day), Math.max(one.day, other.day)]
  const [firstRow, lastRow] = [Math.min(one.row, other.row), Math.max(one.row, other.row)]
  return Array.from({ length: lastDay - firstDay + 1 }, (_none, at) =>
    rows.slice(firstRow, lastRow + 1).map((row) => cellOf(firstDay + at, row)),
  ).flat()
}

/**
 * Drawing across the week: from where it began to where the finger is, marked or cleared as the first cell became. Going back takes
 * back what was not meant.
 */
export class Stroke {
  #before: Week
  #rows: readonly Row[]
  #from: Spot
  readonly on: boolean

  constructor(week: Week, rows: readonly Row[], from: Spot, on?: boolean) {
    this.#before = week
    this.#rows = rows
    this.#from = from
    this.on = on ?? coverOf(week, cellOf(from.day, rows[from.row]!)) !== 'all'
  }

  to(spot: Spot): Week {
    return paint(this.#before, between(this.#from, spot, this.#rows), this.on)
  }
}
