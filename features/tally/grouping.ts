/** No count of fewer is ever published, nor can one be worked out. */
export const ten = 10

/** How often each category was counted. */
export type Counts = readonly number[]
/** Categories by their place, put together: `[[0], [1, 3]]` counts 1 and 3 as one. */
export type Grouping = readonly (readonly number[])[]

export const sum = (counts: Counts): number => counts.reduce((all, one) => all + one, 0)

/** The counts of the groups. */
export const grouped = (counts: Counts, grouping: Grouping): number[] =>
  grouping.map((group) => sum(group.map((category) => counts[category]!)))

/**
 * Puts the rarest categories together until every group holds ten in each of `among`; whoever has an order (`ordered`)
 * only with their neighbours. The same counts always give the same groups. One group is what is left when nothing helps.
 */
export function widen(categories: readonly number[], among: readonly Counts[], ordered = false): number[][] {
  const groups = categories.map((category) => [category])
  const weight = (group: readonly number[]): number =>
    Math.min(...among.map((counts) => sum(group.map((category) => counts[category]!))))
  while (groups.length > 1) {
    const weights = groups.map(weight)
    const rarest = weights.indexOf(Math.min(...weights))
    if (weights[rarest]! >= ten) break
    const partners = groups.flatMap((_group, at) => (mayJoin(rarest, at, ordered) ? [at] : []))
    const partner = partners.reduce((best, at) => (weights[at]! < weights[best]! ? at : best))
    groups[Math.min(rarest, partner)]!.push(...groups[Math.max(rarest, partner)]!)
    groups.splice(Math.max(rarest, partner), 1)
  }
  return groups.map((group) => group.toSorted((one, other) => one - other))
}

const mayJoin = (one: number, other: number, ordered: boolean): boolean =>
  one !== other && (!ordered || Math.abs(one - other) === 1)

/** True when every group holds ten everywhere. */
export const isEnough = (grouping: Grouping, among: readonly Counts[]): boolean =>
  among.every((counts) => grouped(counts, grouping).every((count) => count >= ten))

export type Crossing = { rows: Grouping; columns: Grouping; cells: number[][] }

/**
 * Puts rows or columns of a table of two dimensions together until every cell holds ten, keeping as many cells as it can.
 * null when less than two by two would be left.
 */
export function widenCrossing(table: Crossing): Crossing | null {
  let now = table
  for (;;) {
    const [row, column] = smallestOf(now.cells)
    if (now.rows.length < 2 || now.columns.length < 2) return null
    if (now.cells[row]![column]! >= ten) return now
    const choices = [
      ...(now.rows.length > 2 ? now.rows.flatMap((_row, at) => (at === row ? [] : [joinRows(now, row, at)])) : []),
      ...(now.columns.length > 2
        ? now.columns.flatMap((_column, at) => (at === column ? [] : [turned(joinRows(turned(now), column, at))]))
        : []),
    ]
    if (choices.length === 0) return null
    now = choices.reduce((best, choice) => (isBetter(choice, best) ? choice : best))
  }
}

const sizeOf = ({ rows, columns }: Crossing): number => rows.length * columns.length
const lowest = ({ cells }: Crossing): number => Math.min(...cells.flat())
const isBetter = (one: Crossing, other: Crossing): boolean =>
  sizeOf(one) > sizeOf(other) || (sizeOf(one) === sizeOf(other) && lowest(one) > lowest(other))

function smallestOf(cells: number[][]): [number, number] {
  let best: [number, number] = [0, 0]
  cells.forEach((row, r) =>
    row.forEach((cell, c) => {
      if (cell < cells[best[0]]![best[1]]!) best = [r, c]
    }),
  )
  return best
}

function joinRows({ rows, columns, cells }: Crossing, one: number, other: number): Crossing {
  const [first, second] = [Math.min(one, other), Math.max(one, other)]
  const without = <Part>(parts: readonly Part[], joined: Part): Part[] =>
    parts.flatMap((part, at) => (at === first ? [joined] : at === second ? [] : [part]))
  const group = [...rows[first]!, ...rows[second]!].toSorted((a, b) => a - b)
  const added = cells[first]!.map((cell, at) => cell + cells[second]![at]!)
  return { rows: without(rows, group), columns, cells: without(cells, added) }
}

const turned = ({ rows, columns, cells }: Crossing): Crossing => ({
  rows: columns,
  columns: rows,
  cells: columns.map((_column, at) => cells.map((row) => row[at]!)),
})
