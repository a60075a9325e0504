import type { Context } from 'hono'
import { z } from 'zod'
import { anyMember, may } from '#features/members'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { answerSchema, questionsSchema, rulesSchema } from '../wire.ts'
import { words } from '../words.ts'
import { answer, destroyAnswer, notNow, sealedAnswer } from './debriefs.ts'
import { saveQuestions } from './store-debriefs.ts'
import { saveRules } from './store-nights.ts'
import { inTransaction, tell, type Tx } from './tx.ts'
import { careView, crewView, hoursView } from './view.ts'

export type Refused = keyof (typeof words)['en']['refused']
const missing: readonly Refused[] = ['no-debrief', 'no-listening', 'no-night', 'no-rest', 'no-thanks', 'no-hours']

export const refused = (c: Context, language: Language, code: Refused): Response =>
  refuse(c, missing.includes(code) ? 404 : 409, code, choose(language, words).refused[code])

/** The refusal's sentence, or that it was done. */
export const done = (c: Context, language: Language, code: Refused | null): Response =>
  code ? refused(c, language, code) : c.json({})

export const idIn = (c: Context, name: string): string | null => z.uuid().safeParse(c.req.param(name)).data ?? null
export const bytes = (sealed: string): Uint8Array => Buffer.from(sealed, 'base64url')
export const sealedReply = (c: Context, sealed: Uint8Array): Response =>
  c.json({ sealed: Buffer.from(sealed).toString('base64url') })

export const planner = may('crew.plan')

/** Each sees what is theirs; asked again for every reader whenever anything changed. */
export const careTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'care',
    guard: anyMember,
    view: (visitor, key) => Promise.resolve(key === '' ? careView(house, visitor) : null),
  }),
]

export const debriefRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/care/debriefs/:debriefId',
    guard: anyMember,
    body: answerSchema,
    largest: 96 * 1024,
    handle: ({ c, visitor, body, language }) =>
      onDebrief(house, { c, language, visitor }, (tx, place) =>
        answer(tx, place, { by: visitor.memberId, ...body, sealed: bytes(body.sealed) }),
      ),
  }),
  ...plainActs.map(([method, path, act]) =>
    route({
      method,
      path: `/api/care/debriefs/:debriefId${path}`,
      guard: anyMember,
      handle: ({ c, visitor, language }) =>
        onDebrief(house, { c, language, visitor }, (tx, place) => act(tx, place, visitor.memberId)),
    }),
  ),
  route({
    method: 'GET',
    path: '/api/care/debriefs/:debriefId',
    guard: anyMember,
    async handle({ c, visitor: { teamId, memberId }, language }) {
      const debriefId = idIn(c, 'debriefId')
      const sealed =
        debriefId && (await inTransaction(house, (tx) => sealedAnswer(tx, { teamId, debriefId }, memberId)))
      return sealed ? sealedReply(c, sealed) : refused(c, language, 'no-debrief')
    },
  }),
]

type Place = { teamId: string; debriefId: string }
type Act = (tx: Tx, place: Place, by: string) => Promise<Refused | null>
const plainActs: [method: 'PUT' | 'DELETE', path: string, act: Act][] = [
  ['DELETE', '', destroyAnswer],
  ['PUT', '/not-now', (tx, place, by) => notNow(tx, place, { by, isNotNow: true })],
  ['DELETE', '/not-now', (tx, place, by) => notNow(tx, place, { by, isNotNow: false })],
]

type Asked = { c: Context; language: Language; visitor: Member }

async function onDebrief(
  house: House,
  { c, language, visitor: { teamId } }: Asked,
  work: (tx: Tx, place: Place) => Promise<Refused | null>,
): Promise<Response> {
  const debriefId = idIn(c, 'debriefId')
  if (!debriefId) return refused(c, language, 'no-debrief')
  return done(c, language, await inTransaction(house, (tx) => work(tx, { teamId, debriefId })))
}

export const teamRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/care/questions',
    guard: planner,
    body: questionsSchema,
    largest: 96 * 1024,
    handle: ({ c, visitor: { teamId }, body: { version, sealed }, language }) =>
      saved(house, { c, language, teamId }, (tx) => saveQuestions(tx.sql, teamId, { version, sealed: bytes(sealed) })),
  }),
  route({
    method: 'PUT',
    path: '/api/care/rules',
    guard: planner,
    body: rulesSchema,
    handle: ({ c, visitor: { teamId }, body, language }) =>
      saved(house, { c, language, teamId }, (tx) => saveRules(tx.sql, teamId, body)),
  }),
  route({
    method: 'GET',
    path: '/api/care/crew',
    guard: planner,
    handle: async ({ c, visitor: { teamId } }) => c.json(await crewView(house, teamId)),
  }),
  route({
    method: 'GET',
    path: '/api/care/hours/:memberId',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const memberId = idIn(c, 'memberId')
      const isTheirs = memberId === visitor.memberId || visitor.permissions.has('crew.plan')
      if (!memberId || !isTheirs) return refused(c, language, 'no-hours')
      return c.json(await hoursView(house, { teamId: visitor.teamId, memberId }))
    },
  }),
]

async function saved(
  house: House,
  { c, language, teamId }: { c: Context; language: Language; teamId: string },
  save: (tx: Tx) => Promise<boolean>,
): Promise<Response> {
  const isSaved = await inTransaction(house, async (tx) => {
    const is = await save(tx)
    if (is) tell(tx, teamId)
    return is
  })
  return done(c, language, isSaved ? null : 'changed')
}
