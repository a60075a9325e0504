import { later } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { moment } from '#platform/moments'
import { areCurrent, delayedChange } from '#features/keys'
import { lineOf } from '#features/lines'
import { membersWhoMay } from '#features/members'
import {
  exportStandsFor,
  isFixed,
  motionOpenFor,
  motionShownFor,
  nextMotion,
  raisedAgainAfter,
  refuseHold,
  type HoldRefusal,
  type MotionEvent,
  type MotionRefusal,
  type MotionState,
} from '../rules.ts'
import type { HoldBody, MotionBody } from '../wire.ts'
import { followClock, followLine, tellKept } from './clock.ts'
import { keeperOf, lookAt, type Place } from './keepers.ts'
import { holdClock, putPeriods } from './store.ts'
import {
  deleteMotion,
  holdHoldsOf,
  holdMotion,
  insertHoldKey,
  insertMotion,
  openMotionsBy,
  setMotion,
  type Motion,
} from './store-motions.ts'

type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }
type By = { teamId: string; memberId: string }
export type MoveRefusal = MotionRefusal | HoldRefusal | 'not-yours' | 'outdated' | 'readers' | 'practice'
export type Moved = { state: MotionState } | { refused: MoveRefusal }

/** Something was asked for and is not true yet. Fired when it was asked for, and again as long as it waits. */
export const motionWaits = moment<{ teamId: string; movedBy: string; byWaiting: boolean }>('motion-waits')

/** One steward asks. It becomes true by another steward's word, or by waiting in everybody's sight (`delayedChange`). */
export async function move(tx: Tx, by: By, body: MotionBody): Promise<Moved> {
  const { sql, afterCommit, house } = tx
  const known = await holdMotion(sql, by.teamId, body.motionId)
  if (known) return known.movedBy === by.memberId ? { state: known.state } : { refused: 'not-yours' }
  const now = house.clock.now()
  const delay = await delayedChange(sql, by.teamId, now)
  const waitsUntil = delay.by === 'waiting' ? delay.until : null
  const refused =
    body.kind === 'hold' ? await refuseToHold(tx, by, { body, waitsUntil }) : await refuseLine(tx, by, body)
  if (refused) return { refused }
  const motion = motionFrom(body, { ...by, now, waitsUntil })
  await insertMotion(sql, motion)
  if (body.kind === 'hold') await keepReason(tx, by.teamId, body)
  await setDeadlines(tx, motion)
  tellKept(house, afterCommit, by.teamId)
  return { state: 'open' }
}

function motionFrom(body: MotionBody, by: By & { now: Date; waitsUntil: Date | null }): Motion {
  const { teamId, memberId, now, waitsUntil } = by
  const isHold = body.kind === 'hold'
  const untilAt = isHold ? new Date(body.until) : null
  const runsOut = Math.min(later(now, motionOpenFor).getTime(), untilAt?.getTime() ?? Infinity)
  return {
    teamId,
    motionId: body.motionId,
    kind: body.kind,
    state: 'open',
    movedBy: memberId,
    movedAt: now,
    waitsUntil,
    agreedBy: null,
    runsOutAt: new Date(runsOut),
    endedAt: null,
    objectKind: isHold ? body.objectKind : null,
    objectId: isHold ? body.objectId : null,
    untilAt,
    reason: isHold ? body.reason : null,
    lineId: body.kind === 'periods' ? body.lineId : null,
    contactDays: body.kind === 'periods' ? body.contactDays : null,
    caseDays: body.kind === 'periods' ? body.caseDays : null,
  }
}

async function refuseLine({ sql }: Tx, { teamId }: By, body: MotionBody): Promise<MoveRefusal | null> {
  return body.kind === 'periods' && !(await lineOf(sql, teamId, body.lineId)) ? 'not-yours' : null
}

/** The reason is for those who may read the object: exactly their circles and people, as the team is now. */
async function refuseToHold(
  { sql, house }: Tx,
  { teamId }: By,
  { body, waitsUntil }: { body: HoldBody; waitsUntil: Date | null },
): Promise<MoveRefusal | null> {
  const object = await lookAt(sql, body.objectKind, { teamId, objectId: body.objectId })
  if (!object) return 'not-yours'
  if ((await holdClock(sql, { teamId, objectId: body.objectId }))?.measure === 'practice') return 'practice'
  const readers = body.wraps.map(({ reader }) => reader)
  const named = new Set(readers.map((reader) => reader.replace(/^(circle:[a-z]+):\d+$/, '$1')))
  if (named.size !== object.readers.length || !object.readers.every((reader) => named.has(reader))) return 'readers'
  if (!(await areCurrent(sql, teamId, readers))) return 'outdated'
  return refuseHold(new Date(body.until), house.clock.now(), waitsUntil)
}

async function keepReason({ sql, house }: Tx, teamId: string, body: HoldBody): Promise<void> {
  const name = keeperOf(body.objectKind)!.keyName(body.objectId)
  for (const { reader, sealed } of body.wraps) {
    const twice = house.keyStore.seal(name, Buffer.from(sealed, 'base64url'))
    await insertHoldKey(sql, { teamId, motionId: body.motionId, reader, sealed: twice })
  }
}

/** One event for one motion: the rules decide; the row, its deadlines and what it is about follow. */
export async function happens(
  tx: Tx,
  place: { teamId: string; motionId: string },
  { event, by }: { event: MotionEvent; by: string | null },
): Promise<Moved> {
  const { sql, afterCommit, house } = tx
  const motion = await holdMotion(sql, place.teamId, place.motionId)
  if (!motion) return { refused: 'not-yours' }
  const next = nextMotion(motion, event, by)
  if (typeof next !== 'string') return next
  if (next === 'standing' && motion.kind === 'hold' && !(await canStillHold(tx, motion))) return { refused: 'not-now' }
  const agreedBy = event === 'agree' ? by : motion.agreedBy
  const isOver = next === 'over' || next === 'withdrawn'
  const after: Motion = { ...motion, state: next, agreedBy, runsOutAt: runsOut(motion, next, house.clock.now()) }
  await setMotion(sql, after, isOver ? house.clock.now() : null)
  await setDeadlines(tx, after)
  await takeEffect(tx, after)
  tellKept(house, afterCommit, motion.teamId, motion.objectId ? `${motion.objectKind} ${motion.objectId}` : undefined)
  return { state: next }
}

/**
 * Nobody holds what the person wished gone, or what is gone: that is what has no key any more, also where the transaction that
 * destroyed it could not be kept and its rows go with the next.
 */
async function canStillHold({ sql, house }: Tx, motion: Motion): Promise<boolean> {
  const place = { teamId: motion.teamId, objectId: motion.objectId! }
  const clock = await holdClock(sql, place)
  if (!house.keyStore.has(keeperOf(motion.objectKind!)!.keyName(place.objectId))) return false
  if (clock) return !isFixed(clock.measure)
  return (await lookAt(sql, motion.objectKind!, place)) !== null
}

function runsOut(motion: Motion, next: MotionState, now: Date): Date {
  if (next !== 'standing') return motion.runsOutAt
  return motion.kind === 'hold' ? motion.untilAt! : later(now, exportStandsFor)
}

async function takeEffect({ sql, house }: Tx, motion: Motion): Promise<void> {
  const { teamId, objectId, lineId, contactDays, caseDays } = motion
  if (objectId) await followClock(sql, house, { teamId, objectId })
  if (motion.kind !== 'periods' || motion.state !== 'over') return
  await putPeriods(sql, teamId, { lineId: lineId!, contactDays: contactDays!, caseDays: caseDays! })
  await followLine(sql, house, teamId, lineId!)
}

/** What comes next by itself: the wait is over, it runs out, it is forgotten. */
async function setDeadlines({ sql, house }: Tx, motion: Motion): Promise<void> {
  const { teamId, motionId: key, state } = motion
  const at = async (kind: string, dueAt: Date | null): Promise<void> => {
    if (dueAt) await house.deadlines.set(sql, { teamId, kind, key, dueAt })
    else await house.deadlines.clear(sql, { teamId, kind, key })
  }
  const isOver = state === 'over' || state === 'withdrawn'
  await at('motion.raise', state === 'open' ? motion.movedAt : null)
  await at('motion.wait', state === 'open' ? motion.waitsUntil : null)
  await at('motion.over', isOver ? null : motion.runsOutAt)
  await at('motion.forget', isOver ? later(house.clock.now(), motionShownFor) : null)
}

export const motionDeadlines = (house: House): DeadlineHandler[] => {
  const passes = (kind: string, event: MotionEvent): DeadlineHandler => ({
    kind,
    async handle(sql, afterCommit, { teamId, key }) {
      await happens({ sql, afterCommit, house }, { teamId, motionId: key }, { event, by: null })
    },
  })
  return [
    {
      kind: 'motion.raise',
      handle: (sql, afterCommit, { teamId, key }) => raise({ sql, afterCommit, house }, teamId, key),
    },
    passes('motion.wait', 'wait over'),
    passes('motion.over', 'run out'),
    {
      kind: 'motion.forget',
      async handle(sql, afterCommit, { teamId, key }) {
        await deleteMotion(sql, teamId, key)
        tellKept(house, afterCommit, teamId)
      },
    },
  ]
}

async function raise({ sql, afterCommit, house }: Tx, teamId: string, motionId: string): Promise<void> {
  const motion = await holdMotion(sql, teamId, motionId)
  if (motion?.state !== 'open') return
  const byWaiting = motion.waitsUntil !== null
  const again = later(house.clock.now(), raisedAgainAfter[byWaiting ? 'byWaiting' : 'byAgreement'])
  if (again < (motion.waitsUntil ?? motion.runsOutAt))
    await house.deadlines.set(sql, { teamId, kind: 'motion.raise', key: motionId, dueAt: again })
  const is = { teamId, movedBy: motion.movedBy, byWaiting }
  await house.moments.fire(sql, afterCommit, { of: motionWaits, is })
}

/** Whoever left, or is no steward any more, asks for nothing: what they moved and nobody agreed to is withdrawn. */
export async function disown(tx: Tx, { teamId, memberId, left }: By & { left: boolean }): Promise<void> {
  if (!left && (await membersWhoMay(tx.sql, teamId, 'retention.change')).includes(memberId)) return
  for (const motionId of await openMotionsBy(tx.sql, teamId, memberId))
    await happens(tx, { teamId, motionId }, { event: 'withdraw', by: null })
}

/** An object goes, or its person wished so: no hold stands on it any more. */
export async function endHolds(tx: Tx, place: Place): Promise<void> {
  for (const motionId of await holdHoldsOf(tx.sql, place))
    await happens(tx, { teamId: place.teamId, motionId }, { event: 'gone', by: null })
}
