import type { Sql } from '#platform/database'
import { membersOf, permissionsOf } from '#features/members'
import { practiceOf } from '#features/practice'
import { onDuty } from '#features/queue'
import type { Spare } from '../left-rules.ts'
import { openByOwner } from './store.ts'

type Of = { teamId: string; practiceId: string | null }

/**
 * Who of those who look after messages gets the next: coordinators before stewards, the least laden first. In practice one of
 * those who take part: nobody else is asked for anything.
 */
export async function spareOf(sql: Sql, { teamId, practiceId }: Of): Promise<Spare> {
  if (practiceId) {
    const takePart = (await practiceOf(sql, teamId, practiceId))?.memberIds ?? []
    return (not) => takePart.find((memberId) => !not.includes(memberId)) ?? null
  }
  const [everybody, open] = await Promise.all([membersOf(sql, teamId), openByOwner(sql, teamId)])
  const inOrder = everybody
    .filter(({ state, roles }) => state === 'active' && permissionsOf(roles).has('messages.work'))
    .map(({ memberId, roles }) => ({
      memberId,
      rank: roles.includes('coordinator') ? 0 : 1,
      open: open.get(memberId) ?? 0,
    }))
    .toSorted((one, other) => one.rank - other.rank || one.open - other.open || byId(one, other))
  return (not) => inOrder.find(({ memberId }) => !not.includes(memberId))?.memberId ?? null
}

/** Whose a message is from its birth, among those on duty for its line; null when nobody is, and in practice. */
export async function firstOwner(
  sql: Sql,
  of: Of & { lineId: string; language: string; at: Date },
): Promise<string | null> {
  if (of.practiceId) return null
  const crew = await onDuty(sql, of.teamId, of.lineId, of.at)
  const isAway = (person: (typeof crew)[number]): number => (person.onBreak || !person.reachable ? 1 : 0)
  const isForeign = (person: (typeof crew)[number]): number => (person.languages.includes(of.language) ? 0 : 1)
  const [first] = crew.toSorted(
    (one, other) =>
      isForeign(one) - isForeign(other) ||
      isAway(one) - isAway(other) ||
      one.idleSince - other.idleSince ||
      byId(one, other),
  )
  return first?.memberId ?? null
}

const byId = (one: { memberId: string }, other: { memberId: string }): number =>
  one.memberId < other.memberId ? -1 : 1
