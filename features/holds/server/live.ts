import { viewTopic, type House, type Topic } from '#platform/house'
import type { Member } from '#platform/visitors'
import { delayedChange } from '#features/keys'
import { anyMember } from '#features/members'
import { z } from 'zod'
import type { Going, ObjectKind } from '../rules.ts'
import {
  kindSchema,
  type GoingView,
  type HoldWrap,
  type KeepingView,
  type KeptView,
  type MotionView,
  type ObjectGoing,
} from '../wire.ts'
import { goingFor, goingsOf } from './clock.ts'
import { keeperOf, lookAt, type KeptObject } from './keepers.ts'
import { allPeriods, clocksOf } from './store.ts'
import { holdKeysOf, motionsOf, type Motion } from './store-motions.ts'

export const holdTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'keeping',
    guard: anyMember,
    view: (visitor, key) => Promise.resolve(key === '' ? keepingView(house, visitor) : null),
  }),
  viewTopic<Member>({
    name: 'kept',
    guard: anyMember,
    view: (visitor, key) => Promise.resolve(key === '' ? keptView(house, visitor) : null),
  }),
  viewTopic<Member>({ name: 'going', guard: anyMember, view: (visitor, key) => objectGoing(house, visitor, key) }),
]

/** What everybody in the team sees; on what a hold is, and its sealed reason, only who may read that object. */
export async function keepingView(house: House, visitor: Member): Promise<KeepingView> {
  const { sql } = house.db
  const { teamId } = visitor
  const motions = await motionsOf(sql, teamId)
  const readable = await readableAmong(
    house,
    visitor,
    motions.flatMap(({ objectKind, objectId }) => (objectId ? [{ kind: objectKind!, objectId }] : [])),
  )
  const views: MotionView[] = []
  for (const motion of motions) {
    const isReadable = motion.objectId !== null && readable.has(motion.objectId)
    views.push({ ...publicView(motion), object: isReadable ? await heldObject(house, motion) : null })
  }
  const { by } = await delayedChange(sql, teamId, house.clock.now())
  return { motions: views, periods: await allPeriods(sql, teamId), rule: by }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

function publicView(motion: Motion): Omit<MotionView, 'object'> {
  const { motionId, kind, state, movedBy, agreedBy, lineId, contactDays, caseDays } = motion
  return {
    motionId,
    kind,
    state,
    movedBy,
    movedAt: motion.movedAt.toISOString(),
    waitsUntil: iso(motion.waitsUntil),
    agreedBy,
    runsOutAt: motion.runsOutAt.toISOString(),
    endedAt: iso(motion.endedAt),
    until: iso(motion.untilAt),
    lineId,
    periods: contactDays && caseDays ? { contactDays, caseDays } : null,
  }
}

async function heldObject(house: House, motion: Motion): Promise<MotionView['object']> {
  const { teamId, motionId, objectKind, objectId, reason } = motion
  const name = keeperOf(objectKind!)!.keyName(objectId!)
  if (!house.keyStore.has(name)) return null
  const wraps: HoldWrap[] = (await holdKeysOf(house.db.sql, teamId, motionId)).map(({ reader, sealed }) => ({
    object: motionId,
    kind: 'hold',
    epoch: 1,
    reader,
    sealed: Buffer.from(house.keyStore.open(name, sealed)).toString('base64url'),
  }))
  return { kind: objectKind!, objectId: objectId!, reason, wraps }
}

type Named = { kind: ObjectKind; objectId: string }

/** Of these, what this member may read. */
async function readableAmong(
  house: House,
  visitor: Member,
  objects: readonly Named[],
): Promise<Map<string, KeptObject>> {
  const found = new Map<string, KeptObject>()
  for (const [kind, named] of Map.groupBy(objects, (one) => one.kind)) {
    const ids = named.map(({ objectId }) => objectId)
    const looked = (await keeperOf(kind)?.look(house.db.sql, visitor.teamId, ids)) ?? []
    for (const object of looked) if (object.mayRead(visitor)) found.set(object.objectId, object)
  }
  return found
}

/** What has ended and is still there, and when it goes: the next to go first, what waits for a promise last. */
async function keptView(house: House, visitor: Member): Promise<KeptView[]> {
  const clocks = await clocksOf(house.db.sql, visitor.teamId)
  const readable = await readableAmong(house, visitor, clocks)
  const goings = await goingsOf(house.db.sql, visitor.teamId, clocks)
  return clocks
    .flatMap(({ kind, objectId, lineId }) => {
      const object = readable.get(objectId)
      return object?.ended ? [{ kind, objectId, lineId, label: object.label, ...goingView(goings.get(objectId)!) }] : []
    })
    .toSorted((a, b) => (a.at ?? '9').localeCompare(b.at ?? '9'))
}

const goingView = ({ why, at }: Going): GoingView => ({ why, at: iso(at) })

async function objectGoing(house: House, visitor: Member, key: string): Promise<ObjectGoing | null> {
  const [kind, objectId] = z.tuple([kindSchema, z.uuid()]).safeParse(key.split(' ')).data ?? []
  if (!kind || !objectId) return null
  const place = { teamId: visitor.teamId, objectId }
  const object = await lookAt(house.db.sql, kind, place)
  if (!object?.mayRead(visitor)) return null
  const going = await goingFor(house.db.sql, place, object.ended)
  const { lineId, readers } = object
  return { ...goingView(going), lineId, readers, mayErase: object.mayErase(visitor) }
}
