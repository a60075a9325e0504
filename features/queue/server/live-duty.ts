import { z } from 'zod'
import { hour, later, minute } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import { message, Refusal, type House, type Message } from '#platform/house'
import type { Guard, Member } from '#platform/visitors'
import { linesOf } from '#features/lines'
import { staysInTeam } from '#features/members'
import { seatedNow } from '#features/shifts'
import { breakSchema, clockInSchema, ringIdSchema } from '../wire.ts'
import { lookAfterCrew, type Tx } from './change.ts'
import { mayClockIn } from '../seats.ts'
import { clockOut, expectOver } from './clocked-out.ts'
import { rosterNow, spansOf } from './roster.ts'
import { lookAtShort } from './short.ts'
import { deleteTestRings, insertTestRing, keepDuty, markHeard, setBreak, testRingOf } from './store-duty.ts'

/** A test ring that was heard this recently on this device lets it clock in. */
const heardCounts = 30 * minute

/** Clocking in and out. Each is one transaction; what it means for those who wait follows at once, by deadline. */
export const dutyMessages = (house: House, mayAnswer: Guard<Member>): Message[] => [
  message<Member, z.infer<typeof ringIdSchema>>({
    name: 'duty.test',
    guard: mayAnswer,
    body: ringIdSchema,
    handle: ({ visitor, body }) => inTeam(house, visitor, (sql) => testRing(sql, house, visitor, body.ringId)),
  }),
  message<Member, z.infer<typeof ringIdSchema>>({
    name: 'duty.heard',
    guard: mayAnswer,
    body: ringIdSchema,
    handle: ({ visitor, body }) => inTeam(house, visitor, (sql) => confirm(sql, house, visitor, body.ringId)),
  }),
  message<Member, z.infer<typeof clockInSchema>>({
    name: 'duty.in',
    guard: mayAnswer,
    body: clockInSchema,
    handle: ({ visitor, body }) =>
      inTeam(house, visitor, (sql, afterCommit) => clockIn({ sql, afterCommit, house }, visitor, body)),
  }),
  message<Member, Record<string, never>>({
    name: 'duty.out',
    guard: mayAnswer,
    body: z.strictObject({}),
    handle: ({ visitor }) =>
      inTeam(house, visitor, (sql, afterCommit) => clockOut({ sql, afterCommit, house }, visitor)),
  }),
  message<Member, z.infer<typeof breakSchema>>({
    name: 'duty.break',
    guard: mayAnswer,
    body: breakSchema,
    handle: ({ visitor, body }) =>
      inTeam(house, visitor, (sql, afterCommit) => takeBreak({ sql, afterCommit, house }, visitor, body.on)),
  }),
]

async function takeBreak(tx: Tx, { teamId, memberId }: Member, on: boolean): Promise<void> {
  if (!(await setBreak(tx.sql, teamId, memberId, on ? tx.house.clock.now() : null))) throw new Refusal('not-on-duty')
  lookAfterCrew(tx, teamId)
}

async function confirm(sql: Sql, house: House, { teamId, sessionId }: Member, ringId: string): Promise<void> {
  if (!(await markHeard(sql, { teamId, sessionId, ringId, at: house.clock.now() }))) throw new Refusal('no-test')
}

async function clockIn(tx: Tx, visitor: Member, on: z.infer<typeof clockInSchema>): Promise<void> {
  const { sql, house } = tx
  const { teamId, memberId, sessionId } = visitor
  const at = house.clock.now()
  if (!(await staysInTeam(sql, teamId, memberId))) throw new Refusal('not-on-duty')
  const test = await testRingOf(sql, teamId, sessionId)
  if (!test?.heardAt || test.heardAt < later(at, -heardCounts)) throw new Refusal('test-first')
  const known = new Set((await linesOf(sql, teamId)).map((line) => line.lineId))
  if (!on.lineIds.every((lineId) => known.has(lineId))) throw new Refusal('unknown-line')
  const { rostered, seats } = await seatedNow(sql, teamId, at)
  const roster = await rosterNow(sql, teamId, { at, seats })
  const spans = spansOf(roster, memberId)
  if (!on.lineIds.every((lineId) => mayClockIn(lineId, { rostered, spans, at: at.getTime() })))
    throw new Refusal('no-shift-now')
  await keepDuty(sql, teamId, {
    memberId,
    lineIds: [...new Set(on.lineIds)],
    languages: [...new Set(on.languages)],
    since: at,
  })
  await expectOver(tx, teamId, memberId)
  await lookAtShort(tx, teamId)
  lookAfterCrew(tx, teamId)
}

/** Goes the way of every ring: a row, a view, this member's consoles. Only the device that asked for it sounds. */
async function testRing(
  sql: Sql,
  house: House,
  { teamId, memberId, sessionId }: Member,
  ringId: string,
): Promise<void> {
  const at = house.clock.now()
  await deleteTestRings(sql, teamId, later(at, -hour))
  await insertTestRing(sql, { teamId, sessionId, memberId, ringId, at })
}

async function inTeam(
  house: House,
  { teamId }: Member,
  work: (sql: Sql, afterCommit: AfterCommit) => Promise<void>,
): Promise<Record<string, never>> {
  await house.db.transact(async (sql, afterCommit) => {
    await work(sql, afterCommit)
    afterCommit(() => house.live.changed(teamId, 'queue', ''))
  })
  return {}
}
