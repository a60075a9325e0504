import { placeName } from '../../places.ts'
import type { OfferView, Seating, ShiftView } from '../../views.ts'
import type { Seat } from '../../wire.ts'
import { placesOf, type Board, type Place } from './board.ts'
import type { Judge, Verdict } from './fit.ts'

/** One place of one shift as the board shows it. */
export type Cell = Place & {
  key: string
  seat: Seat
  memberId: string | null
  /** As the server has it, while the same person sits there. */
  saved: Seating | null
  /** Who sat there before what is changed and not saved; undefined: nothing is changed. */
  was: string | null | undefined
  anyway: boolean
  offer: OfferView | null
  verdict: Verdict | null
  wishes: string[]
  /** It was said to stay empty, and nobody sits there. */
  staysEmpty: boolean
}
export type Row = { shift: ShiftView; cells: Cell[] }
/** Why a place is not filled: nobody; somebody whose skill does not reach; somebody who said that they are not coming. */
export type Hole = { row: Row; cell: Cell; kind: 'open' | 'skill' | 'not coming' }

type Shown = { first: string; last: string; lineId: string | null }

export const rowsOf = (shifts: readonly ShiftView[], board: Board, judge: Judge, shown: Shown): Row[] =>
  shifts
    .filter(({ night }) => night >= shown.first && night <= shown.last)
    .filter(({ lineId }) => shown.lineId === null || shown.lineId === lineId)
    .filter(({ state, seatings }) => state === 'on' || seatings.length > 0)
    .map((shift) => ({ shift, cells: placesOf(shift).map((place) => cellOf(place, shift, board, judge)) }))

function cellOf(place: Place, shift: ShiftView, board: Board, judge: Judge): Cell {
  const isOff = shift.state === 'off'
  const saved = isOff
    ? shift.seatings.find((one) => placeName({ ...one, shiftId: shift.shiftId }) === placeName(place))
    : board.savedAt(place)
  const wanted = board.wantedAt(place)
  const memberId = isOff ? (saved?.memberId ?? null) : board.at(place)
  const isSaved = saved !== undefined && saved.memberId === memberId
  return {
    ...place,
    key: placeName(place),
    seat: shift.seats.find(({ seatId }) => seatId === place.seatId)!,
    memberId,
    saved: isSaved ? saved : null,
    was: wanted ? wanted.was : undefined,
    anyway: wanted?.anyway ?? false,
    offer: (isSaved && shift.offers.find((one) => placeName(one) === placeName(place))) || null,
    verdict: memberId === null || isOff ? null : judge.verdict(memberId, place),
    staysEmpty:
      memberId === null && shift.leftEmpty.some((one) => one.seatId === place.seatId && one.slot === place.slot),
    wishes: shift.wishes.filter(({ seatId }) => seatId === place.seatId).map((wish) => wish.memberId),
  }
}

export const cellAt = (rows: readonly Row[], key: string): Cell | undefined =>
  rows.flatMap(({ cells }) => cells).find((cell) => cell.key === key)

/** Nobody sits there for the server either, everybody sees the shift, and it is not over. */
export const mayStayEmpty = (rows: readonly Row[], key: string, now: number): boolean =>
  rows.some(
    ({ shift, cells }) =>
      shift.published &&
      shift.state === 'on' &&
      Date.parse(shift.endsAt) > now &&
      cells.some((cell) => cell.key === key && cell.memberId === null && !cell.was && cell.seat.kind !== 'back-up'),
  )

/** By start; only of shifts that are to come. */
export const holesIn = (rows: readonly Row[], now: number): Hole[] =>
  rows
    .filter(({ shift }) => shift.state === 'on' && Date.parse(shift.startsAt) > now)
    .flatMap((row) => row.cells.flatMap((cell) => holeOf(row, cell)))

function holeOf(row: Row, cell: Cell): Hole[] {
  if (cell.staysEmpty) return []
  if (cell.memberId === null) return [{ row, cell, kind: 'open' }]
  if (cell.saved?.coming === 'no') return [{ row, cell, kind: 'not coming' }]
  const short = cell.verdict?.against.some(({ kind }) => kind === 'skill-missing' || kind === 'skill-expired')
  return short ? [{ row, cell, kind: 'skill' }] : []
}

/** Asked "are you coming?" and silent: to be settled before the shift, not during it. */
export const unansweredIn = (rows: readonly Row[], now: number): Cell[] =>
  rows
    .filter(({ shift }) => Date.parse(shift.startsAt) > now)
    .flatMap(({ cells }) => cells.filter(({ saved }) => saved?.coming === 'asked'))

/** Where the keyboard goes: rows may differ in length, so a column that is not there is the last one that is. */
export function goTo(rows: readonly Row[], from: string, key: string): string | null {
  const row = rows.findIndex(({ cells }) => cells.some((cell) => cell.key === from))
  if (row < 0) return rows[0]?.cells[0]?.key ?? null
  const column = rows[row]!.cells.findIndex((cell) => cell.key === from)
  const inRow = (index: number, wanted: number): string | null => {
    const cells = rows[index]?.cells
    return cells?.[Math.min(wanted, cells.length - 1)]?.key ?? null
  }
  const steps: Record<string, () => string | null> = {
    ArrowLeft: () => (column > 0 ? inRow(row, column - 1) : null),
    ArrowRight: () => (column < rows[row]!.cells.length - 1 ? inRow(row, column + 1) : null),
    ArrowUp: () => inRow(row - 1, column),
    ArrowDown: () => inRow(row + 1, column),
    Home: () => inRow(row, 0),
    End: () => inRow(row, Infinity),
    PageUp: () => inRow(Math.max(0, row - 5), column),
    PageDown: () => inRow(Math.min(rows.length - 1, row + 5), column),
  }
  return steps[key]?.() ?? null
}

/** The next hole after (or before) a place, round and round. */
export function nextHole(rows: readonly Row[], holes: readonly Hole[], from: string | null, by: 1 | -1): string | null {
  if (holes.length === 0) return null
  const order = rows.flatMap(({ cells }) => cells.map(({ key }) => key))
  const here = from === null ? -1 : order.indexOf(from)
  const places = holes.map(({ cell }) => cell.key)
  const beyond =
    by === 1 ? places.find((key) => order.indexOf(key) > here) : places.findLast((key) => order.indexOf(key) < here)
  return beyond ?? (by === 1 ? places[0]! : places.at(-1)!)
}
