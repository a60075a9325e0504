import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { lineOf } from '#features/lines'
import { teamOf, updateTeam } from '#features/members'
import type { ClosureView } from '../views.ts'
import type { newPatternSchema, savedPatternSchema } from '../wire.ts'
import { armDaily } from './daily.ts'
import type { Tx } from './happen.ts'
import { makeInTurn, makeShifts } from './make.ts'
import {
  closuresOf,
  deleteClosure,
  endPattern,
  insertClosure,
  insertPattern,
  patternsOf,
  updatePattern,
  type PatternRow,
} from './store-plan.ts'
import { takeTurn } from './turn.ts'

/* What the plan is made from. Each change makes, moves and turns off the shifts to come in the same transaction. */

export type PlanRefused = 'no-line' | 'no-pattern' | 'no-closure' | 'exists' | 'changed'

/** The same pattern sent again is the one that is there. */
export async function newPattern(
  tx: Tx,
  teamId: string,
  made: z.infer<typeof newPatternSchema>,
): Promise<PlanRefused | null> {
  if (!(await lineOf(tx.sql, teamId, made.lineId))) return 'no-line'
  // Before its turn, as the daily look itself has its deadline before its turn: so neither waits for the other.
  await armDaily(tx, teamId)
  const turn = await takeTurn(tx, teamId)
  if (await insertPattern(tx.sql, teamId, made)) await makeInTurn(turn)
  else if (!(await isThere(tx, teamId, made))) return 'exists'
  return null
}

async function isThere(tx: Tx, teamId: string, made: z.infer<typeof newPatternSchema>): Promise<boolean> {
  const found = await patternOf(tx, teamId, made.patternId)
  return found !== null && found.lineId === made.lineId && isDeepStrictEqual(found.pattern, made.pattern)
}

const patternOf = async ({ sql }: Tx, teamId: string, patternId: string): Promise<PatternRow | null> =>
  (await patternsOf(sql, teamId)).find((pattern) => pattern.patternId === patternId) ?? null

/** The new version. */
export async function savePattern(
  tx: Tx,
  teamId: string,
  saved: z.infer<typeof savedPatternSchema> & { patternId: string },
): Promise<PlanRefused | { version: number }> {
  const turn = await takeTurn(tx, teamId)
  const found = await patternOf(tx, teamId, saved.patternId)
  if (!found) return 'no-pattern'
  // What was saved by this very request and not answered is saved.
  if (
    found.version === saved.version + 1 &&
    found.sealed === saved.sealed &&
    isDeepStrictEqual(found.pattern, saved.pattern)
  )
    return { version: found.version }
  if (!(await updatePattern(tx.sql, teamId, saved))) return 'changed'
  await makeInTurn(turn)
  return { version: saved.version + 1 }
}

export async function setEnd(
  tx: Tx,
  teamId: string,
  ended: { patternId: string; endedOn: string | null },
): Promise<PlanRefused | null> {
  const turn = await takeTurn(tx, teamId)
  if (!(await endPattern(tx.sql, teamId, ended))) return 'no-pattern'
  await makeInTurn(turn)
  return null
}

export async function close(tx: Tx, teamId: string, closure: ClosureView): Promise<PlanRefused | null> {
  if (closure.lineId && !(await lineOf(tx.sql, teamId, closure.lineId))) return 'no-line'
  const turn = await takeTurn(tx, teamId)
  if (await insertClosure(tx.sql, teamId, closure)) await makeInTurn(turn)
  else {
    const found = (await closuresOf(tx.sql, teamId)).find(({ closureId }) => closureId === closure.closureId)
    if (!isDeepStrictEqual({ ...found }, closure)) return 'exists'
  }
  return null
}

export async function reopen(tx: Tx, teamId: string, closureId: string): Promise<PlanRefused | null> {
  const turn = await takeTurn(tx, teamId)
  if (!(await deleteClosure(tx.sql, teamId, closureId))) return 'no-closure'
  await makeInTurn(turn)
  return null
}

/** From now on the team's clock is another. What has begun keeps its instants; what is to come begins when the new clock says so. */
export async function moveClock(tx: Tx, teamId: string, timeZone: string): Promise<void> {
  await takeTurn(tx, teamId)
  const team = await teamOf(tx.sql, teamId)
  await updateTeam(tx.sql, { ...team!, timeZone })
  await makeShifts(tx, teamId)
  tx.afterCommit(() => tx.house.live.changed(teamId, 'team', ''))
}
