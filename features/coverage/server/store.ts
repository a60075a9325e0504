import type { Sql } from '#platform/database'
import type { PlanResult, ProgressView, ResultView, SearchState } from '../views.ts'
import type { Asked, AskedPlan } from '../wire.ts'

export type SearchPlace = { teamId: string; searchId: string }
/** How a search stands, without what it found: that is long. */
export type SearchRow = SearchPlace & {
  kind: 'proposal' | 'plan'
  state: SearchState
  workerUntil: Date | null
  hasResult: boolean
}
export type ShownRow = {
  kind: 'proposal' | 'plan'
  asked: Asked | AskedPlan
  askedBy: string
  state: SearchState
  progress: ProgressView
  result: ResultView | PlanResult | null
}

/** What the team's consoles are shown: what was found only once nobody works on it. */
export async function searchesShown(sql: Sql, teamId: string): Promise<ShownRow[]> {
  return sql<ShownRow[]>`
    select kind, asked, asked_by as "askedBy", state, progress,
      case when state in ('done', 'stopped', 'broke off') then result end as result
    from roster_searches where team_id = ${teamId}`
}

/** Both of the team's, locked until your transaction ends. */
export async function lockSearches(sql: Sql, teamId: string): Promise<SearchRow[]> {
  return sql<SearchRow[]>`
    select team_id as "teamId", search_id as "searchId", kind, state, worker_until as "workerUntil",
      result is not null as "hasResult"
    from roster_searches where team_id = ${teamId} order by search_id for update`
}

type NewSearch = SearchPlace & {
  kind: 'proposal' | 'plan'
  asked: Asked | AskedPlan
  askedBy: string
  at: Date
  worker: string
  until: Date
  progress: ProgressView
}

/** False when somebody else's began meanwhile. */
export async function insertSearch(sql: Sql, search: NewSearch): Promise<boolean> {
  const { teamId, searchId, kind, askedBy, at, worker, until } = search
  const rows = await sql`
    insert into roster_searches (team_id, search_id, kind, asked, asked_by, asked_at, state, worker, worker_until, progress)
    values (${teamId}, ${searchId}, ${kind}, ${sql.json(search.asked)}, ${askedBy}, ${at}, 'under way', ${worker}, ${until},
      ${sql.json(search.progress)})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

type Told = SearchPlace & {
  worker: string
  until: Date
  state: SearchState
  progress: ProgressView
  /** null: what was found before stays. */
  result: ResultView | PlanResult | null
}

/** By whoever works on it, which keeps it theirs. False when it is not theirs any more. */
export async function tellSearch(sql: Sql, told: Told): Promise<boolean> {
  const { teamId, searchId, worker, until, state, progress, result } = told
  const isOn = state === 'under way'
  const rows = await sql`
    update roster_searches set state = ${state}, worker = ${isOn ? worker : null}, worker_until = ${isOn ? until : null},
      progress = ${sql.json(progress)}, result = coalesce(${result && sql.json(result)}::jsonb, result)
    where team_id = ${teamId} and search_id = ${searchId} and worker = ${worker} and state = 'under way'
    returning 1 as one`
  return rows.length === 1
}

/** Nobody works on it from now on; what was found stays. */
export async function setStopped(sql: Sql, place: SearchPlace, state: 'stopped' | 'broke off'): Promise<void> {
  await sql`
    update roster_searches set state = ${state}, worker = null, worker_until = null
    where team_id = ${place.teamId} and search_id = ${place.searchId} and state = 'under way'`
}

export type FoundRow = { asked: Asked; progress: ProgressView; result: ResultView }

/** A proposal that was not worked out to its end; null when there is none, or nothing was found. */
export async function foundBefore(sql: Sql, { teamId, searchId }: SearchPlace): Promise<FoundRow | null> {
  const rows = await sql<FoundRow[]>`
    select asked, progress, result from roster_searches
    where team_id = ${teamId} and search_id = ${searchId} and kind = 'proposal' and state in ('stopped', 'broke off')
      and result is not null`
  return rows[0] ?? null
}

/** Why its seats are open is known by now. */
export async function setExplained(sql: Sql, place: SearchPlace, found: Omit<FoundRow, 'asked'>): Promise<void> {
  await sql`
    update roster_searches set progress = ${sql.json(found.progress)}, result = ${sql.json(found.result)}
    where team_id = ${place.teamId} and search_id = ${place.searchId} and state in ('stopped', 'broke off')`
}

export async function deleteSearch(sql: Sql, { teamId, searchId }: SearchPlace): Promise<void> {
  await sql`delete from roster_searches where team_id = ${teamId} and search_id = ${searchId}`
}

/** Proposals for any of these dates; not what somebody still waits for. */
export async function deletePublished(
  sql: Sql,
  teamId: string,
  { firstDate, lastDate }: { firstDate: string; lastDate: string },
): Promise<{ searchId: string }[]> {
  return sql<{ searchId: string }[]>`
    delete from roster_searches where team_id = ${teamId} and kind = 'proposal' and state <> 'under way'
      and asked ->> 'from' <= ${lastDate} and asked ->> 'to' >= ${firstDate}
    returning search_id as "searchId"`
}

export async function deleteSearches(sql: Sql, teamId: string): Promise<{ searchId: string }[]> {
  return sql<{ searchId: string }[]>`
    delete from roster_searches where team_id = ${teamId} returning search_id as "searchId"`
}
