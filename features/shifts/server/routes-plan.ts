import type { Context } from 'hono'
import { z } from 'zod'
import { timeZoneSchema } from '#features/keys'
import { anyMember, may } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Language } from '#platform/words'
import { closureSchema, endedPatternSchema, newPatternSchema, savedPatternSchema, savedRulesSchema } from '../wire.ts'
import { words } from '../words.ts'
import { close, moveClock, newPattern, reopen, savePattern, setEnd } from './edit-plan.ts'
import type { Tx } from './happen.ts'
import { movedBy } from './make.ts'
import { shiftRules } from './rules.ts'
import { setRules } from './store-plan.ts'
import { takeTurn } from './turn.ts'

/** What the plan is made from. */
export const planRoutes = (house: House): Route[] => [
  ...patternRoutes(house),
  ...closureRoutes(house),
  ...ruleRoutes(house),
  ...zoneRoutes(house),
]

const zoneRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/team/time-zone/moves',
    guard: may('team.manage'),
    async handle({ c, visitor: { teamId }, language }) {
      const timeZone = timeZoneSchema.safeParse(c.req.query('to'))
      if (!timeZone.success) return refuse(c, 400, 'no-zone', words[language].refused['no-zone'])
      const { clock, db } = house
      return c.json(await movedBy({ sql: db.sql, teamId, timeZone: timeZone.data, at: clock.now() }))
    },
  }),
  route({
    method: 'PUT',
    path: '/api/team/time-zone',
    guard: may('team.manage'),
    body: z.strictObject({ timeZone: timeZoneSchema }),
    async handle({ c, visitor, body }) {
      await within(house, (tx) => moveClock(tx, visitor.teamId, body.timeZone))
      return c.json({})
    },
  }),
]

/** Fifty names in two languages, sealed, and a year of dates. */
const largest = 128 * 1024

const patternRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/shifts/patterns',
    guard: may('crew.plan'),
    body: newPatternSchema,
    largest,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => newPattern(tx, visitor.teamId, body))
      return no ? refused({ c, language }, no) : c.json({ version: 1 }, 201)
    },
  }),
  route({
    method: 'PUT',
    path: '/api/shifts/patterns/:patternId',
    guard: may('crew.plan'),
    body: savedPatternSchema,
    largest,
    async handle({ c, visitor, body, language }) {
      const patternId = idIn(c, 'patternId')
      const saved = await within(house, (tx) => savePattern(tx, visitor.teamId, { ...body, patternId }))
      return typeof saved === 'string' ? refused({ c, language }, saved) : c.json(saved)
    },
  }),
  route({
    method: 'PUT',
    path: '/api/shifts/patterns/:patternId/end',
    guard: may('crew.plan'),
    body: endedPatternSchema,
    async handle({ c, visitor, body, language }) {
      const patternId = idIn(c, 'patternId')
      const no = await within(house, (tx) => setEnd(tx, visitor.teamId, { ...body, patternId }))
      return no ? refused({ c, language }, no) : c.json({})
    },
  }),
]

const closureRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/shifts/closures',
    guard: may('crew.plan'),
    body: closureSchema,
    async handle({ c, visitor, body, language }) {
      const no = await within(house, (tx) => close(tx, visitor.teamId, body))
      return no ? refused({ c, language }, no) : c.json({}, 201)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/shifts/closures/:closureId',
    guard: may('crew.plan'),
    async handle({ c, visitor, language }) {
      const no = await within(house, (tx) => reopen(tx, visitor.teamId, idIn(c, 'closureId')))
      return no ? refused({ c, language }, no) : c.json({})
    },
  }),
]

const ruleRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/shifts/rules',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await shiftRules(house.db.sql, visitor.teamId)),
  }),
  route({
    method: 'PUT',
    path: '/api/shifts/rules',
    guard: may('crew.plan'),
    body: savedRulesSchema,
    async handle({ c, visitor, body, language }) {
      const isKept = await within(house, async (tx) => {
        await takeTurn(tx, visitor.teamId)
        return setRules(tx.sql, visitor.teamId, body)
      })
      return isKept ? c.json({ version: body.version + 1 }) : refused({ c, language }, 'changed')
    },
  }),
]

export const within = <Result>(house: House, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  house.db.transact((sql, afterCommit) => work({ sql, afterCommit, house }))

/** Nothing has this identifier: what is not one finds nothing. */
const nothing = '00000000-0000-0000-0000-000000000000'
const idIn = (c: Context, name: string): string => z.uuid().catch(nothing).parse(c.req.param(name))

type Code = keyof (typeof words)['en']['refused']
const missing: Code[] = ['no-seat', 'no-line', 'no-pattern', 'no-closure', 'no-wish', 'not-open']

export function refused({ c, language }: { c: Context; language: Language }, code: Code): Response {
  return refuse(c, missing.includes(code) ? 404 : 409, code, words[language].refused[code])
}
