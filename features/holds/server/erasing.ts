import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import type { ObjectKind } from '../rules.ts'
import { forgetClock, heldUntil, startClock, tellKept } from './clock.ts'
import { keeperOf, lookAt, type Place } from './keepers.ts'
import { endHolds } from './motions.ts'
import { holdClock } from './store.ts'
import { forgetObject, holdHoldsOf } from './store-motions.ts'

type Object = Place & { kind: ObjectKind }

/**
 * The person wishes it gone, and whoever works it says so: its key is destroyed at once, and that is the moment of erasure;
 * its rows follow by the deadline that is set before, so that nothing stands half erased. `held`: a hold stands; a steward
 * ends it first. `not-yours`: there is no such object, or it is not this member's to say.
 */
export async function eraseNow(
  house: House,
  visitor: Member,
  { kind, objectId }: { kind: ObjectKind; objectId: string },
): Promise<{ erasedAt: Date } | { refused: 'not-yours' | 'held' }> {
  const object = { teamId: visitor.teamId, kind, objectId }
  const refused = await house.db.transact(async (sql, afterCommit) => {
    const found = await lookAt(sql, kind, object)
    if (!found?.mayErase(visitor)) return 'not-yours'
    await holdHoldsOf(sql, object)
    await holdClock(sql, object)
    const held = await heldUntil(sql, object.teamId, objectId)
    if (held && held > house.clock.now()) return 'held'
    await keeperOf(kind)!.end(sql, afterCommit, house, object)
    await personWishes(sql, afterCommit, house, { ...object, lineId: found.lineId, measure: 'now' })
    return null
  })
  if (refused) return { refused }
  house.keyStore.erase(keeperOf(kind)!.keyName(objectId))
  return { erasedAt: house.clock.now() }
}

/** The person's own wish: the clock is theirs from here on, and no hold stands against it. */
export async function personWishes(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  object: Object & { lineId: string; measure: 'wish' | 'now' },
): Promise<void> {
  await startClock(sql, house, object)
  await endHolds({ sql, afterCommit, house }, object)
  tellKept(house, afterCommit, object.teamId, `${object.kind} ${object.objectId}`)
}

/** In the transaction that erases an object: its clock, its promises, and the reasons of its holds go with it. */
export async function objectErased(sql: Sql, afterCommit: AfterCommit, house: House, object: Object): Promise<void> {
  await forgetClock(sql, object)
  await endHolds({ sql, afterCommit, house }, object)
  await forgetObject(sql, object)
  tellKept(house, afterCommit, object.teamId, `${object.kind} ${object.objectId}`)
}
