import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { goingOf, isFixed, standardPeriods, type Going, type Measure, type ObjectKind, type Periods } from '../rules.ts'
import type { Place } from './keepers.ts'
import {
  allPeriods,
  clockOf,
  clocksOfLine,
  deletePromise,
  dropClock,
  dropPromises,
  holdClock,
  insertPromise,
  promisedAmong,
  putClock,
  type Clock,
} from './store.ts'
import { heldUntilAmong, holdHoldsOf } from './store-motions.ts'

export async function periodsOf(sql: Sql, teamId: string, lineId: string): Promise<Periods> {
  const own = (await allPeriods(sql, teamId)).find((periods) => periods.lineId === lineId)
  return own ? { contactDays: own.contactDays, caseDays: own.caseDays } : standardPeriods
}

/** Until when an object's clock is stopped, or null. A hold that has run out stops nothing, whether or not its end was noted. */
export const heldUntil = async (sql: Sql, teamId: string, objectId: string): Promise<Date | null> =>
  (await heldUntilAmong(sql, teamId, [objectId])).get(objectId) ?? null

/** When these go, by their clocks, holds and promises. Without a clock there is no entry. */
export async function goingsOf(sql: Sql, teamId: string, clocks: readonly Clock[]): Promise<Map<string, Going>> {
  const ids = clocks.map(({ objectId }) => objectId)
  const [held, promised] = [await heldUntilAmong(sql, teamId, ids), await promisedAmong(sql, teamId, ids)]
  const lines = new Map((await allPeriods(sql, teamId)).map((periods) => [periods.lineId, periods]))
  return new Map(
    clocks.map((clock) => {
      const { objectId, lineId } = clock
      const periods = lines.get(lineId) ?? standardPeriods
      const promises = promised.has(objectId) ? 1 : 0
      return [objectId, goingOf({ clock, ended: true, periods, heldUntil: held.get(objectId) ?? null, promises })]
    }),
  )
}

/** When this one goes. `ended`: whether it is over, for one that has no clock. */
export async function goingFor(sql: Sql, place: Place, ended: boolean): Promise<Going> {
  const clock = await clockOf(sql, place)
  if (clock) return (await goingsOf(sql, place.teamId, [clock])).get(place.objectId)!
  return goingOf({ clock, ended, periods: standardPeriods, heldUntil: null, promises: 0 })
}

/**
 * Starts an object's erasing clock now, and sets its deadline `<kind>.erase` (key: the object's id). Again by another measure
 * when it runs already. In your transaction. `startedAt`: when it started before now (a practice, from which everything in it
 * is counted).
 */
export async function startClock(
  sql: Sql,
  house: House,
  object: Place & { kind: ObjectKind; lineId: string; measure: Measure; startedAt?: Date },
): Promise<void> {
  const clock = { ...object, startedAt: object.startedAt ?? house.clock.now() }
  await putClock(sql, clock)
  await setDeadline(sql, house, clock)
}

/** The object goes on (a case that was opened again): nothing will erase it. */
export async function stopClock(sql: Sql, house: House, place: Place & { kind: ObjectKind }): Promise<void> {
  await dropClock(sql, place)
  await house.deadlines.clear(sql, { teamId: place.teamId, kind: `${place.kind}.erase`, key: place.objectId })
}

/**
 * Asked by every erasing deadline before it erases. False: something keeps the object, and its deadline has been set to when
 * that ends (a promise has no such time: keeping it starts the clock again). From here on nobody can put a hold on it.
 */
export async function mayGo(sql: Sql, house: House, place: Place): Promise<boolean> {
  await holdHoldsOf(sql, place)
  const clock = await holdClock(sql, place)
  if (!clock) return true
  const going = (await goingsOf(sql, place.teamId, [clock])).get(place.objectId)!
  if (going.at && going.at <= house.clock.now()) return true
  await setDeadline(sql, house, clock)
  return false
}

/** Sets the deadline to when the object goes; none while it waits for a promise. */
async function setDeadline(sql: Sql, house: House, clock: Clock): Promise<void> {
  const going = (await goingsOf(sql, clock.teamId, [clock])).get(clock.objectId)!
  const name = { teamId: clock.teamId, kind: `${clock.kind}.erase`, key: clock.objectId }
  if (going.at) await house.deadlines.set(sql, { ...name, dueAt: going.at })
  else await house.deadlines.clear(sql, name)
}

/** What keeps the object has changed: its deadline follows. */
export async function followClock(sql: Sql, house: House, place: Place): Promise<void> {
  const clock = await holdClock(sql, place)
  if (clock) await setDeadline(sql, house, clock)
}

/** Every object of a line whose period has changed. */
export async function followLine(sql: Sql, house: House, teamId: string, lineId: string): Promise<void> {
  for (const clock of await clocksOfLine(sql, teamId, lineId)) await setDeadline(sql, house, clock)
}

/** Something is owed: the object stays until it is done. In the transaction that makes the promise. */
export async function promiseMade(sql: Sql, house: House, place: Place & { promiseId: string }): Promise<void> {
  await insertPromise(sql, place, place.promiseId)
  await followClock(sql, house, place)
}

/** Kept, or given up on purpose. With the last one the clock starts from now, where it had started before. */
export async function promiseKept(sql: Sql, house: House, place: Place & { promiseId: string }): Promise<void> {
  if (!(await deletePromise(sql, place, place.promiseId))) return
  const clock = await holdClock(sql, place)
  if (!clock || isFixed(clock.measure)) return
  if ((await promisedAmong(sql, place.teamId, [place.objectId])).size > 0) return
  await startClock(sql, house, { ...clock, startedAt: house.clock.now() })
}

/** The object's rows go: what this feature knows of it goes with them. */
export async function forgetClock(sql: Sql, place: Place): Promise<void> {
  await dropPromises(sql, place)
  await dropClock(sql, place)
}

export function tellKept(house: House, afterCommit: AfterCommit, teamId: string, object?: string): void {
  afterCommit(() => {
    house.live.changed(teamId, 'keeping', '')
    house.live.changed(teamId, 'kept', '')
    if (object) house.live.changed(teamId, 'going', object)
  })
}
