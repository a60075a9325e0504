import type { Context } from 'hono'
import { later } from '#platform/clock'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import { randomToken } from '#platform/ids'
import { tokenHash } from '#platform/token-hash'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { lineOf } from '#features/lines'
import { anyMember, may, membersWhoMay } from '#features/members'
import { z } from 'zod'
import { goesAt, linkLasts, stageOf } from '../rules.ts'
import { practiceSchema, type PracticeView, type StartedPractice } from '../wire.ts'
import { words } from '../words.ts'
import { lapsedKind, overKind } from './deadlines.ts'
import { deleteUnused, insertPractice, practiceOf, practicesOf, type Practice } from './store.ts'

type Entry = { c: Context; visitor: Member; language: Language; body: z.infer<typeof practiceSchema> }

export const practiceRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/practices',
    guard: may('duty.work'),
    body: practiceSchema,
    handle: (entry) => start(house, entry),
  }),
  route({
    method: 'DELETE',
    path: '/api/practices/:practiceId/link',
    guard: may('duty.work'),
    async handle({ c, visitor, language }) {
      const practiceId = z.uuid().safeParse(c.req.param('practiceId')).data
      const practice = practiceId && (await practiceOf(house.db.sql, visitor.teamId, practiceId))
      const isTheirs = practice && practice.startedBy === visitor.memberId
      if (!isTheirs || !(await cancel(house, practice)))
        return refuse(c, 409, 'used', choose(language, words).refused.used)
      return c.json({})
    },
  }),
]

/** The token is told in this one answer; asked again there is nothing to tell, because nothing of it is kept. */
async function start(house: House, { c, visitor, language, body }: Entry): Promise<Response> {
  const say = choose(language, words).refused
  const { teamId, memberId } = visitor
  const { practiceId, lineId } = body
  const memberIds = [...new Set(body.memberIds)]
  const line = await lineOf(house.db.sql, teamId, lineId)
  if (!line?.channels.chat) return refuse(c, 409, 'no-line', say.noLine)
  const able = await mayTakePart(house, teamId)
  if (!memberIds.every((one) => able.has(one))) return refuse(c, 409, 'not-able', say.notAble)
  const token = randomToken()
  const startedAt = house.clock.now()
  const linkUntil = later(startedAt, linkLasts)
  const practice = { teamId, practiceId, lineId, startedBy: memberId, memberIds, startedAt, linkUntil }
  const made = await house.db.transact(async (sql, afterCommit) => {
    if (!(await insertPractice(sql, { ...practice, tokenHash: tokenHash(token) }))) return false
    await house.deadlines.set(sql, { teamId, kind: overKind, key: practiceId, dueAt: goesAt(startedAt) })
    await house.deadlines.set(sql, { teamId, kind: lapsedKind, key: practiceId, dueAt: linkUntil })
    afterCommit(() => house.live.changed(teamId, 'practices', ''))
    return true
  })
  if (!made) return refuse(c, 409, 'taken', say.taken)
  const path = `/${language}/${line.path}/practice/${token}`
  const told = { path, linkUntil: linkUntil.toISOString(), goesAt: goesAt(startedAt).toISOString() }
  return c.json(told satisfies StartedPractice, 201)
}

/** Whoever may answer a caller may practise it. */
async function mayTakePart(house: House, teamId: string): Promise<Set<string>> {
  const { sql } = house.db
  return new Set([
    ...(await membersWhoMay(sql, teamId, 'duty.work')),
    ...(await membersWhoMay(sql, teamId, 'alarms.receive')),
  ])
}

const cancel = (house: House, { teamId, practiceId }: Practice): Promise<boolean> =>
  house.db.transact(async (sql, afterCommit) => {
    if (!(await deleteUnused(sql, { teamId, practiceId }))) return false
    for (const kind of [overKind, lapsedKind]) await house.deadlines.clear(sql, { teamId, kind, key: practiceId })
    afterCommit(() => house.live.changed(teamId, 'practices', ''))
    return true
  })

export const practiceTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'practices',
    guard: anyMember,
    async view({ teamId, memberId }, key): Promise<PracticeView[] | null> {
      if (key !== '') return null
      const now = house.clock.now()
      return (await practicesOf(house.db.sql, teamId, memberId)).map((practice) => viewOf(practice, now))
    },
  }),
]

const viewOf = (practice: Practice, now: Date): PracticeView => ({
  practiceId: practice.practiceId,
  lineId: practice.lineId,
  startedBy: practice.startedBy,
  memberIds: practice.memberIds,
  stage: stageOf(practice, now),
  linkUntil: practice.linkUntil.toISOString(),
  goesAt: goesAt(practice.startedAt).toISOString(),
})
