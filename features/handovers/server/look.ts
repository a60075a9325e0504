import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { later } from '#platform/clock'
import { alarm } from '#features/alarms'
import {
  keptFor,
  leaversOf,
  listedAgain,
  nextItem,
  timesOf,
  type Item,
  type ItemEvent,
  type ShiftThen,
} from '../rules.ts'
import { shiftEnding, shiftsAt } from './around.ts'
import { insertItem, lockItemsOf, setItem, type ItemRow } from './store.ts'
import { nameOf, thingsNow, type Thing } from './things.ts'

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }
export const listKind = 'handover.list'
export const nextKind = 'handover.next'
export const forgetKind = 'handover.forget'

/** Lists what is open in the hands of whoever goes at the end of this shift; what is not, or is in other hands by now, is settled. */
export async function listOpen(tx: Tx, teamId: string, shiftId: string): Promise<void> {
  const { sql, house } = tx
  const at = house.clock.now()
  const ending = await shiftEnding(sql, teamId, shiftId)
  if (!ending) return
  const shifts = await shiftsAt(sql, teamId, at)
  const leavers = leaversOf(shifts, ending, at.getTime())
  const listed = await lockItemsOf(sql, teamId, shiftId)
  const times = timesOf(shifts, ending, at.getTime())
  const looking = { ownerIds: leavers, before: new Date(times.before), named: listed }
  const things = await thingsNow(sql, teamId, looking)
  for (const item of listed) await relist(tx, item, { thing: things.get(nameOf(item)), leavers, times })
  const known = new Set(listed.map(nameOf))
  for (const thing of things.values())
    if (!known.has(nameOf(thing)) && leavers.includes(thing.ownerId))
      await insertItem(sql, itemOf(tx, teamId, ending, { thing, times }))
  await armNext(tx, teamId, shiftId)
  const dueAt = later(new Date(Math.max(at.getTime(), ending.endsAt)), keptFor)
  await house.deadlines.set(sql, { teamId, kind: forgetKind, key: shiftId, dueAt })
  tell(tx, teamId)
}

type Times = ReturnType<typeof timesOf>

function itemOf(
  { house }: Tx,
  teamId: string,
  ending: ShiftThen,
  { thing, times }: { thing: Thing; times: Times },
): ItemRow {
  const [raiseAt, overAt] = [dateOf(times.raiseAt), dateOf(times.overAt)]
  return {
    teamId,
    shiftId: ending.shiftId,
    what: thing.what,
    objectId: thing.objectId,
    lineId: ending.lineId,
    endsAt: new Date(ending.endsAt),
    leaverId: thing.ownerId,
    state: 'offered',
    takenBy: null,
    raiseAt,
    overAt,
    nextAt: raiseAt,
    changedAt: house.clock.now(),
  }
}

async function relist(
  tx: Tx,
  item: ItemRow,
  { thing, leavers, times }: { thing: Thing | undefined; leavers: string[]; times: Times },
): Promise<void> {
  if (!leavers.includes(item.leaverId)) return void (await happens(tx, item, { kind: 'over' }))
  if (thing?.ownerId !== item.leaverId) return void (await settle(tx, item, thing))
  const next = listedAgain(asItem(item), times, tx.house.clock.now().getTime())
  if (next) await setItem(tx.sql, asRow(item, next))
}

/** It ended, or is in other hands: nobody need say anything any more. True when it is still to be handed over. */
export async function settle(tx: Tx, item: ItemRow, thing: Thing | undefined): Promise<boolean> {
  if (thing?.ownerId === item.leaverId) return true
  await happens(tx, item, thing ? { kind: 'passed', by: thing.ownerId } : { kind: 'over' })
  return false
}

/** One event: the rules decide, and the row follows. Null when it cannot happen. */
export async function happens(tx: Tx, item: ItemRow, event: ItemEvent): Promise<ItemRow | null> {
  const next = nextItem(asItem(item), event, tx.house.clock.now().getTime())
  if (!next) return null
  const row = asRow(item, next)
  await setItem(tx.sql, row)
  return row
}

/** Nobody said anything to what should have been answered by now: whoever plans the crew hears of it, by every channel. */
export async function lookAgain(tx: Tx, teamId: string, shiftId: string): Promise<void> {
  const { sql, afterCommit, house } = tx
  const at = house.clock.now()
  const listed = await lockItemsOf(sql, teamId, shiftId)
  const due = listed.filter(({ nextAt }) => nextAt !== null && nextAt <= at)
  const things = await thingsNow(sql, teamId, { ownerIds: [], before: at, named: due })
  let raised = false
  for (const item of due) {
    if (!(await settle(tx, item, things.get(nameOf(item))))) continue
    raised = (await happens(tx, item, { kind: 'due' })) !== null || raised
  }
  await armNext(tx, teamId, shiftId)
  if (raised) afterCommit(() => void alarm(house, { teamId, permission: 'crew.plan', kind: 'alarm' }))
  tell(tx, teamId)
}

/** One deadline for a shift: whatever of it is looked at first. */
export async function armNext({ sql, house }: Tx, teamId: string, shiftId: string): Promise<void> {
  const times = (await lockItemsOf(sql, teamId, shiftId)).flatMap(({ nextAt }) => nextAt?.getTime() ?? [])
  const name = { teamId, kind: nextKind, key: shiftId }
  if (times.length === 0) await house.deadlines.clear(sql, name)
  else await house.deadlines.set(sql, { ...name, dueAt: new Date(Math.min(...times)) })
}

export const tell = ({ afterCommit, house }: Tx, teamId: string): void =>
  afterCommit(() => house.live.changed(teamId, 'handovers', ''))

const dateOf = (time: number | null): Date | null => (time === null ? null : new Date(time))

export const asItem = (row: ItemRow): Item => ({
  state: row.state,
  leaverId: row.leaverId,
  takenBy: row.takenBy,
  raiseAt: row.raiseAt?.getTime() ?? null,
  overAt: row.overAt?.getTime() ?? null,
  nextAt: row.nextAt?.getTime() ?? null,
  changedAt: row.changedAt.getTime(),
})

const asRow = (row: ItemRow, item: Item): ItemRow => ({
  ...row,
  state: item.state,
  takenBy: item.takenBy,
  raiseAt: dateOf(item.raiseAt),
  overAt: dateOf(item.overAt),
  nextAt: dateOf(item.nextAt),
  changedAt: new Date(item.changedAt),
})
