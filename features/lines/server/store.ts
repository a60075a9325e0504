import { theTeam } from '#features/members'
import type { Sql } from '#platform/database'
import type { Line, LineDraft } from '../wire.ts'

type LineRow = {
  teamId: string
  lineId: string
  version: number
  path: string
  isRoot: boolean
  written: Omit<LineDraft, 'path' | 'isRoot'>
}

/** Every line of a team, the front door first, then by address. */
export async function linesOf(sql: Sql, teamId: string): Promise<Line[]> {
  const rows = await sql<LineRow[]>`
    select team_id as "teamId", line_id as "lineId", version, path, is_root as "isRoot", written
    from lines where team_id = ${teamId} order by is_root desc, path`
  return rows.map(lineFrom)
}

export async function lineOf(sql: Sql, teamId: string, lineId: string): Promise<Line | null> {
  const [row] = await sql<LineRow[]>`
    select team_id as "teamId", line_id as "lineId", version, path, is_root as "isRoot", written
    from lines where team_id = ${teamId} and line_id = ${lineId}`
  return row ? lineFrom(row) : null
}

/** The line at a public address of this installation's team. */
export async function lineByPath(sql: Sql, path: string): Promise<Line | null> {
  const team = await theTeam(sql)
  if (!team) return null
  const [row] = await sql<LineRow[]>`
    select team_id as "teamId", line_id as "lineId", version, path, is_root as "isRoot", written
    from lines where team_id = ${team.teamId} and path = ${path}`
  return row ? lineFrom(row) : null
}

/** The line at the front door, if the team chose one. */
export async function rootLine(sql: Sql): Promise<Line | null> {
  const team = await theTeam(sql)
  if (!team) return null
  const [row] = await sql<LineRow[]>`
    select team_id as "teamId", line_id as "lineId", version, path, is_root as "isRoot", written
    from lines where team_id = ${team.teamId} and is_root`
  return row ? lineFrom(row) : null
}

export type Place = { teamId: string; lineId: string; at: Date }

/** false when this identifier is taken. An address that is taken throws SQLSTATE 23505 (`isTaken`). */
export async function insertLine(sql: Sql, { teamId, lineId, at }: Place, line: LineDraft): Promise<boolean> {
  await leaveRoot(sql, { teamId, lineId, at }, line)
  const { path, isRoot, ...written } = line
  const rows = await sql`
    insert into lines (team_id, line_id, version, path, is_root, written, changed_at)
    values (${teamId}, ${lineId}, 1, ${path}, ${isRoot}, ${sql.json(written)}, ${at})
    on conflict (team_id, line_id) do nothing returning version`
  return rows.length === 1
}

/** The new version, or null when somebody saved since `version` was read (or there is no such line). */
export async function updateLine(sql: Sql, place: Place, version: number, line: LineDraft): Promise<number | null> {
  const { path, isRoot, ...written } = line
  const [held] = await sql`
    select version from lines where team_id = ${place.teamId} and line_id = ${place.lineId} and version = ${version} for update`
  if (!held) return null
  await leaveRoot(sql, place, line)
  await sql`
    update lines set version = ${version + 1}, path = ${path}, is_root = ${isRoot}, written = ${sql.json(written)}, changed_at = ${place.at}
    where team_id = ${place.teamId} and line_id = ${place.lineId} and version = ${version}`
  return version + 1
}

/** Whoever takes the front door takes it from the line that had it, whose version moves: its editors are told. */
async function leaveRoot(sql: Sql, { teamId, lineId, at }: Place, line: LineDraft): Promise<void> {
  if (!line.isRoot) return
  await sql`
    update lines set is_root = false, version = version + 1, changed_at = ${at}
    where team_id = ${teamId} and is_root and line_id <> ${lineId}`
}

const lineFrom = ({ written, ...place }: LineRow): Line => ({ ...written, ...place })

/** Another line already has this address. */
export const isTaken = (error: unknown): boolean => (error as { code?: string } | null)?.code === '23505'
