import { anyMember, may } from '#features/members'
import { acceptIntake } from '#features/keys'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Sql } from '#platform/database'
import type { Member } from '#platform/visitors'
import type { Language } from '#platform/words'
import type { Context } from 'hono'
import { z } from 'zod'
import { problemsOf } from '../rules.ts'
import { newLineSchema, savedLineSchema } from '../wire.ts'
import { words } from '../words.ts'
import { insertLine, isTaken, lineOf, linesOf, updateLine, type Place } from './store.ts'

/** Everybody in the team reads lines (their guide cards, their policies); coordinators and stewards write them. */
export function lineRoutes(house: House): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/lines',
      guard: anyMember,
      handle: async ({ c, visitor }) => c.json(await linesOf(house.db.sql, visitor.teamId)),
    }),
    route({
      method: 'GET',
      path: '/api/lines/:lineId',
      guard: anyMember,
      handle: async ({ c, visitor, language }) => {
        const line = await lineOf(house.db.sql, visitor.teamId, lineIdIn(c))
        return line ? c.json(line) : refuse(c, 404, 'not-found', words[language].refused.notFound)
      },
    }),
    route({
      method: 'POST',
      path: '/api/lines',
      guard: may('lines.edit'),
      body: newLineSchema,
      largest: 256 * 1024,
      handle: (entry) => makeLine(house, entry),
    }),
    route({
      method: 'PUT',
      path: '/api/lines/:lineId',
      guard: may('lines.edit'),
      body: savedLineSchema,
      largest: 256 * 1024,
      handle: (entry) => saveLine(house, entry),
    }),
  ]
}

type Entry<Body> = { c: Context; visitor: Member; body: Body; language: Language }

/** The line and its first intake statement are one act: a line that nobody could read for is never made. */
async function makeLine(
  house: House,
  { c, visitor, body, language }: Entry<z.infer<typeof newLineSchema>>,
): Promise<Response> {
  const [problem] = problemsOf(body.line)
  if (problem) return refuse(c, 422, problem, words[language].refused[problem])
  const place = { teamId: visitor.teamId, lineId: body.lineId, at: house.clock.now() }
  const made = await house.db.transact((sql) => insertWithIntake(sql, place, body)).catch(takenOrThrow)
  if (made === 'made') return c.json({ lineId: body.lineId, version: 1 }, 201)
  if (made === 'taken') return refuse(c, 409, 'path-taken', words[language].refused.pathTaken)
  if (made === 'exists') return refuse(c, 409, 'exists', words[language].refused.exists)
  return refuse(c, 422, 'intake', words[language].refused.intake)
}

/** Thrown to undo the whole transaction. */
class IntakeRefused extends Error {}

async function insertWithIntake(
  sql: Sql,
  place: Place,
  { line, intake }: z.infer<typeof newLineSchema>,
): Promise<'made' | 'exists'> {
  if (!(await insertLine(sql, place, line))) return 'exists'
  const refused = await acceptIntake(sql, { teamId: place.teamId, lineId: place.lineId, ...intake })
  if (refused) throw new IntakeRefused(refused)
  return 'made'
}

async function saveLine(
  house: House,
  { c, visitor, body, language }: Entry<z.infer<typeof savedLineSchema>>,
): Promise<Response> {
  const [problem] = problemsOf(body.line)
  if (problem) return refuse(c, 422, problem, words[language].refused[problem])
  const place = { teamId: visitor.teamId, lineId: lineIdIn(c), at: house.clock.now() }
  const saved = await house.db.transact((sql) => updateLine(sql, place, body.version, body.line)).catch(takenOrThrow)
  if (saved === 'taken') return refuse(c, 409, 'path-taken', words[language].refused.pathTaken)
  if (saved !== null) return c.json({ version: saved })
  const gone = (await lineOf(house.db.sql, place.teamId, place.lineId)) === null
  if (gone) return refuse(c, 404, 'not-found', words[language].refused.notFound)
  return refuse(c, 409, 'changed', words[language].refused.changed)
}

const lineIdIn = (c: Context): string => z.uuid().catch(nobody).parse(c.req.param('lineId'))
/** No line has this identifier: what is not one finds nothing. */
const nobody = '00000000-0000-0000-0000-000000000000'

function takenOrThrow(error: unknown): 'taken' | 'unsigned' {
  if (isTaken(error)) return 'taken'
  if (error instanceof IntakeRefused) return 'unsigned'
  throw error
}
