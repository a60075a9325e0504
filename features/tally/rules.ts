import {
  grouped,
  isEnough,
  sum,
  ten,
  widen,
  widenCrossing,
  type Counts,
  type Crossing,
  type Grouping,
} from './grouping.ts'
import { cut, totalTiles, type Span, type Tile } from './periods.ts'

/** What is counted of one month: how many, each dimension by itself, and each beside the hub. Never three at once. */
export type Sheet = { n: number; one: Record<string, Counts>; two: Record<string, readonly Counts[]> }

export type Dimension = { name: string; size: number; ordered?: boolean }
/**
 * What a year's sheets count. `hub`: the one dimension that the others are shown beside. `several`: yes-or-no dimensions of
 * which a contact may have more than one; where none of `each` can be shown, they are shown as one (`wide`: any of them).
 */
export type Shape = {
  dimensions: readonly Dimension[]
  hub: string | null
  several: readonly { wide: string | null; each: readonly string[] }[]
}

/** One published table. `cells` row by row; `groups` by dimension. No dimension: a plain total. `whole`: the year as one. */
export type Table = Tile & { dimensions: string[]; groups: Grouping[]; cells: number[]; whole: boolean }

/** Below so many contacts a period shows its total only, and what they were about waits for a longer one. */
export const enoughForTables = 100

type Year = { sheets: readonly Sheet[]; first: number; shape: Shape }
type Book = Year & { folded: number; base: readonly Tile[] }
/** How one dimension is published: parts of the year, and the whole of it. */
type Layer = { name: string; parts: readonly Tile[]; byPart: Grouping; whole: Grouping | null }

const yesOrNo: Grouping = [[0], [1]]

/**
 * Everything that may be published of a year, as far as it is folded (`sheets` from the month `first` on). Folding one more
 * month only ever adds to it. Why nothing can be worked out from it about fewer than ten: README.md, "Why it holds".
 */
export function publish(year: Year): Table[] {
  const { sheets, first, shape } = year
  const totals = sheets.map(({ n }) => n)
  const base = totalTiles(totals, first)
  const book: Book = { ...year, folded: first + sheets.length - 1, base }
  if (base.length === 0) return []
  const plain = base.map((tile) => ({ ...tile, dimensions: [], groups: [], cells: [nOf(book, tile)], whole: false }))
  const layers = [
    ...shape.dimensions.map((dimension) => layerOf(book, dimension)),
    ...shape.several.flatMap((several) => layersOfSeveral(book, several)),
  ]
  return [...plain, ...yearTotal(book), ...layers.flatMap((layer) => tablesOf(book, layer)), ...crossings(book, layers)]
}

const yearOf = ({ first }: Book): Span => ({ from: first, to: 12 })
const isClosed = ({ folded }: Book): boolean => folded === 12

const within = ({ sheets, first }: Book, { from, to }: Span): readonly Sheet[] =>
  sheets.slice(from - first, to - first + 1)
const nOf = (book: Book, span: Span): number => sum(within(book, span).map(({ n }) => n))

function countsOf(book: Book, name: string, span: Span): number[] {
  const months = within(book, span).map(({ one }) => one[name]!)
  return (months[0] ?? []).map((_count, category) => sum(months.map((counts) => counts[category]!)))
}

function yearTotal(book: Book): Table[] {
  if (!isClosed(book)) return []
  const span = yearOf(book)
  return [{ ...span, at: 12, dimensions: [], groups: [], cells: [nOf(book, span)], whole: true }]
}

/** One category each, as far as it goes; the groups of the first part are those of every part of that year. */
function layerOf(book: Book, { name, size, ordered = false }: Dimension): Layer {
  const all = Array.from({ length: size }, (_none, category) => category)
  let held: Grouping | null = null
  const parts = cutTables(book, (spans) => {
    const among = spans.map((span) => countsOf(book, name, span))
    const grouping = held ?? widen(all, among, ordered)
    if (grouping.length < 2 || !isEnough(grouping, among)) return false
    held = grouping
    return true
  })
  const byPart: Grouping = held ?? [all]
  const counts = [countsOf(book, name, yearOf(book))]
  const whole = byPart.flatMap((group) => widen(group, counts, ordered))
  const shown = isClosed(book) && isEnough(whole, counts)
  return { name, parts, byPart, whole: shown ? whole : null }
}

/**
 * Each by itself, where both yes and no hold enough; where none of them does, all as one, for the whole year. Never both: the
 * wider one beside one of its own would tell what is left of it.
 */
function layersOfSeveral(book: Book, { wide, each }: Shape['several'][number]): Layer[] {
  const alone = each.map((name) => layerOfOne(book, name))
  const isShown = ({ parts, whole }: Layer): boolean => parts.length > 0 || whole !== null
  if (wide === null || alone.some(isShown)) return alone
  return [{ ...layerOfOne(book, wide), parts: [] }]
}

function layerOfOne(book: Book, name: string): Layer {
  const isEnoughIn = (spans: readonly Span[]): boolean =>
    isEnough(
      yesOrNo,
      spans.map((span) => countsOf(book, name, span)),
    )
  const parts = cutTables(book, isEnoughIn)
  return { name, parts, byPart: yesOrNo, whole: isClosed(book) && isEnoughIn([yearOf(book)]) ? yesOrNo : null }
}

/** Parts of the year that hold enough for tables, made of the periods of the totals. */
function cutTables(book: Book, fits: (spans: Span[]) => boolean): Tile[] {
  const { first, folded, base } = book
  let begun = false
  return cut({
    first,
    folded,
    mayEnd: (to, at) => base.some((tile) => tile.to === to && tile.at <= at),
    fits(period, rest) {
      if (period.from === first && period.to === 12) return false
      const large = rest === null ? begun : nOf(book, period) >= enoughForTables
      return large && fits(rest === null ? [period] : [period, rest]) && (begun = true)
    },
  })
}

function tablesOf(book: Book, { name, parts, byPart, whole }: Layer): Table[] {
  return [
    ...parts.map((tile) => oneOf(book, { name, tile, grouping: byPart, whole: false })),
    ...(whole ? [oneOf(book, { name, tile: { ...yearOf(book), at: 12 }, grouping: whole, whole: true })] : []),
  ]
}

type Part = { name: string; tile: Tile; grouping: Grouping; whole: boolean }

const oneOf = (book: Book, { name, tile, grouping, whole }: Part): Table => ({
  ...tile,
  dimensions: [name],
  groups: [grouping],
  cells: grouped(countsOf(book, name, tile), grouping),
  whole,
})

/**
 * Two at once: always the hub and one more, for a period in which both stand with these groups by themselves. A year as a
 * whole only where neither was published in parts of it.
 */
function crossings(book: Book, layers: readonly Layer[]): Table[] {
  const hub = layers.find(({ name }) => name === book.shape.hub)
  if (!hub) return []
  return layers.flatMap((other) => {
    if (other === hub) return []
    return sharedBy(book, hub, other).flatMap((shared) => crossing(book, other.name, shared))
  })
}

type Shared = { tile: Tile; rows: Grouping; columns: Grouping; whole: boolean }

function sharedBy(book: Book, hub: Layer, other: Layer): Shared[] {
  const inParts = hub.parts.flatMap((tile) =>
    other.parts
      .filter(({ from, to }) => from === tile.from && to === tile.to)
      .map(({ at }) => ({ ...tile, at: Math.max(at, tile.at) }))
      .map((both) => ({ tile: both, rows: hub.byPart, columns: other.byPart, whole: false })),
  )
  if (hub.parts.length > 0 || other.parts.length > 0 || !hub.whole || !other.whole) return inParts
  return [{ tile: { ...yearOf(book), at: 12 }, rows: hub.whole, columns: other.whole, whole: true }]
}

function crossing(book: Book, name: string, { tile, rows, columns, whole }: Shared): Table[] {
  const months = within(book, tile).map(({ two }) => two[name]!)
  const cells = rows.map((row) =>
    columns.map((column) =>
      sum(months.flatMap((month) => row.flatMap((r) => column.map((category) => month[r]![category]!)))),
    ),
  )
  const wider: Crossing | null = widenCrossing({ rows, columns, cells })
  if (!wider) return []
  const dimensions = [book.shape.hub!, name]
  return [{ ...tile, dimensions, groups: [wider.rows, wider.columns], cells: wider.cells.flat(), whole }]
}

/** Whether a table keeps the rule by itself: what the server asks of everything it is given to publish. */
export const keepsRule = (table: { cells: readonly number[] }): boolean =>
  table.cells.length > 0 && table.cells.every((cell) => Number.isSafeInteger(cell) && cell >= ten)
