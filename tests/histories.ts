import { removeMember } from '#features/members'
import { memberRemoved } from '#features/keys'
import { firstLine, insertLine, weekdays } from '#features/lines'
import { day, later } from '#platform/clock'
import type { House } from '#platform/house'
import { orderedId, randomId } from '#platform/ids'
import type { Member } from '#platform/visitors'
import { answerComing } from '../features/shifts/server/coming.ts'
import { savePattern } from '../features/shifts/server/edit-plan.ts'
import type { Tx } from '../features/shifts/server/happen.ts'
import { makeShifts } from '../features/shifts/server/make.ts'
import { declineOffer, makeOffer, takeOffer, withdrawOffer } from '../features/shifts/server/offers.ts'
import { publish } from '../features/shifts/server/publish.ts'
import { changeSeatings } from '../features/shifts/server/seatings.ts'
import { insertPattern } from '../features/shifts/server/store-plan.ts'
import type { NewOffer, Pattern, Placed, Seat } from '../features/shifts/wire.ts'

/* Random histories of a crew whose seats change hands: what one process of the server does, and what they draw from. */

export type HistoryTeam = { teamId: string; members: string[]; planner: string; patterns: Record<string, Pattern> }

/** One thing somebody does. It travels to whichever process does it. */
export type Deed = { teamId: string; by: string } & (
  | { kind: 'offer'; made: NewOffer }
  | { kind: 'take' | 'decline' | 'withdraw'; offerId: string }
  | { kind: 'coming'; shiftId: string; coming: boolean }
  | { kind: 'place' | 'empty'; change: Placed & { was: string | null } }
  | { kind: 'pattern'; patternId: string; version: number; pattern: Pattern }
  | { kind: 'leave'; memberId: string }
)

/** Does it in one transaction. What the server said of a take: `won`, who has it, or null. */
export async function doDeed(house: House, deed: Deed): Promise<{ won: boolean }> {
  return house.db.transact(async (sql, afterCommit) => {
    await sql`select set_config('beside.deed', ${deed.kind}, true)`
    const said = await acts({ sql, afterCommit, house }, deed)
    return { won: deed.kind === 'take' && typeof said === 'object' && said !== null && 'offerId' in said }
  })
}

async function acts(tx: Tx, deed: Deed): Promise<unknown> {
  const { teamId } = deed
  const visitor: Member = {
    ...{ kind: 'member', teamId, memberId: deed.by, sessionId: '' },
    permissions: new Set(deed.kind === 'place' || deed.kind === 'empty' ? ['crew.plan'] : ['duty.work']),
  }
  switch (deed.kind) {
    case 'offer':
      return makeOffer(tx, visitor, deed.made)
    case 'take':
      return takeOffer(tx, visitor, deed.offerId)
    case 'decline':
      return declineOffer(tx, visitor, deed.offerId)
    case 'withdraw':
      return withdrawOffer(tx, visitor, deed.offerId)
    case 'coming':
      return answerComing(tx, visitor, deed)
    case 'pattern':
      return savePattern(tx, teamId, { ...deed, sealed: 'x' })
    case 'leave':
      await removeMember(tx.sql, teamId, deed.memberId, tx)
      return tx.house.moments.fire(tx.sql, tx.afterCommit, {
        of: memberRemoved,
        is: { teamId, memberId: deed.memberId },
      })
    default:
      return changeSeatings(tx, visitor, { changes: [deed.change], anyway: true })
  }
}

const seat = (kind: Seat['kind'], count: number): Seat => ({
  ...{ seatId: orderedId(), count, skills: [], languages: [], trainee: false, kind },
})

/** Four nights: one with a back-up, two at the same time, one a week away; six people who can always, and one who plans. */
export async function foundHistory(house: House): Promise<HistoryTeam> {
  const teamId = randomId()
  const [planner, ...members] = Array.from({ length: 7 }, () => randomId()) as [string, ...string[]]
  const now = house.clock.now()
  const once = (ahead: number, [from, to]: [string, string], seats: Seat[]): Pattern => ({
    ...{
      repeats: {
        kind: 'once',
        date: later(now, ahead * day)
          .toISOString()
          .slice(0, 10),
      },
      from,
      to,
      skips: [],
      seats,
    },
  })
  const patterns = Object.fromEntries(
    [
      once(1, ['20:00', '02:00'], [seat('line', 2), seat('back-up', 1)]),
      once(2, ['20:00', '02:00'], [seat('line', 1), seat('pair', 1)]),
      once(2, ['22:00', '04:00'], [seat('line', 1)]),
      once(8, ['20:00', '08:00'], [seat('line', 2)]),
    ].map((pattern) => [orderedId(), pattern]),
  )
  const lineId = orderedId()
  const team = { teamId, members, planner, patterns }
  await house.db.transact(async (sql, afterCommit) => {
    const tx = { sql, afterCommit, house }
    await sql`insert into teams (team_id, name, languages, time_zone) values (${teamId}, 'Crew', '{en}', 'UTC')`
    for (const memberId of [planner, ...members])
      await sql`insert into members (team_id, member_id, roles, state)
        values (${teamId}, ${memberId}, ${memberId === planner ? ['coordinator'] : ['responder']}, 'active')`
    await insertLine(sql, { teamId, lineId, at: now }, firstLine(['en']))
    await canAlways(tx, team)
    for (const [patternId, pattern] of Object.entries(patterns))
      await insertPattern(sql, teamId, { patternId, lineId, pattern, sealed: 'x' })
    await makeShifts(tx, teamId)
    const dates = {
      firstDate: now.toISOString().slice(0, 10),
      lastDate: later(now, 20 * day)
        .toISOString()
        .slice(0, 10),
    }
    await publish(tx, teamId, dates)
    await sitDown(tx, team)
  })
  return team
}

async function canAlways({ sql, house }: Tx, { teamId, members }: HistoryTeam): Promise<void> {
  const given = {
    week: Object.fromEntries(weekdays.map((name) => [name, [{ from: '00:00', to: '24:00' }]])),
    ...{ dates: [], leave: [], languages: [] },
    wishes: { mostShifts: null, with: [], apart: [], earlyAfter: [], rather: null },
  }
  for (const memberId of members)
    await sql`
      insert into availabilities (team_id, member_id, version, given, sealed, changed_at)
      values (${teamId}, ${memberId}, 1, ${given as never}, 'x', ${house.clock.now()})`
}

/** Who sits where at first, by the number of the member, in the order of nights, seats and slots. */
const first = [0, 1, 2, 3, 4, 5, 0, 3]

async function sitDown(tx: Tx, { teamId, members, planner, patterns }: HistoryTeam): Promise<void> {
  const shifts = await tx.sql<{ shiftId: string; patternId: string }[]>`
    select shift_id as "shiftId", pattern_id as "patternId" from shifts where team_id = ${teamId}`
  const places = Object.entries(patterns).flatMap(([patternId, { seats }]) =>
    seats.flatMap(({ seatId, count }) => {
      const { shiftId } = shifts.find((one) => one.patternId === patternId)!
      return Array.from({ length: count }, (_, slot) => ({ shiftId, seatId, slot }))
    }),
  )
  const changes = places.map((place, n) => ({ ...place, memberId: members[first[n]!]!, was: null }))
  const visitor = { teamId, memberId: planner } as Member
  const no = await changeSeatings(tx, visitor, { changes, anyway: true })
  if (no) throw new Error(`the crew could not sit down: ${no.refused}`)
}
