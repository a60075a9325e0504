import { caseOf, mayReadCase } from '#features/cases'
import { later } from '#platform/clock'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { undoFor, type ShiftThen } from '../rules.ts'
import type { HandoverItem, HandoverView } from '../wire.ts'
import { shiftsAt } from './around.ts'
import { itemsNow, type ItemRow } from './store.ts'
import { takersOf } from './takers.ts'
import { nameOf, thingsNow, type Thing } from './things.ts'

/** What is handed over now, for whoever looks: what is in their hands and they go, what they may take, and what nobody answered. */
export async function handoverView(house: House, visitor: Member): Promise<HandoverView> {
  const { sql } = house.db
  const { teamId } = visitor
  const at = house.clock.now()
  const rows = await itemsNow(sql, teamId, later(at, -undoFor))
  if (rows.length === 0) return { items: [] }
  const [things, shifts] = [
    await thingsNow(sql, teamId, { ownerIds: [], before: at, named: rows }),
    await shiftsAt(sql, teamId, at),
  ]
  const items: HandoverItem[] = []
  // Nobody answered for it, and the next shift of the same person ended: it is said once, at the newest end.
  const newest = new Map(rows.map((row) => [nameOf(row), row]))
  for (const row of newest.values()) {
    const thing = things.get(nameOf(row))
    const item = thing && (await itemFor(house, visitor, { row, thing, shifts, at }))
    if (item) items.push(item)
  }
  return { items: items.toSorted(byDue) }
}

type Seen = { row: ItemRow; thing: Thing; shifts: readonly ShiftThen[]; at: Date }

async function itemFor(house: House, visitor: Member, seen: Seen): Promise<HandoverItem | null> {
  const { row, thing, shifts, at } = seen
  const { sql } = house.db
  const takers = await takersOf(sql, { teamId: visitor.teamId, shifts, at }, row, thing)
  const side = sideOf(visitor, seen, takers)
  if (!side) return null
  const waits = row.state === 'offered' || row.state === 'raised'
  return {
    shiftId: row.shiftId,
    what: row.what,
    objectId: row.objectId,
    side,
    state: row.state,
    leaverId: row.leaverId,
    takenBy: row.takenBy,
    kind: thing.kind,
    late: thing.late,
    dueAt: thing.dueAt?.toISOString() ?? null,
    endsAt: row.endsAt.toISOString(),
    raiseAt: row.raiseAt?.toISOString() ?? null,
    keptUntil: row.state === 'kept' ? (row.nextAt?.toISOString() ?? null) : null,
    takers: side === 'offered' ? [] : takers,
    mayTake: waits && thing.what !== 'talk' && takers.includes(visitor.memberId),
    rings: thing.rings,
    undoUntil: undoUntil(visitor, row),
    path: await pathFor(house, visitor, thing),
  }
}

/** null: it is nothing to them, or it is in other hands than these rows know. */
function sideOf(
  { memberId, permissions }: Member,
  { row, thing }: Seen,
  takers: string[],
): HandoverItem['side'] | null {
  const { state, leaverId, takenBy, raiseAt } = row
  if (thing.ownerId !== (takenBy ?? leaverId)) return null
  if (leaverId === memberId) return 'leaving'
  if (state === 'accepted') return takenBy === memberId ? 'offered' : null
  if (state !== 'kept' && takers.includes(memberId)) return 'offered'
  const alone = state === 'raised' || (state === 'offered' && raiseAt === null)
  return alone && permissions.has('crew.plan') ? 'planning' : null
}

function undoUntil({ memberId }: Member, { state, what, leaverId, takenBy, changedAt }: ItemRow): string | null {
  const isTheirs = state === 'kept' ? leaverId === memberId : state === 'accepted' && takenBy === memberId
  return isTheirs && !(what === 'talk' && state === 'accepted') ? later(changedAt, undoFor).toISOString() : null
}

async function pathFor({ db: { sql } }: House, visitor: Member, thing: Thing): Promise<string | null> {
  if (thing.what === 'talk') return thing.ownerId === visitor.memberId ? `talks/${thing.objectId}` : null
  if (thing.what === 'message') return 'messages'
  const of = thing.caseId && (await caseOf(sql, visitor.teamId, thing.caseId))
  return of && mayReadCase(visitor, of) ? `cases/${of.caseId}` : null
}

const byDue = (one: HandoverItem, other: HandoverItem): number =>
  Date.parse(one.dueAt ?? one.endsAt) - Date.parse(other.dueAt ?? other.endsAt) ||
  (one.objectId < other.objectId ? -1 : 1)
