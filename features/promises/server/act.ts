import { lockCase } from '#features/cases'
import type { Member } from '#platform/visitors'
import { isWithinReach, mayDo, undoFor, whyNotNow, type PromiseAct, type PromiseEvent } from '../rules.ts'
import { isSteward, keepsCases, readsCase, whyUnfit, type Unfit } from './cases.ts'
import { asPromised, happens, situation, type Tx } from './happen.ts'
import { lockPromise, type Place, type PromiseRow } from './store.ts'

export type ActRefusal =
  | 'not-yours'
  | 'not-now'
  | 'too-soon'
  | 'no-callback'
  | 'not-open'
  | 'due'
  | 'same-person'
  | 'not-a-steward'
  | 'closed'
  | Unfit

export type Acting = { act: PromiseAct; event: PromiseEvent; attemptId?: string }

/**
 * What a member does to a promise: asked again at the row, under its lock. Whoever cannot open the case is told the same as
 * for a promise that is not there.
 */
export async function actOn(
  tx: Tx,
  visitor: Member,
  promiseId: string,
  acting: Acting,
): Promise<ActRefusal | PromiseRow> {
  const place = { teamId: visitor.teamId, promiseId }
  const row = await lockPromise(tx.sql, place)
  if (!row || !(await readsCase(tx.sql, visitor, row.caseId))) return 'not-yours'
  const member = { memberId: visitor.memberId, isSteward: isSteward(visitor) }
  if (!mayDo(member, acting.act, row)) return 'not-yours'
  const refused = await refusal(tx, place, row, acting)
  if (refused) return refused
  return (await happens(tx, place, acting.event, acting.attemptId)) ?? 'not-now'
}

async function refusal(tx: Tx, place: Place, row: PromiseRow, acting: Acting): Promise<ActRefusal | null> {
  const { event, attemptId } = acting
  const at = tx.house.clock.now()
  if (event.kind === 'begun') return whyNotNow(asPromised(row), await situation(tx, place.teamId, row.lineId))
  if (event.kind === 'reached' || event.kind === 'again' || event.kind === 'stopped')
    return row.attemptId === attemptId ? null : 'not-now'
  if (event.kind === 'undone') return whyNotUndone(tx, place, row)
  if ('dueAt' in event && !isWithinReach(event.dueAt, at.getTime())) return 'due'
  if (event.kind !== 'given' && event.kind !== 'another round') return null
  if (event.kind === 'given' && event.to === row.ownerId) return 'same-person'
  const unfit = await whyUnfit(tx.sql, { teamId: place.teamId, caseId: row.caseId, at }, event.to)
  if (unfit) return unfit
  const decides = row.state === 'deciding' && event.kind === 'given'
  return decides && !(await keepsCases(tx.sql, place.teamId, event.to)) ? 'not-a-steward' : null
}

/** Only for a while, and not in a case that was closed meanwhile: its clock runs, and no clock destroys an unkept promise. */
async function whyNotUndone({ sql, house }: Tx, { teamId }: Place, row: PromiseRow): Promise<ActRefusal | null> {
  if (house.clock.now().getTime() - row.changedAt.getTime() > undoFor) return 'not-now'
  return (await lockCase(sql, { teamId, caseId: row.caseId }))?.state === 'open' ? null : 'closed'
}
