import type { Context } from 'hono'
import { hour, later } from '#platform/clock'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { linesOf } from '#features/lines'
import { anyMember, may, membersOf, membersWhoMay, permissionsOf, type Permission } from '#features/members'
import { exceptionSchema, makeException, nextSeats, sealedPatterns, seatedNow, takeBack } from '#features/shifts'
import { z } from 'zod'
import { mayClockIn } from '../seats.ts'
import { coverSchema, type MayClockIn } from '../wire.ts'
import { words } from '../words.ts'
import { coverNow } from './cover-seat.ts'
import { rosterNow, spansOf } from './roster.ts'

/** Nobody is on duty by an exception for longer than a long night. */
const longestException = 16 * hour

/** What is asked once, not watched: where somebody could clock in, who is let on duty without a seat, who takes an empty one. */
export const dutyRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/duty',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await whereToClockIn(house, visitor)),
  }),
  route({
    method: 'POST',
    path: '/api/shifts/exceptions',
    guard: may('crew.plan'),
    body: exceptionSchema,
    handle: (entry) => except(house, entry),
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/exceptions/:exceptionId',
    guard: may('crew.plan'),
    async handle(entry) {
      const { c, visitor } = entry
      const exceptionId = z.uuid().safeParse(c.req.param('exceptionId')).data
      const place = { teamId: visitor.teamId, exceptionId: exceptionId ?? '' }
      const ended =
        exceptionId !== undefined &&
        (await house.db.transact((sql, afterCommit) => takeBack({ sql, afterCommit, house }, place)))
      return ended ? c.json({}) : refused(entry, 404, 'exception-over')
    },
  }),
  route({
    method: 'POST',
    path: '/api/duty/cover',
    guard: anyMember,
    body: coverSchema,
    async handle(entry) {
      const { c, visitor, body } = entry
      const no = await coverNow(house, visitor, body)
      return no ? refused(entry, 409, `cover-${no}`) : c.json({})
    },
  }),
]

type Asked = { c: Context; language: Language }
type Code = keyof ReturnType<typeof choose<typeof words.en>>['refused']

const refused = ({ c, language }: Asked, status: 404 | 409 | 422, code: Code): Response =>
  refuse(c, status, code, choose(language, words).refused[code])

async function whereToClockIn(house: House, { teamId, memberId }: Member): Promise<MayClockIn> {
  const { sql } = house.db
  const at = house.clock.now()
  const { rostered, seats } = await seatedNow(sql, teamId, at)
  const [lines, roster, next, planners] = await Promise.all([
    linesOf(sql, teamId),
    rosterNow(sql, teamId, { at, seats }),
    nextSeats(sql, teamId, memberId, at),
    membersWhoMay(sql, teamId, 'crew.plan'),
  ])
  const spans = spansOf(roster, memberId)
  const patternIds = [...new Set([...roster.shifts, ...next].map(({ patternId }) => patternId))]
  const nextOn = new Map(next.map((one) => [one.lineId, one]))
  return {
    lines: lines.map(({ lineId }) => ({
      lineId,
      rostered: rostered.has(lineId),
      may: mayClockIn(lineId, { rostered, spans, at: at.getTime() }),
      next: sayNext(nextOn.get(lineId)),
    })),
    planners,
    patterns: await sealedPatterns(sql, teamId, patternIds),
  }
}

function sayNext(next: Awaited<ReturnType<typeof nextSeats>>[number] | undefined): MayClockIn['lines'][number]['next'] {
  if (!next) return null
  const { patternId, seat, beside, startsAt, endsAt } = next
  const kind = seat.kind === 'pair' ? 'pair' : 'line'
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
  return { patternId, seatId: seat.seatId, kind, beside, ...times }
}

async function except(
  house: House,
  entry: Asked & { visitor: Member; body: z.infer<typeof exceptionSchema> },
): Promise<Response> {
  const { c, visitor, body } = entry
  const { teamId, memberId: byId } = visitor
  const { sql } = house.db
  const fromAt = house.clock.now()
  const untilAt = new Date(body.untilAt)
  if (untilAt <= fromAt || untilAt > later(fromAt, longestException)) return refused(entry, 422, 'exception-until')
  if (!(await linesOf(sql, teamId)).some(({ lineId }) => lineId === body.lineId))
    return refused(entry, 404, 'unknown-line')
  const member = (await membersOf(sql, teamId)).find(({ memberId }) => memberId === body.memberId)
  const permissions = member?.state === 'active' ? permissionsOf(member.roles) : new Set<Permission>()
  if (!(['duty.work', 'alarms.receive'] as const).some((one) => permissions.has(one)))
    return refused(entry, 409, 'exception-who')
  const { rostered } = await seatedNow(sql, teamId, fromAt)
  if (!rostered.has(body.lineId)) return refused(entry, 409, 'exception-line')
  const made = await house.db.transact((tx, afterCommit) =>
    makeException({ sql: tx, afterCommit, house }, teamId, { ...body, byId, fromAt, untilAt }),
  )
  return made ? c.json({}, 201) : refused(entry, 409, 'exception-exists')
}
