import { ten } from './grouping.ts'
import type { Shape, Table } from './rules.ts'

/*
 * Somebody who has everything that was published, and time. What they do not know is how many contacts there were in each
 * atom: a month, a category of the hub, a category of one more dimension. Every published cell is one equation about them.
 */

/** `row` holds a coefficient for each atom, and the sum last. */
type Row = Float64Array
export type Found = { how: 'worked out' | 'between bounds'; about: string; count: number }

export type Target = { tables: readonly Table[]; shape: Shape; first: number; months: number }

/** Every group of one to nine contacts that can be told from the tables. What is published well gives none. */
export function attack(target: Target): Found[] {
  const { hub } = target.shape
  const others = namesOf(target.shape).filter((name) => name !== hub)
  return others.flatMap((other) => {
    const rows = equations(target, other)
    const atoms = (rows[0]?.length ?? 1) - 1
    const solved = reduce(rows)
    return [...workedOut([...rows, ...solved], other), ...betweenBounds([...rows, ...solved], atoms, other)]
  })
}

export const namesOf = ({ dimensions, several }: Shape): string[] => [
  ...dimensions.map(({ name }) => name),
  ...several.flatMap(({ wide, each }) => (wide === null ? each : [wide, ...each])),
]

export const sizeOf = ({ dimensions }: Shape, name: string | null): number =>
  name === null ? 1 : (dimensions.find((one) => one.name === name)?.size ?? 2)

/** What is known about this dimension, the hub, and the months: one equation for each published cell. */
export function equations({ tables, shape, first, months }: Target, other: string): Row[] {
  const [rows, columns] = [sizeOf(shape, shape.hub), sizeOf(shape, other)]
  return tables.flatMap((table) => {
    if (!table.dimensions.every((name) => name === shape.hub || name === other)) return []
    return table.cells.map((cell, at) => {
      const isIn = membership(table, at, { hub: shape.hub, other })
      const row = new Float64Array(months * rows * columns + 1)
      for (let atom = 0; atom < row.length - 1; atom++) {
        const month = first + Math.floor(atom / (rows * columns))
        const [r, c] = [Math.floor(atom / columns) % rows, atom % columns]
        if (month >= table.from && month <= table.to && isIn(r, c)) row[atom] = 1
      }
      row[row.length - 1] = cell
      return row
    })
  })
}

function membership(
  { dimensions, groups }: Table,
  at: number,
  names: { hub: string | null; other: string },
): (row: number, column: number) => boolean {
  const place = new Map<string, readonly number[]>()
  let left = at
  for (let axis = dimensions.length - 1; axis >= 0; axis--) {
    const size = groups[axis]!.length
    place.set(dimensions[axis]!, groups[axis]![left % size]!)
    left = Math.floor(left / size)
  }
  const [rows, columns] = [names.hub === null ? undefined : place.get(names.hub), place.get(names.other)]
  return (row, column) => (rows?.includes(row) ?? true) && (columns?.includes(column) ?? true)
}

/** Gauss and Jordan. Coefficients stay small whole numbers here; what is nearly nothing is nothing. */
function reduce(equationsGiven: readonly Row[]): Row[] {
  const rows = equationsGiven.map((row) => row.slice())
  const width = (rows[0]?.length ?? 1) - 1
  let done = 0
  for (let column = 0; column < width && done < rows.length; column++) {
    const pivot = rows.findIndex((row, at) => at >= done && Math.abs(row[column]!) > tiny)
    if (pivot === -1) continue
    ;[rows[done], rows[pivot]] = [rows[pivot]!, rows[done]!]
    const lead = rows[done]!
    scale(lead, 1 / lead[column]!)
    rows.forEach((row, at) => at !== done && Math.abs(row[column]!) > tiny && subtract(row, lead, row[column]!))
    done++
  }
  return rows.slice(0, done)
}

const tiny = 1e-6
/** More than any team counts in a year. */
const everybody = 1e6
const scale = (row: Row, by: number): void => row.forEach((value, at) => (row[at] = value * by))
const subtract = (row: Row, other: Row, times: number): void =>
  other.forEach((value, at) => value !== 0 && (row[at] = row[at]! - value * times))

/** One published or derived sum less another: is it about a group, and is the group a small one? */
function workedOut(rows: readonly Row[], about: string): Found[] {
  const found: Found[] = rows.flatMap((row) => smallGroup(row, about))
  for (const one of rows)
    for (const other of rows)
      if (isSmall(one.at(-1)! - other.at(-1)!)) found.push(...smallGroup(minus(one, other), about))
  return found
}

const minus = (one: Row, other: Row): Row => one.map((value, at) => value - other[at]!)

const isSmall = (count: number): boolean => count > 1 - tiny && count < ten - tiny

function smallGroup(row: Row, about: string): Found[] {
  const count = row.at(-1)!
  if (!isSmall(count)) return []
  let members = 0
  for (let at = 0; at < row.length - 1; at++) {
    const value = Math.abs(row[at]!) < tiny ? 0 : row[at]!
    if (value !== 0 && Math.abs(value - 1) > tiny) return []
    members += value === 0 ? 0 : 1
  }
  return members === 0 ? [] : [{ how: 'worked out', about, count: Math.round(count) }]
}

/** How many each atom may hold at most, given what all the others hold at least, and the other way round, until nothing moves. */
function betweenBounds(rows: readonly Row[], atoms: number, about: string): Found[] {
  const least = new Float64Array(atoms)
  const most = new Float64Array(atoms).fill(everybody)
  for (let round = 0, moved = true; moved && round < 20; round++) {
    moved = false
    for (const row of rows) moved = squeeze(row, least, most) || moved
  }
  return [...most.keys()]
    .filter((at) => isSmall(most[at]!))
    .map((at) => ({ how: 'between bounds', about, count: Math.round(most[at]!) }))
}

function squeeze(row: Row, least: Float64Array, most: Float64Array): boolean {
  let [low, high] = [0, 0]
  for (let at = 0; at < least.length; at++) {
    const value = row[at]!
    if (Math.abs(value) < tiny) continue
    low += value > 0 ? value * least[at]! : value * most[at]!
    high += value > 0 ? value * most[at]! : value * least[at]!
  }
  let moved = false
  for (let at = 0; at < least.length; at++) {
    const value = row[at]!
    if (Math.abs(value) < tiny) continue
    const [ownLow, ownHigh] =
      value > 0 ? [value * least[at]!, value * most[at]!] : [value * most[at]!, value * least[at]!]
    const atMost = row.at(-1)! - (low - ownLow)
    const atLeast = row.at(-1)! - (high - ownHigh)
    const [newLow, newHigh] = value > 0 ? [atLeast / value, atMost / value] : [atMost / value, atLeast / value]
    if (newHigh < most[at]! - tiny || newLow > least[at]! + tiny) moved = true
    most[at] = Math.min(most[at]!, newHigh)
    least[at] = Math.max(least[at]!, newLow)
  }
  return moved
}
