import type { Context } from 'hono'
import { z } from 'zod'
import { anyMember } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import type { Language } from '#platform/words'
import type { PromiseAct } from '../rules.ts'
import { againSchema, attemptedSchema, attemptSchema, giveSchema, makeSchema, moveSchema } from '../wire.ts'
import { words } from '../words.ts'
import { actOn, type Acting } from './act.ts'
import { makePromise } from './make.ts'
import { asOwed } from './owed.ts'

/** Everything done to a promise. Who may is decided at its row (`mayDo`), for those alone who may open its case. */
export function promiseRoutes(house: House): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/promises',
      guard: anyMember,
      body: makeSchema,
      async handle({ c, visitor, body, language }) {
        const made = await house.db.transact((sql, afterCommit) =>
          makePromise({ sql, afterCommit, house }, visitor, body),
        )
        return made === 'made' ? c.json({}, 201) : refused({ c, language }, made)
      },
    }),
    ...attemptRoutes(house),
    ...plainRoutes(house),
    ...passingRoutes(house),
  ]
}

const attemptRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/promises/:promiseId/attempt',
    guard: anyMember,
    body: attemptSchema,
    handle: (entry) => answer(house, entry, { act: 'call', event: { kind: 'begun' }, attemptId: entry.body.attemptId }),
  }),
  route({
    method: 'PUT',
    path: '/api/promises/:promiseId/attempt',
    guard: anyMember,
    body: attemptedSchema,
    handle: (entry) =>
      answer(house, entry, { act: 'call', event: { kind: entry.body.follows }, attemptId: entry.body.attemptId }),
  }),
]

const plain: [path: string, act: PromiseAct, kind: 'kept' | 'asked' | 'let go' | 'undone'][] = [
  ['kept', 'keep', 'kept'],
  ['steward', 'ask a steward', 'asked'],
  ['let-go', 'let go', 'let go'],
  ['undo', 'undo', 'undone'],
]
const plainRoutes = (house: House): Route[] =>
  plain.map(([path, act, kind]) =>
    route({
      method: 'POST',
      path: `/api/promises/:promiseId/${path}`,
      guard: anyMember,
      handle: (entry) => answer(house, entry, { act, event: { kind } }),
    }),
  )

const passingRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/promises/:promiseId/owner',
    guard: anyMember,
    body: giveSchema,
    handle: (entry) =>
      answer(house, entry, {
        act: entry.body.to === entry.visitor.memberId ? 'take' : 'give',
        event: { kind: 'given', to: entry.body.to },
      }),
  }),
  route({
    method: 'PUT',
    path: '/api/promises/:promiseId/due',
    guard: anyMember,
    body: moveSchema,
    handle: (entry) =>
      answer(house, entry, { act: 'move', event: { kind: 'moved', dueAt: Date.parse(entry.body.dueAt) } }),
  }),
  route({
    method: 'POST',
    path: '/api/promises/:promiseId/round',
    guard: anyMember,
    body: againSchema,
    handle: (entry) =>
      answer(house, entry, {
        act: 'another round',
        event: { kind: 'another round', to: entry.body.to, dueAt: Date.parse(entry.body.dueAt) },
      }),
  }),
]

async function answer(
  house: House,
  { c, visitor, language }: { c: Context; visitor: Member; language: Language },
  acting: Acting,
): Promise<Response> {
  const promiseId = z.uuid().safeParse(c.req.param('promiseId')).data
  if (!promiseId) return refused({ c, language }, 'not-yours')
  const done = await house.db.transact((sql, afterCommit) =>
    actOn({ sql, afterCommit, house }, visitor, promiseId, acting),
  )
  return typeof done === 'string' ? refused({ c, language }, done) : c.json(asOwed(done))
}

type Code = keyof (typeof words)['en']['refused']

export function refused({ c, language }: { c: Context; language: Language }, code: Code): Response {
  return refuse(c, code === 'not-yours' ? 404 : 409, code, words[language].refused[code])
}
