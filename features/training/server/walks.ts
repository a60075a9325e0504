import { later, day } from '#platform/clock'
import { membersOf, membersWhoMay } from '#features/members'
import { callOutAt, isOver, ownerFor, standingBy, stepState, type Counts, type Standing } from '../path-rules.ts'
import { standingChanged, tell, type Tx } from './moments.ts'
import {
  hasPath,
  lockWalk,
  newestVersion,
  pathsAt,
  putWalk,
  traineeRows,
  deleteWalk,
  type Path,
  type Walk,
} from './store-paths.ts'
import { deleteStep, loadsOf, marksOf, putStep, stepsOf, stepsOwned, type OwnStep } from './store-steps.ts'

export type WalkPlace = { teamId: string; memberId: string }
/** Who sets it; null: the house does. */
type By = string | null

/** The deadline at which an open step is overdue. Key: the member and the step. */
export const stepKind = 'training.step'
export const stepKey = ({ memberId, stepId }: { memberId: string; stepId: string }): string => `${memberId} ${stepId}`

export const countsOf = (marks: readonly { stepId: string }[]): Counts => {
  const counted = Map.groupBy(marks, ({ stepId }) => stepId)
  return (stepId) => counted.get(stepId)?.length ?? 0
}

export async function pathAt(tx: Tx, teamId: string, version: number): Promise<Path | null> {
  return (await pathsAt(tx.sql, teamId, [version]))[0] ?? null
}

/** Who sits beside somebody experienced. Nobody, while the team has no path. */
export async function traineesOf(sql: Tx['sql'], teamId: string): Promise<Set<string>> {
  return new Set((await hasPath(sql, teamId)) ? await traineeRows(sql, teamId) : [])
}

/** Whoever comes back with new keys was here before: joining again makes no newcomer of them. */
export async function comesBack(tx: Tx, place: WalkPlace): Promise<void> {
  if (!(await lockWalk(tx.sql, place.teamId, place.memberId))) await sayExperienced(tx, place, null)
}

/** Begins the newest path, for a newcomer or whoever somebody says is new. False: the team has none, or they are on it. */
export async function beginWalk(
  tx: Tx,
  place: WalkPlace,
  { by, ownerId }: { by: By; ownerId?: string },
): Promise<boolean> {
  const { sql, house } = tx
  const before = await lockWalk(sql, place.teamId, place.memberId)
  if (before && (by === null || !before.byHand)) return false
  const version = await newestVersion(sql, place.teamId)
  const path = await pathAt(tx, place.teamId, version)
  if (!path || path.steps.length === 0) return false
  const at = house.clock.now()
  // What somebody did on a path before counts: steps keep their ids from version to version.
  const walk: Walk = { ...place, version, begunAt: at, standing: 'trainee', byHand: false, setBy: by, setAt: at }
  await putWalk(sql, place.teamId, walk)
  await laySteps(tx, place, { walk, from: at, ...(ownerId ? { ownerId } : {}) })
  await settle(tx, place, { walk, was: 'experienced', by })
  return true
}

/** Goes on on another version: what was done stays done, what is new is to be done. False: there is no such version. */
export async function moveTo(tx: Tx, place: WalkPlace, { version, by }: { version: number; by: By }): Promise<boolean> {
  const before = await lockWalk(tx.sql, place.teamId, place.memberId)
  const path = before && (await pathAt(tx, place.teamId, version))
  if (!path || path.steps.length === 0) return false
  const walk = { ...before, version }
  await putWalk(tx.sql, place.teamId, walk)
  await laySteps(tx, place, { walk, from: tx.house.clock.now() })
  await settle(tx, place, { walk, was: before.standing, by })
  return true
}

/** Somebody was there before Beside, or has learned elsewhere: who plans says so. */
export async function sayExperienced(tx: Tx, place: WalkPlace, by: By): Promise<void> {
  const { sql, house } = tx
  const before = await lockWalk(sql, place.teamId, place.memberId)
  const at = house.clock.now()
  const version = before?.version ?? (await newestVersion(sql, place.teamId))
  const hand = { standing: 'experienced', byHand: true, setBy: by, setAt: at } as const
  await putWalk(sql, place.teamId, { ...place, begunAt: before?.begunAt ?? at, version, ...hand })
  for (const step of await stepsOf(sql, place.teamId, [place.memberId])) await clearStep(tx, place.teamId, step)
  if (before?.standing === 'trainee') await fire(tx, place)
  tell(tx, place.teamId)
}

/** Rows for the steps of this version: owners and times are kept where they are, rows of steps it does not have go. */
async function laySteps(tx: Tx, place: WalkPlace, to: { walk: Walk; from: Date; ownerId?: string }): Promise<void> {
  const { sql } = tx
  const { teamId, memberId } = place
  const path = (await pathAt(tx, teamId, to.walk.version))!
  const had = new Map((await stepsOf(sql, teamId, [memberId])).map((step) => [step.stepId, step]))
  const ownerId = to.ownerId ?? (await leastLaden(tx, place))
  for (const { stepId, days } of path.steps)
    if (!had.has(stepId)) {
      const step = { memberId, stepId, ownerId, dueAt: later(to.from, days * day), isDone: false }
      await putStep(sql, teamId, step)
    }
  const has = new Set(path.steps.map(({ stepId }) => stepId))
  for (const step of had.values())
    if (!has.has(step.stepId)) {
      await deleteStep(sql, { teamId, ...step })
      await clearStep(tx, teamId, step)
    }
}

async function leastLaden({ sql }: Tx, { teamId, memberId }: WalkPlace): Promise<string | null> {
  const [planners, loads] = [await membersWhoMay(sql, teamId, 'crew.plan'), await loadsOf(sql, teamId)]
  const loadOf = new Map(loads.map(({ ownerId, load }) => [ownerId, load]))
  const laden = planners.map((one) => ({ memberId: one, load: loadOf.get(one) ?? 0 }))
  return ownerFor(laden, memberId)
}

/** After anything that counts: which steps are over, their deadlines, and where this member stands. */
export async function settle(
  tx: Tx,
  place: WalkPlace,
  { walk, was, by }: { walk: Walk; was: Standing; by: By },
): Promise<void> {
  const { sql, house } = tx
  const { teamId, memberId } = place
  const { steps } = (await pathAt(tx, teamId, walk.version))!
  const counts = countsOf(await marksOf(sql, teamId, [memberId]))
  for (const own of await stepsOf(sql, teamId, [memberId])) {
    const isDone = isOver(stepState(steps, own.stepId, counts))
    if (isDone !== own.isDone) await putStep(sql, teamId, { ...own, isDone })
    if (isDone || walk.byHand) await clearStep(tx, teamId, own)
    else await armStep(tx, teamId, own)
  }
  const standing = walk.byHand ? 'experienced' : standingBy(steps, counts)
  if (standing !== walk.standing) await putWalk(sql, teamId, { ...walk, standing, setBy: by, setAt: house.clock.now() })
  if (standing !== was) await fire(tx, place)
  tell(tx, teamId)
}

export const armStep = ({ sql, house }: Tx, teamId: string, step: OwnStep): Promise<void> =>
  house.deadlines.set(sql, {
    teamId,
    kind: stepKind,
    key: stepKey(step),
    dueAt: callOutAt(step.dueAt, house.clock.now()),
  })

const clearStep = ({ sql, house }: Tx, teamId: string, step: OwnStep): Promise<void> =>
  house.deadlines.clear(sql, { teamId, kind: stepKind, key: stepKey(step) })

/** Where there is no path nobody's standing says anything, so nothing changed. */
async function fire(tx: Tx, is: WalkPlace): Promise<void> {
  if (await hasPath(tx.sql, is.teamId)) await tx.house.moments.fire(tx.sql, tx.afterCommit, { of: standingChanged, is })
}

/** The team has a path again, or none any more: everybody who stands as a trainee in the rows changes. */
export async function pathCameOrWent(tx: Tx, teamId: string): Promise<void> {
  for (const memberId of await traineeRows(tx.sql, teamId))
    await tx.house.moments.fire(tx.sql, tx.afterCommit, { of: standingChanged, is: { teamId, memberId } })
}

/** Somebody left: nothing of theirs stays, and what they looked after is somebody else's in the same moment. */
export async function forgetWalk(tx: Tx, place: WalkPlace): Promise<void> {
  const { teamId, memberId } = place
  const stepIds = await deleteWalk(tx.sql, teamId, memberId)
  for (const stepId of stepIds)
    await tx.house.deadlines.clear(tx.sql, { teamId, kind: stepKind, key: stepKey({ memberId, stepId }) })
  for (const step of await stepsOwned(tx.sql, teamId, memberId)) {
    const ownerId = await leastLaden(tx, { teamId, memberId: step.memberId })
    await putStep(tx.sql, teamId, { ...step, ownerId })
  }
  tell(tx, teamId)
}

export const isActive = async (sql: Tx['sql'], { teamId, memberId }: WalkPlace): Promise<boolean> =>
  (await membersOf(sql, teamId)).some((one) => one.memberId === memberId && one.state === 'active')
