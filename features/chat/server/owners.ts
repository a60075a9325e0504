import type { Sql } from '#platform/database'
import { membersOf, permissionsOf } from '#features/members'
import { practiceOf } from '#features/practice'
import { onDuty } from '#features/queue'
import { holdPlan, shiftsAround, shiftWith, type ShiftAround } from '#features/shifts'
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

type Left = Of & { lineId: string; language: string; at: Date; dueAt: Date }

/** `forShiftId`: it is theirs because they sit in that shift, and goes on with their seat. */
export type Owner = { ownerId: string; forShiftId: string | null }

/**
 * Whose a message is from its birth: somebody on duty for its line, else whoever sits in the line's next shift, if that begins before
 * the message is due; null when there is nobody, and in practice.
 */
export async function firstOwner(sql: Sql, of: Left): Promise<Owner | null> {
  if (of.practiceId) return null
  const ownerId = await ownerOnDuty(sql, of)
  if (ownerId) return { ownerId, forShiftId: null }
  // Whoever gives a seat away at this very moment does so before this message is kept, or finds it.
  await holdPlan(sql, of.teamId)
  return ownerSeatedNext(sql, of)
}

type Passed = Left & { shiftId: string; toId: string | null }

/** The seat passed on for which it was somebody's: whoever has it now and is there to answer, else as at its birth. */
export async function ownerInstead(sql: Sql, of: Passed): Promise<Owner | null> {
  const shift = of.toId && (await shiftWith(sql, of))
  const isThere = shift && seatedIn(shift).some(({ memberId }) => memberId === of.toId)
  return isThere ? { ownerId: of.toId!, forShiftId: of.shiftId } : firstOwner(sql, of)
}

async function ownerOnDuty(sql: Sql, of: Left): Promise<string | null> {
  const crew = (await onDuty(sql, of.teamId, of.lineId, of.at)).filter((person) => !person.learns)
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

/** Whoever answers there before whoever can go out; the least laden first. Nobody who sits beside to learn. */
async function ownerSeatedNext(sql: Sql, { teamId, lineId, at, dueAt }: Left): Promise<Owner | null> {
  const shifts = await shiftsAround(sql, teamId, { from: at, to: dueAt })
  const coming = shifts.filter((shift) => shift.lineId === lineId && shift.startsAt > at)
  const next = coming.find((shift) => seatedIn(shift).length > 0)
  if (!next) return null
  const open = await openByOwner(sql, teamId)
  const laden = ({ memberId }: SeatedThere): number => open.get(memberId) ?? 0
  const [first] = seatedIn(next).toSorted(
    (one, other) => one.rank - other.rank || laden(one) - laden(other) || byId(one, other),
  )
  return { ownerId: first!.memberId, forShiftId: next.shiftId }
}

type SeatedThere = { memberId: string; rank: number }

function seatedIn({ seats, seatings }: ShiftAround): SeatedThere[] {
  const kinds = new Map(seats.map(({ seatId, kind }) => [seatId, kind]))
  return seatings
    .filter(({ seatId, beside }) => !beside && kinds.get(seatId) !== 'back-up')
    .map(({ memberId, seatId }) => ({ memberId, rank: kinds.get(seatId) === 'line' ? 0 : 1 }))
}

const byId = (one: { memberId: string }, other: { memberId: string }): number =>
  one.memberId < other.memberId ? -1 : 1
