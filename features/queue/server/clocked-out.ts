import type { DeadlineHandler, House } from '#platform/house'
import { seatedNow } from '#features/shifts'
import { clockedOutAt } from '../seats.ts'
import { lookAfterCrew, type Tx } from './change.ts'
import { rosterNow, spansOf } from './roster.ts'
import { lookAtShort } from './short.ts'
import { deleteDuty, dutiesOf, setOffAt, tryLockDuty, type Duty } from './store-duty.ts'

const kind = 'duty.over'
type Who = { teamId: string; memberId: string }

/** Off duty on every line; what they hold they go on holding. Also when they leave the team. */
export async function clockOut(tx: Tx, { teamId, memberId }: Who): Promise<void> {
  if (!(await deleteDuty(tx.sql, teamId, memberId))) return
  await tx.house.deadlines.clear(tx.sql, { teamId, kind, key: memberId })
  await lookAtShort(tx, teamId)
  lookAfterCrew(tx, teamId)
}

/**
 * Sets until when everybody clocked in stays so (or one member), now that seats, exceptions or clocked-in people are others. In the
 * transaction of whatever changed them, so that nobody stays clocked in whom the roster has forgotten.
 */
export async function expectOver(tx: Tx, teamId: string, memberId: string | null = null): Promise<void> {
  const duties = (await dutiesOf(tx.sql, teamId)).filter((duty) => memberId === null || duty.memberId === memberId)
  const overs = await oversOf(tx, teamId, duties)
  for (const duty of duties.toSorted((one, other) => (one.memberId < other.memberId ? -1 : 1)))
    await setOver(tx, { teamId, duty, over: overs.get(duty.memberId)! })
}

type Over = { at: Date | null }

async function oversOf({ sql, house }: Tx, teamId: string, duties: Duty[]): Promise<Map<string, Over>> {
  if (duties.length === 0) return new Map()
  const at = house.clock.now()
  const { rostered, seats } = await seatedNow(sql, teamId, at)
  const roster = await rosterNow(sql, teamId, { at, seats })
  return new Map(
    duties.map(({ memberId, lineIds, offAt }) => {
      const where = { rostered, spans: spansOf(roster, memberId), at: at.getTime() }
      const over = clockedOutAt({ lineIds, before: offAt?.getTime() ?? null }, where)
      return [memberId, { at: over === null ? null : new Date(over) }]
    }),
  )
}

async function setOver(
  { sql, house }: Tx,
  { teamId, duty, over }: { teamId: string; duty: Duty; over: Over },
): Promise<void> {
  if (over.at?.getTime() === duty.offAt?.getTime()) return
  await setOffAt(sql, teamId, duty.memberId, over.at)
  const name = { teamId, kind, key: duty.memberId }
  if (over.at) await house.deadlines.set(sql, { ...name, dueAt: over.at })
  else await house.deadlines.clear(sql, name)
}

export const overDeadline = (house: House): DeadlineHandler => ({
  kind,
  /**
   * Whoever changes a duty has its row first, then this deadline, which is already ours here: so we do not wait for theirs, but let
   * them go first and come again at once.
   */
  async handle(sql, afterCommit, { teamId, key: memberId }) {
    const tx = { sql, afterCommit, house }
    const name = { teamId, kind, key: memberId }
    const isHeld = await tryLockDuty(sql, teamId, memberId)
    const [mine] = (await dutiesOf(sql, teamId)).filter((duty) => duty.memberId === memberId)
    if (!mine) return
    if (!isHeld) return house.deadlines.set(sql, { ...name, dueAt: house.clock.now() })
    const dueAt = (await oversOf(tx, teamId, [mine])).get(memberId)!.at
    if (dueAt && dueAt <= house.clock.now()) return clockOut(tx, { teamId, memberId })
    await setOffAt(sql, teamId, memberId, dueAt)
    if (dueAt) await house.deadlines.set(sql, { ...name, dueAt })
  },
})
