import type { Sql } from '#platform/database'
import type { TeamShape } from '../rules.ts'
import { circles, type Intake } from '../wire.ts'
import { shapeOf } from './changes.ts'
import { insertIntake, keepRosters, lineEpochs, newestIntake } from './store.ts'
import { newIntakeHolds } from './verify.ts'

export type PublicRecipient = { epoch: number; recipient: string }
export type Recipients = { intake: PublicRecipient; coordinators: PublicRecipient; stewards: PublicRecipient }

/** Whom a caller of this line seals to; null when the line has no intake yet. Public, but only as true as this server. */
export async function recipientsFor(sql: Sql, teamId: string, lineId: string): Promise<Recipients | null> {
  const intake = await newestIntake(sql, teamId, lineId)
  if (!intake) return null
  const { coordinators, stewards } = await shapeOf(sql, teamId)
  const only = ({ epoch, recipient }: PublicRecipient): PublicRecipient => ({ epoch, recipient })
  return { intake: only(intake.statement), coordinators: only(coordinators), stewards: only(stewards) }
}

/** The newest roster of each circle. Throws before the founding. */
export const currentRosters = (sql: Sql, teamId: string): Promise<TeamShape> => shapeOf(sql, teamId)

/**
 * Whether these readers of a new key are in the team now, each circle and intake at its newest epoch (callers' pages always
 * are). The team stays as it is until your transaction ends, so that no key is ever kept for somebody who has just left.
 */
export async function areCurrent(sql: Sql, teamId: string, readers: readonly string[]): Promise<boolean> {
  if (readers.length === 0) return true
  await keepRosters(sql, teamId)
  const [rosters, lines] = [await shapeOf(sql, teamId), await lineEpochs(sql, teamId)]
  const current = new Set([
    ...circles.map((circle) => `circle:${circle}:${rosters[circle].epoch}`),
    ...lines.map(({ lineId, epoch }) => `intake:${lineId}:${epoch}`),
    ...rosters.responders.members.map(({ id }) => `member:${id}`),
  ])
  return readers.every((reader) => reader.startsWith('caller:') || current.has(reader))
}

export type IntakeRefusal = 'other-line' | 'intake-exists' | 'intake-not-signed'

/**
 * Keeps a line's intake (its first, or one more epoch), as `keyring.makeIntake(lineId)` made it. The line's own feature calls
 * this in the transaction that makes the line. null: kept, or was kept already.
 */
export async function acceptIntake(
  sql: Sql,
  given: { teamId: string; lineId: string } & Intake,
): Promise<IntakeRefusal | null> {
  const { teamId, lineId, statement, wrap } = given
  if (statement.team !== teamId || statement.line !== lineId) return 'other-line'
  const newest = await newestIntake(sql, teamId, lineId)
  if (newest && JSON.stringify(newest.statement) === JSON.stringify(statement)) return null
  if (!(await newIntakeHolds(sql, teamId, { statement, wrap }))) return 'intake-not-signed'
  return (await insertIntake(sql, { statement, wrap })) ? null : 'intake-exists'
}
