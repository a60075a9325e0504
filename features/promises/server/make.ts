import { lockCase, mayReadCase } from '#features/cases'
import type { Member } from '#platform/visitors'
import { isWithinReach, newPromise } from '../rules.ts'
import type { Make } from '../wire.ts'
import { whyUnfit } from './cases.ts'
import { armShifts } from './digest.ts'
import { asRow, keepCase, keepDeadline, tell, type Tx } from './happen.ts'
import { insertPromise, lockPromise, type PromiseRow } from './store.ts'

export type MakeRefusal = 'not-yours' | 'closed' | 'same-person' | 'not-a-reader' | 'away' | 'due'

/**
 * Keeps a new promise with its owner, its fallback and its deadline in one transaction. Its words stand sealed in the case's
 * track, which both can open: whoever cannot is refused. The same promise said again changes nothing.
 */
export async function makePromise(tx: Tx, visitor: Member, made: Make): Promise<MakeRefusal | 'made'> {
  const { sql, house } = tx
  const { teamId } = visitor
  const at = house.clock.now()
  const dueAt = Date.parse(made.dueAt)
  // Locked, so that it cannot be closed meanwhile with a promise in it.
  const found = await lockCase(sql, { teamId, caseId: made.caseId })
  if (!found || !mayReadCase(visitor, found)) return 'not-yours'
  if (await lockPromise(sql, { teamId, promiseId: made.promiseId })) return 'made'
  if (found.state === 'closed') return 'closed'
  if (made.ownerId === made.fallbackId) return 'same-person'
  for (const memberId of [made.ownerId, made.fallbackId]) {
    const unfit = await whyUnfit(sql, { teamId, caseId: made.caseId, at }, memberId)
    if (unfit) return unfit
  }
  if (!isWithinReach(dueAt, at.getTime())) return 'due'
  const { promiseId, caseId, kind, ownerId, fallbackId } = made
  const promise = asRow(newPromise({ kind, ownerId, fallbackId, dueAt }))
  const { lineId, practiceId } = found
  const row: PromiseRow = { promiseId, caseId, lineId, ...promise, attemptId: null, changedAt: at, practiceId }
  if (!(await insertPromise(sql, teamId, row))) return 'made'
  await keepDeadline(tx, { teamId, promiseId }, row)
  await keepCase(tx, { teamId, promiseId }, row)
  await armShifts(tx, teamId)
  tell(tx, teamId)
  return 'made'
}
