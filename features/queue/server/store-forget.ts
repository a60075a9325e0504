import type { Sql } from '#platform/database'
import type { EntryKind } from '../rules.ts'
import type { Place, Waiting } from './store.ts'

/** Told only while it lives: who was merely asked, and how far it came. `left` stays once, without those it rang for. */
const passing: EntryKind[] = ['asked', 'delivered', 'seen', 'declined', 'expired', 'unlocking', 'not unlocked']

/**
 * A contact is over: what only its ringing needed goes. Until erasure stay its state and line, whether anybody had answered,
 * and the history that its readers are shown, to the minute and without those who were merely asked. Doing it again changes
 * nothing.
 */
export async function forgetRinging(sql: Sql, { teamId, contactId }: Place): Promise<void> {
  await sql`delete from claims where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from rings where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`delete from ring_entries where team_id = ${teamId} and contact_id = ${contactId}
    and (kind = any(${passing}::text[]) or (kind = 'left' and member_id is not null))`
  await sql`update ring_entries set at = date_trunc('minute', at) where team_id = ${teamId} and contact_id = ${contactId}`
  await sql`
    update waitings set language = '', asking = '{}', wave = 0, told = false, responder = null, claimer = null,
      unlock_by = null, gone_at = null, watch_at = null, caller_gone_at = null, round = 1, asked_at = 'epoch', since = 'epoch',
      wave_at = 'epoch', answered_at = case when answered_at is not null then timestamptz 'epoch' end
    where team_id = ${teamId} and contact_id = ${contactId}`
}

/** Steps of seconds: fine where it matters to who waits, too coarse to know one contact by. */
const steps = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 3600]
/** With more than so many counted, all counts are halved: what was long ago fades. */
const most = 40

/** Counts how long the caller of an answered contact had waited: a step on their line, nothing about them. null: unanswered. */
export async function countWait(sql: Sql, waiting: Waiting): Promise<number | null> {
  const { teamId, lineId, askedAt, answeredAt } = waiting
  if (!answeredAt) return null
  const waited = (answeredAt.getTime() - askedAt.getTime()) / 1000
  const step = steps.find((seconds) => waited <= seconds) ?? steps.at(-1)!
  await sql`insert into usual_waits (team_id, line_id, within_seconds, answers) values (${teamId}, ${lineId}, ${step}, 1)
    on conflict (team_id, line_id, within_seconds) do update set answers = usual_waits.answers + 1`
  const rows = await sql<{ all: number }[]>`select sum(answers)::int as all from usual_waits
    where team_id = ${teamId} and line_id = ${lineId}`
  if (rows[0]!.all > most)
    await sql`update usual_waits set answers = answers / 2 where team_id = ${teamId} and line_id = ${lineId}`
  return step
}

const enoughToSay = 5

/** Seconds within which the middle one of the last answers on this line came; null when fewer than five are counted. */
export async function usualWait(
  sql: Sql,
  { teamId, lineId }: { teamId: string; lineId: string },
): Promise<number | null> {
  const rows = await sql<{ within: number; answers: number }[]>`
    select within_seconds as within, answers from usual_waits
    where team_id = ${teamId} and line_id = ${lineId} and answers > 0 order by within_seconds`
  const all = rows.reduce((sum, row) => sum + row.answers, 0)
  if (all < enoughToSay) return null
  let counted = 0
  return rows.find((row) => (counted += row.answers) * 2 >= all)!.within
}
