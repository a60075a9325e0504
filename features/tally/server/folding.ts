import { createHash } from 'node:crypto'
import { day, hour, later } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { teamOf } from '#features/members'
import { base64url, fromBase64url } from '#platform/envelope/bytes'
import { monthAt, monthOf, monthsBetween, nextMonth, placeOf, yearOf } from '../months.ts'
import { keepsRule } from '../rules.ts'
import type { Folding, Material, MonthView, Published, TallyView } from '../wire.ts'
import { cardKey } from './cards.ts'
import {
  cardsByMonth,
  cardsOf,
  deleteCards,
  deleteYear,
  foldedMonths,
  forgetCounted,
  insertMonth,
  insertTables,
  keepCounted,
  ringsByMonth,
} from './store.ts'

/** A contact may still be looked at for so long after its card was counted. */
const rememberedFor = 100 * day
/** Sheets of a year that nobody closes go this long after a month of it was folded. */
const keptUnclosed = 430 * day
/** After midnight, so that whoever was sending a card has sent it. */
const afterMidnight = hour

const sheetKey = (teamId: string, year: number): string => `tally ${teamId} ${year}`

/** The months that are counted, from the first one on, and which of them comes next. */
export async function tallyView(sql: Sql, house: House, teamId: string): Promise<TallyView> {
  const [cards, folded, rings] = [
    await cardsByMonth(sql, teamId),
    await foldedMonths(sql, teamId),
    await ringsByMonth(sql, teamId),
  ]
  const first = [...cards, ...folded, ...rings].map(({ month }) => month).toSorted()[0]
  const team = await teamOf(sql, teamId)
  const now = monthOf(later(house.clock.now(), -afterMidnight), team?.timeZone ?? 'UTC')
  const known = new Set(folded.map(({ month }) => month))
  const months = (first === undefined ? [] : monthsBetween(first, now)).map((month): MonthView => ({
    month,
    cards: cards.find((one) => one.month === month)?.cards ?? 0,
    state: known.has(month) ? 'folded' : month < now ? 'over' : 'gathering',
  }))
  return { months, next: months.find(({ state }) => state === 'over')?.month ?? null }
}

/** What a console needs to fold the next month; null when there is none. */
export async function materialOf(sql: Sql, house: House, teamId: string): Promise<Material | null> {
  const { months, next } = await tallyView(sql, house, teamId)
  if (next === null) return null
  const first = months.find(({ month }) => yearOf(month) === yearOf(next))!.month
  const open = (key: string, sealed: Uint8Array): string => base64url(house.keyStore.open(key, sealed))
  const ofYear = (month: string): boolean => yearOf(month) === yearOf(next) && month <= next
  const cards = (await cardsOf(sql, { teamId, month: next })).map(({ cardId, sealed }) => ({
    cardId,
    sealed: open(cardKey(teamId, next), sealed),
  }))
  const sheets = (await foldedMonths(sql, teamId)).flatMap(({ month, sheet }) =>
    sheet && ofYear(month) ? [{ month, sealed: open(sheetKey(teamId, yearOf(month)), sheet) }] : [],
  )
  const rings = (await ringsByMonth(sql, teamId)).filter(({ month }) => ofYear(month))
  const byMonth = Object.fromEntries(
    monthsBetween(first, next).map((month) => [
      month,
      rings
        .filter((one) => one.month === month)
        .map(({ how, within, rings: count }) => ({ how, within, rings: count })),
    ]),
  )
  return { month: next, first, cards, sheets, rings: byMonth }
}

export type FoldRefusal = 'not-next' | 'cards-changed' | 'too-few' | 'not-due'

/** Folds a month: its tables are published, its sheet is kept, its cards are destroyed. With December the year is closed. null when done. */
export async function foldMonth(
  sql: Sql,
  { afterCommit, house }: { afterCommit: AfterCommit; house: House },
  teamId: string,
  folding: Folding,
): Promise<FoldRefusal | null> {
  const { month, tables } = folding
  const place = { teamId, month }
  if ((await tallyView(sql, house, teamId)).next !== month) return 'not-next'
  const cardIds = (await cardsOf(sql, place)).map(({ cardId }) => cardId)
  if (cardIds.toSorted().join() !== folding.cardIds.toSorted().join()) return 'cards-changed'
  if (!tables.every(keepsRule)) return 'too-few'
  if (!tables.every(({ at, from, to }) => at === placeOf(month) && from <= to && to <= at)) return 'not-due'
  if (!(await insertMonth(sql, place, sealSheet(house, teamId, folding)))) return 'not-next'
  await insertTables(
    sql,
    teamId,
    tables.map((counts) => ({ year: yearOf(month), tableId: nameOf(counts), counts })),
  )
  await destroySoon(sql, house, place)
  afterCommit(() => house.live.changed(teamId, 'tally', ''))
  return null
}

/** The same table cannot be published twice, with other numbers. */
const nameOf = ({ of, from, to, dimensions, whole }: Published): string =>
  createHash('sha256')
    .update(JSON.stringify([of, from, to, dimensions, whole]))
    .digest('base64url')

function sealSheet(house: House, teamId: string, { month, sheet }: Folding): Uint8Array | null {
  if (placeOf(month) === 12) return null
  const key = sheetKey(teamId, yearOf(month))
  house.keyStore.newKey(key)
  return house.keyStore.seal(key, fromBase64url(sheet))
}

/**
 * The cards are destroyed by a deadline that is due at once, so that no failure in between can cost the sheet: what this
 * transaction keeps is durable before their key goes. With December the year's sheets go the same way.
 */
async function destroySoon(sql: Sql, house: House, place: { teamId: string; month: string }): Promise<void> {
  const { teamId, month } = place
  const now = house.clock.now()
  await keepCounted(sql, place)
  await house.deadlines.set(sql, { teamId, kind: 'tally.cards', key: month, dueAt: now })
  await house.deadlines.set(sql, { teamId, kind: 'tally.counted', key: month, dueAt: later(now, rememberedFor) })
  const dueAt = placeOf(month) === 12 ? now : later(now, keptUnclosed)
  await house.deadlines.set(sql, { teamId, kind: 'tally.year', key: String(yearOf(month)), dueAt })
}

/** Key first, then rows. What was left lying goes the same way: cards nobody folded, a year nobody closed. It is then not counted. */
export const tallyDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: 'tally.counted',
    handle: (sql, _afterCommit, { teamId, key }) => forgetCounted(sql, { teamId, month: key }),
  },
  {
    kind: 'tally.cards',
    async handle(sql, _afterCommit, { teamId, key }) {
      house.keyStore.erase(cardKey(teamId, key))
      await deleteCards(sql, { teamId, month: key })
    },
  },
  {
    kind: 'tally.year',
    async handle(sql, _afterCommit, { teamId, key }) {
      const last = (await foldedMonths(sql, teamId)).findLast(({ month }) => month.startsWith(key))?.month
      for (let month = last ? nextMonth(last) : monthAt(Number(key), 1); yearOf(month) === Number(key);) {
        house.keyStore.erase(cardKey(teamId, month))
        await deleteCards(sql, { teamId, month })
        await insertMonth(sql, { teamId, month }, null)
        month = nextMonth(month)
      }
      house.keyStore.erase(sheetKey(teamId, Number(key)))
      await deleteYear(sql, teamId, Number(key))
    },
  },
]
