import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { alarm } from '#features/alarms'
import { moment } from '#platform/moments'
import { promiseKept, promiseMade } from '#features/holds'
import { membersOf, permissionsOf } from '#features/members'
import {
  nextPromise,
  usualPolicy,
  type PromiseEvent,
  type PromiseKind,
  type PromiseState,
  type Promised,
  type Situation,
} from '../rules.ts'
import { ladenBy, lockPromise, setPromise, type Place, type PromiseRow } from './store.ts'
import { awaysOf, policyOf } from './store-team.ts'

/**
 * Fired inside the transaction in which a promise comes to its end, or its end is taken back ('undone', within ten minutes).
 * `onTime`: it ends, or had ended, by the time last promised. For counting; nothing in it names a case. Never fired for practice.
 */
export const promiseEnded = moment<{
  teamId: string
  promiseId: string
  lineId: string
  kind: PromiseKind
  was: PromiseState
  end: PromiseState | 'undone'
  onTime: boolean
}>('promise-ended')

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }
/** Where the deadline of a promise is kept: one for each, whatever comes next. */
export const nextKind = 'promise.next'

/**
 * One event: the rules decide; the row, its deadline and those who must hear of it follow in the same transaction. Null when
 * there is no such promise, or this cannot happen to it. `attemptId`: of an attempt that begins.
 */
export async function happens(
  tx: Tx,
  place: Place,
  event: PromiseEvent,
  attemptId: string | null = null,
): Promise<PromiseRow | null> {
  const { sql, house } = tx
  const before = await lockPromise(sql, place)
  const next = before && nextPromise(asPromised(before), event, await situation(tx, place.teamId, before.lineId))
  if (!before || !next) return null
  const state = next.state === 'trying' ? (attemptId ?? before.attemptId) : null
  const row = { ...before, ...asRow(next), attemptId: state, changedAt: house.clock.now() }
  await setPromise(sql, place, row)
  await keepDeadline(tx, place, row)
  if ((before.nextAt === null) !== (row.nextAt === null)) await ended(tx, place, before, row)
  if (isLoud(before, row, event)) callOut(tx, { ...place, practiceId: row.practiceId }, [before.ownerId, row.ownerId])
  tell(tx, place.teamId)
  return row
}

/** What decides beside the promise itself: its line's policy, and which stewards there are. */
export async function situation({ sql, house }: Tx, teamId: string, lineId: string): Promise<Situation> {
  const at = house.clock.now()
  const policy = (await policyOf(sql, teamId, lineId)) ?? usualPolicy
  return { now: at.getTime(), policy, spare: await spareOf(sql, teamId, at) }
}

/** Stewards read every case: those who are there before those who are away, the least laden first. */
async function spareOf(sql: Sql, teamId: string, at: Date): Promise<Situation['spare']> {
  const [everybody, laden, aways] = [
    await membersOf(sql, teamId),
    await ladenBy(sql, teamId),
    await awaysOf(sql, teamId, at),
  ]
  const away = new Set(aways.map(({ memberId }) => memberId))
  const inOrder = everybody
    .filter(({ state, roles }) => state === 'active' && roles.includes('steward'))
    .map(({ memberId }) => ({ memberId, away: away.has(memberId) ? 1 : 0, laden: laden.get(memberId) ?? 0 }))
    .toSorted(
      (one, other) => one.away - other.away || one.laden - other.laden || (one.memberId < other.memberId ? -1 : 1),
    )
  return (not) => inOrder.find(({ memberId }) => !not.includes(memberId))?.memberId ?? null
}

async function ended(tx: Tx, place: Place, before: PromiseRow, row: PromiseRow): Promise<void> {
  await keepCase(tx, place, row)
  const { lineId, kind, nextAt } = row
  if (row.practiceId) return
  const end = nextAt === null ? row.state : 'undone'
  const is = { ...place, lineId, kind, was: before.state, end, onTime: !before.late } as const
  await tx.house.moments.fire(tx.sql, tx.afterCommit, { of: promiseEnded, is })
}

/** Its case stays as long as it is unkept, whatever clock there is. */
export async function keepCase({ sql, afterCommit, house }: Tx, place: Place, row: PromiseRow): Promise<void> {
  const promised = { ...place, objectId: row.caseId }
  await (row.nextAt === null ? promiseKept(sql, house, promised) : promiseMade(sql, house, promised))
  // When its case goes, as holds says it, has changed.
  afterCommit(() => {
    house.live.changed(place.teamId, 'going', `case ${row.caseId}`)
    house.live.changed(place.teamId, 'kept', '')
  })
}

export async function keepDeadline({ sql, house }: Tx, place: Place, row: PromiseRow): Promise<void> {
  const name = { teamId: place.teamId, kind: nextKind, key: place.promiseId }
  if (row.nextAt === null) await house.deadlines.clear(sql, name)
  else await house.deadlines.set(sql, { ...name, dueAt: row.nextAt })
}

/** Passed on without anybody's hand, or overdue: that is told by every channel there is. */
const isLoud = (before: PromiseRow, after: PromiseRow, { kind }: PromiseEvent): boolean =>
  after.nextAt !== null && (kind === 'due' || (kind === 'left' && after.ownerId !== before.ownerId))

/** Those whom it passes between, and whoever looks after what the team owes. */
function callOut(
  { afterCommit, house }: Tx,
  { teamId, practiceId }: { teamId: string; practiceId: string | null },
  between: string[],
): void {
  afterCommit(() => {
    void membersOf(house.db.sql, teamId)
      .then((everybody) => {
        const leads = everybody
          .filter(({ state, roles }) => state === 'active' && permissionsOf(roles).has('messages.work'))
          .map(({ memberId }) => memberId)
        const there = new Set(everybody.filter(({ state }) => state === 'active').map(({ memberId }) => memberId))
        const memberIds = [...new Set([...between, ...leads])].filter((memberId) => there.has(memberId))
        return alarm(house, { teamId, memberIds, kind: 'alarm', practiceId })
      })
      .catch((error: unknown) => house.log.error('alarm failed', error))
  })
}

export const tell = ({ afterCommit, house }: Tx, teamId: string): void =>
  afterCommit(() => house.live.changed(teamId, 'owed', ''))

export const asPromised = (row: PromiseRow): Promised => ({
  kind: row.kind,
  state: row.state,
  ownerId: row.ownerId,
  fallbackId: row.fallbackId,
  dueAt: row.dueAt.getTime(),
  late: row.late,
  attempts: row.attempts,
  triedAt: row.triedAt?.getTime() ?? null,
  nextAt: row.nextAt?.getTime() ?? null,
})

export const asRow = (
  promise: Promised,
): Omit<PromiseRow, 'promiseId' | 'caseId' | 'lineId' | 'attemptId' | 'changedAt' | 'practiceId'> => ({
  ...promise,
  dueAt: new Date(promise.dueAt),
  triedAt: promise.triedAt === null ? null : new Date(promise.triedAt),
  nextAt: promise.nextAt === null ? null : new Date(promise.nextAt),
})
