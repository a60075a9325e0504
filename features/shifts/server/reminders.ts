import { alarm } from '#features/alarms'
import { later } from '#platform/clock'
import { askBefore, nextReminder, remind, type Sits } from '../reminding.ts'
import type { Tx } from './happen.ts'
import { setSits, sitsIn, type SitsRow } from './store-reminders.ts'
import { shiftOf, type ShiftRow } from './store.ts'
import { takeTurn } from './turn.ts'

/** When somebody who sits in a shift is reminded or asked next. Key: the shift. */
export const remindKind = 'shift.remind'

/**
 * After a shift was published or moved, or a seat of it changed hands: its reminders begin a day before it, or now. What was said
 * already is not said again.
 */
export async function remindSoon({ sql, house }: Tx, teamId: string, shift: ShiftRow): Promise<void> {
  const name = { teamId, kind: remindKind, key: shift.shiftId }
  const now = house.clock.now()
  if (shift.state === 'off' || !shift.published || shift.startsAt <= now) return house.deadlines.clear(sql, name)
  const dayBefore = later(shift.startsAt, -askBefore)
  await house.deadlines.set(sql, { ...name, dueAt: dayBefore > now ? dayBefore : now })
}

/** Everybody who sits in this shift hears what is due, and the next look is set. */
export async function remindShift(tx: Tx, teamId: string, shiftId: string): Promise<void> {
  const { sql, house } = tx
  await takeTurn(tx, teamId)
  const shift = await shiftOf(sql, { teamId, shiftId })
  const now = house.clock.now()
  if (!shift || shift.state === 'off' || !shift.published || shift.startsAt <= now) return
  const looks: number[] = []
  for (const row of await sitsIn(sql, teamId, shiftId)) {
    const next = nextReminder(await remindOne(tx, teamId, { shift, row }), shift.startsAt.getTime())
    if (next) looks.push(next.at)
  }
  if (looks.length === 0) return
  await house.deadlines.set(sql, { teamId, kind: remindKind, key: shiftId, dueAt: new Date(Math.min(...looks)) })
}

/** All that is due by now: after a sleep of the machine more than one step at once. */
async function remindOne(tx: Tx, teamId: string, { shift, row }: { shift: ShiftRow; row: SitsRow }): Promise<Sits> {
  const now = tx.house.clock.now().getTime()
  const startsAt = shift.startsAt.getTime()
  const kind = shift.seats.find(({ seatId }) => seatId === row.seatId)?.kind
  const before: Sits = { coming: row.coming, askedAt: row.askedAt?.getTime() ?? null, reminded: row.reminded }
  let sits = before
  const hears = { member: false, planners: null as 'notice' | 'alarm' | null }
  for (let next = nextReminder(sits, startsAt); next && next.at <= now; next = nextReminder(sits, startsAt)) {
    const said = remind(sits, next.step, { now, isSeat: kind !== 'back-up' })
    sits = said.sits
    hears.member ||= said.hears.member
    hears.planners = said.hears.planners ?? hears.planners
  }
  if (sits === before) return sits
  const askedAt = sits.askedAt === null ? null : new Date(sits.askedAt)
  await setSits(tx.sql, teamId, shift.shiftId, { ...row, ...sits, askedAt })
  say(tx, teamId, row.memberId, hears)
  return sits
}

function say(
  { afterCommit, house }: Tx,
  teamId: string,
  memberId: string,
  hears: { member: boolean; planners: 'notice' | 'alarm' | null },
): void {
  const { member, planners } = hears
  afterCommit(() => {
    house.live.changed(teamId, 'shifts', '')
    if (member) void alarm(house, { teamId, memberIds: [memberId], kind: 'notice' })
    if (planners) void alarm(house, { teamId, permission: 'crew.plan', kind: planners })
  })
}
