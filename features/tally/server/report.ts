import type { Sql } from '#platform/database'
import { placeOf, yearOf } from '../months.ts'
import type { ReportView } from '../wire.ts'
import { foldedMonths, isPagePublic, tablesOf, yearsOf } from './store.ts'

/** Everything published of a year; 0: of the newest one with anything published. */
export async function reportOf(sql: Sql, teamId: string, asked: number): Promise<ReportView> {
  const years = await yearsOf(sql, teamId)
  const year = asked || (years[0] ?? 0)
  const folded = (await foldedMonths(sql, teamId)).filter(({ month }) => yearOf(month) === year)
  return {
    year,
    years,
    tables: await tablesOf(sql, teamId, year),
    first: folded[0] ? placeOf(folded[0].month) : null,
    folded: folded.length > 0 ? placeOf(folded.at(-1)!.month) : 0,
    isPublic: await isPagePublic(sql, teamId),
  }
}
