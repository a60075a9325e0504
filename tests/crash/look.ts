import type { World } from './world.ts'
import type { Break } from './breaks.ts'

/** Something that must never be. */
export type Violation = { invariant: Break; what: string }

/**
 * What is kept, in one picture of one instant, taken while everything breaks: whatever is not at its end is due. PostgreSQL
 * may be away; then there is no picture.
 */
export async function look(world: World): Promise<Violation[] | null> {
  const { sql } = world.db
  const { teamId } = world
  try {
    const rows = await sql<{ invariant: Break; what: string }[]>`
      with due as (select kind, key from deadlines where team_id = ${teamId})
      select 'ring with a deadline' as invariant, 'a contact is ' || w.state || ' without a deadline: ' || w.contact_id as what
      from waitings w where w.team_id = ${teamId} and w.state not in ('left', 'message', 'ended')
        and not exists (select from due where kind = 'queue.next' and key = w.contact_id::text)
      union all
      select 'ring with a deadline', 'a ring goes on after its end: ' || r.contact_id
      from rings r join waitings w on w.team_id = r.team_id and w.contact_id = r.contact_id
      where r.team_id = ${teamId} and r.state in ('asked', 'delivered', 'seen') and w.state in ('left', 'message', 'ended')
      union all
      select 'nobody lost', 'a chat is open, and nobody is asked and nobody owes it anything: ' || c.contact_id
      from contacts c where c.team_id = ${teamId} and c.state = 'open' and c.channel = 'chat'
        and not exists (select from waitings w where w.team_id = c.team_id and w.contact_id = c.contact_id
          and w.state not in ('left', 'message', 'ended'))
        and not exists (select from messages_left m where m.team_id = c.team_id and m.contact_id = c.contact_id)
      union all
      select 'nobody lost', 'a message left has no owner or no deadline: ' || m.contact_id
      from messages_left m where m.team_id = ${teamId} and (m.owner_id is null or not exists (
        select from due where key = m.contact_id::text and kind in ('message.due', 'message.close')))
      union all
      select 'overdue is raised', 'a promise has no deadline: ' || p.promise_id
      from promises p where p.team_id = ${teamId} and p.state not in ('kept', 'let go')
        and not exists (select from due where kind = 'promise.next' and key = p.promise_id::text)
      union all
      select 'one claimant', 'claimed twice in one round: ' || min(c.contact_id::text)
      from claims c where c.team_id = ${teamId} group by c.contact_id, c.round having count(*) > 1`
    return [...rows]
  } catch {
    return null
  }
}

/**
 * Deadlines that should have run by now, by the servers' clock. Asked by when each was due: one that a process has just taken
 * may not run before its lease ends, and by then the night would have gone on by days.
 */
export async function overdue(world: World): Promise<string[]> {
  const { sql } = world.db
  const rows = await sql<{ kind: string; key: string }[]>`
    select kind, key from deadlines where team_id = ${world.teamId} and due_at <= ${new Date(world.now())}`
  return rows.map(({ kind, key }) => `${kind} ${key}`)
}

/** Messages left that nobody has dealt with. */
export async function openMessages(world: World): Promise<string[]> {
  const rows = await world.db.sql<{ contact_id: string }[]>`
    select contact_id from messages_left where team_id = ${world.teamId} and state = 'open'`
  return rows.map((row) => row.contact_id)
}

/** Everything that is left of these contacts, wherever something of a contact is kept. */
export async function remains(world: World, contactIds: readonly string[]): Promise<string[]> {
  const { sql } = world.db
  const rows = await sql<{ what: string }[]>`
    select 'contacts ' || contact_id as what from contacts where contact_id = any(${[...contactIds]}::uuid[])
    union all select 'content_keys ' || contact_id from content_keys where contact_id = any(${[...contactIds]}::uuid[])
    union all select 'waitings ' || contact_id from waitings where contact_id = any(${[...contactIds]}::uuid[])
    union all select 'ring_entries ' || contact_id from ring_entries where contact_id = any(${[...contactIds]}::uuid[])
    union all select 'messages_left ' || contact_id from messages_left where contact_id = any(${[...contactIds]}::uuid[])`
  return rows.map(({ what }) => what)
}

/** Chats whose caller the servers believe to be there. */
export async function stillThere(world: World): Promise<number> {
  const [row] = await world.db.sql<{ count: number }[]>`
    select count(*)::int as count from waitings where team_id = ${world.teamId}
      and state not in ('left', 'message', 'ended') and caller_gone_at is null`
  return row!.count
}

/** All that is known of one contact, for whoever looks for the cause. */
export async function storyOf(world: World, contactId: string): Promise<string> {
  const { sql } = world.db
  const rows = await sql<{ row: string }[]>`
    select 'contact ' || row_to_json(c) as row from contacts c where contact_id = ${contactId}
    union all select 'waiting ' || row_to_json(w) from waitings w where contact_id = ${contactId}
    union all select 'message ' || row_to_json(m) from messages_left m where contact_id = ${contactId}
    union all select 'person ' || row_to_json(p) from contact_people p where contact_id = ${contactId}
    union all select 'deadline ' || row_to_json(d) from deadlines d where key = ${contactId}
    union all select 'present ' || row_to_json(p) from presences p where who = ${contactId}
    union all select 'happened ' || string_agg(e.kind || ' ' || coalesce(left(e.member_id::text, 4), '') || ' ' || e.at, ', ' order by e.at, e.position)
      from ring_entries e where contact_id = ${contactId}`
  return [`now ${new Date(world.now()).toISOString()}`, ...rows.map(({ row }) => row)].join('\n      ')
}
