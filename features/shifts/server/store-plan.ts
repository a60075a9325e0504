import type { Sql } from '#platform/database'
import type { ClosureView, PatternView } from '../views.ts'
import type { Pattern, ShiftRules } from '../wire.ts'

export type PatternRow = PatternView

export async function patternsOf(sql: Sql, teamId: string): Promise<PatternRow[]> {
  return sql<PatternRow[]>`
    select pattern_id as "patternId", line_id as "lineId", version, pattern, sealed, ended_on as "endedOn"
    from shift_patterns where team_id = ${teamId} order by pattern_id`
}

/** False when a pattern has this id already. */
export async function insertPattern(
  sql: Sql,
  teamId: string,
  made: { patternId: string; lineId: string; pattern: Pattern; sealed: string },
): Promise<boolean> {
  const rows = await sql`
    insert into shift_patterns (team_id, pattern_id, line_id, version, pattern, sealed)
    values (${teamId}, ${made.patternId}, ${made.lineId}, 1, ${sql.json(made.pattern)}, ${made.sealed})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

/** False when `version` is not the one that is kept, or there is no such pattern. */
export async function updatePattern(
  sql: Sql,
  teamId: string,
  saved: { patternId: string; version: number; pattern: Pattern; sealed: string },
): Promise<boolean> {
  const rows = await sql`
    update shift_patterns set version = version + 1, pattern = ${sql.json(saved.pattern)}, sealed = ${saved.sealed}
    where team_id = ${teamId} and pattern_id = ${saved.patternId} and version = ${saved.version} returning 1 as one`
  return rows.length === 1
}

export async function endPattern(
  sql: Sql,
  teamId: string,
  { patternId, endedOn }: { patternId: string; endedOn: string | null },
): Promise<boolean> {
  const rows = await sql`
    update shift_patterns set ended_on = ${endedOn}
    where team_id = ${teamId} and pattern_id = ${patternId} returning 1 as one`
  return rows.length === 1
}

export async function closuresOf(sql: Sql, teamId: string): Promise<ClosureView[]> {
  return sql<ClosureView[]>`
    select closure_id as "closureId", line_id as "lineId", first_date as "firstDate", last_date as "lastDate", sealed
    from shift_closures where team_id = ${teamId} order by first_date, closure_id`
}

/** False when a closure has this id already. */
export async function insertClosure(sql: Sql, teamId: string, closure: ClosureView): Promise<boolean> {
  const rows = await sql`
    insert into shift_closures (team_id, closure_id, line_id, first_date, last_date, sealed)
    values (${teamId}, ${closure.closureId}, ${closure.lineId}, ${closure.firstDate}, ${closure.lastDate},
      ${closure.sealed})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

export async function deleteClosure(sql: Sql, teamId: string, closureId: string): Promise<boolean> {
  const rows = await sql`
    delete from shift_closures where team_id = ${teamId} and closure_id = ${closureId} returning 1 as one`
  return rows.length === 1
}

export async function rulesOf(
  sql: Sql,
  teamId: string,
): Promise<{ version: number; rules: Partial<ShiftRules> } | null> {
  const rows = await sql<{ version: number; rules: Partial<ShiftRules> }[]>`
    select version, rules from shift_rules where team_id = ${teamId}`
  return rows[0] ?? null
}

/** False when `version` is not the one that is kept; 0: none is. */
export async function setRules(
  sql: Sql,
  teamId: string,
  { version, rules }: { version: number; rules: ShiftRules },
): Promise<boolean> {
  const rows =
    version === 0
      ? await sql`
          insert into shift_rules (team_id, version, rules) values (${teamId}, 1, ${sql.json(rules)})
          on conflict do nothing returning 1 as one`
      : await sql`
          update shift_rules set version = version + 1, rules = ${sql.json(rules)}
          where team_id = ${teamId} and version = ${version} returning 1 as one`
  return rows.length === 1
}
