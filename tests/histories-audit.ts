import type { Sql } from '#platform/database'

/* A witness inside a test's database: every statement that changes who sits where is written down, with who would be in two places. */

/** Only in a database of a test's own. What is rolled back was seen by nobody and leaves no trace here either. */
export async function witness(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table seat_witness (n bigserial primary key, xid bigint not null, deed text not null, team_id uuid not null,
      shift_id uuid not null, seat_id uuid not null, slot integer not null, was uuid, is_now uuid, twice boolean not null);
    create index on seat_witness (team_id);
  `)
  const noted = (was: string, now: string, from: string): string => `
    insert into seat_witness (xid, deed, team_id, shift_id, seat_id, slot, was, is_now, twice)
    select txid_current(), coalesce(current_setting('beside.deed', true), ''), s.team_id, s.shift_id, s.seat_id, s.slot,
      ${was}, ${now}, coalesce((select true from shifts h
        join seatings g on g.team_id = h.team_id and g.member_id = ${now} and g.shift_id <> s.shift_id
        join shifts o on o.team_id = g.team_id and o.shift_id = g.shift_id and o.state = 'on'
        where h.team_id = s.team_id and h.shift_id = s.shift_id and h.state = 'on'
          and o.starts_at < h.ends_at and o.ends_at > h.starts_at limit 1), false)
    from ${from};`
  const same = 'o.team_id = s.team_id and o.shift_id = s.shift_id and o.seat_id = s.seat_id and o.slot = s.slot'
  const kinds = [
    ['insert', 'referencing new table as after', noted('null', 's.member_id', 'after s')],
    ['delete', 'referencing old table as before', noted('s.member_id', 'null::uuid', 'before s')],
    [
      'update',
      'referencing old table as before new table as after',
      noted('o.member_id', 's.member_id', `after s join before o on ${same} where o.member_id <> s.member_id`),
    ],
  ] as const
  for (const [kind, tables, body] of kinds)
    await sql.unsafe(`
      create function witness_${kind}() returns trigger language plpgsql as $$ begin ${body} return null; end $$;
      create trigger witness_${kind} after ${kind} on seatings ${tables} for each statement execute function witness_${kind}();
    `)
}

type Seen = { n: number; xid: number; deed: string; place: string; shiftId: string; was: string | null; now: string | null; twice: boolean } // prettier-ignore

/** What went wrong in a team's history, one sentence each. `won`: who was told that an offer is theirs. */
export async function problemsIn(
  sql: Sql,
  teamId: string,
  { won, isOver }: { won: Map<string, string[]>; isOver: boolean },
): Promise<string[]> {
  const seen = await sql<Seen[]>`
    select n::int, xid, deed, shift_id as "shiftId", shift_id || ' ' || seat_id || ' ' || slot as place, was, is_now as now, twice
    from seat_witness where team_id = ${teamId} order by n`
  return [
    ...seen.filter(({ twice }) => twice).map(({ deed }) => `in two places after ${deed}`),
    ...unheld(seen),
    ...(await hidden(sql, teamId, seen)),
    ...(await offersWrong(sql, teamId, { won, isOver })),
  ]
}

/** Whoever plans may empty a seat, a member may leave, a plan may have fewer seats, a back-up is called from home: nothing else. */
const mayEmpty = ['empty', 'leave', 'pattern']

const unheld = (seen: readonly Seen[]): string[] =>
  seen
    .filter(({ deed, now }) => now === null && !mayEmpty.includes(deed))
    .filter(
      (one) => !seen.some((other) => other.xid === one.xid && other.now === one.was && other.shiftId === one.shiftId),
    )
    .map(({ deed }) => `a seat was nobody’s after ${deed || 'a deadline'}`)

/** Each change begins where the one before ended, and the last one is what is there. */
async function hidden(sql: Sql, teamId: string, seen: readonly Seen[]): Promise<string[]> {
  const holders = new Map<string, string | null>()
  const problems: string[] = []
  for (const { place, was, now, deed } of seen) {
    if ((holders.get(place) ?? null) !== was) problems.push(`a seat was not its holder’s before ${deed}`)
    holders.set(place, now)
  }
  const there = await sql<{ place: string; memberId: string }[]>`
    select shift_id || ' ' || seat_id || ' ' || slot as place, member_id as "memberId" from seatings where team_id = ${teamId}`
  const now = new Map(there.map(({ place, memberId }) => [place, memberId]))
  for (const [place, holder] of holders)
    if ((now.get(place) ?? null) !== holder) problems.push('a seat changed hands unseen')
  return problems
}

async function offersWrong(
  sql: Sql,
  teamId: string,
  { won, isOver }: { won: Map<string, string[]>; isOver: boolean },
): Promise<string[]> {
  const offers = await sql<{ offerId: string; state: string; takenBy: string | null; isHeld: boolean; isSet: boolean; passed: number; back: boolean }[]>`
    select o.offer_id as "offerId", o.state, o.taken_by as "takenBy", o.return_shift_id is not null as back,
      exists (select 1 from seatings g where g.team_id = o.team_id and g.shift_id = o.shift_id and g.seat_id = o.seat_id
        and g.slot = o.slot and g.member_id = o.member_id) as "isHeld",
      exists (select 1 from deadlines d where d.team_id = o.team_id and d.kind = 'shift.offer' and d.key = o.offer_id::text) as "isSet",
      (select count(*)::int from seat_passings p where p.team_id = o.team_id and p.offer_id = o.offer_id) as passed
    from seat_offers o where o.team_id = ${teamId}` // prettier-ignore
  return offers.flatMap(({ offerId, state, takenBy, isHeld, isSet, passed, back }) => {
    const winners = [...new Set(won.get(offerId))]
    const found: string[] = []
    if (winners.length > 1 || (winners[0] && winners[0] !== takenBy)) found.push('two were told that it is theirs')
    if (state === 'open' && (isOver || !isHeld || !isSet))
      found.push(`an open offer is ${isOver ? 'not over' : 'groundless'}`)
    if (state !== 'open' && isSet) found.push('an ended offer goes on')
    if (passed !== (state !== 'taken' ? 0 : back ? 2 : 1))
      found.push(`${passed} seats passed by an offer that is ${state}`)
    return found
  })
}
