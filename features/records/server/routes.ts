import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose } from '#platform/words'
import { lineOf } from '#features/lines'
import { anyMember, may } from '#features/members'
import { z } from 'zod'
import { builtIn } from '../built-in.ts'
import { problemOf } from '../form.ts'
import { savedFormSchema, screenerSchema, type FormView } from '../wire.ts'
import { words } from '../words.ts'
import { formAt, insertForm, screenersOf, setScreener, versionsOf } from './store.ts'

/** What the record asks is the team's configuration: everybody in it reads it, whoever edits lines changes it. */
export const recordRoutes = (house: House): Route[] => [readRoute(house), saveRoute(house), screenerRoute(house)]

/** An older version, for a contact that was taken with it. */
const readRoute = (house: House): Route =>
  route({
    method: 'GET',
    path: '/api/record/forms/:version',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const version = z.coerce.number().int().min(1).max(1_000_000).safeParse(c.req.param('version')).data
      const form = version === undefined ? null : await formAt(house.db.sql, visitor.teamId, version)
      return form ? c.json(form) : refuse(c, 404, 'no-form', choose(language, words).refused.noForm)
    },
  })

const saveRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/record/form',
    guard: may('lines.edit'),
    body: savedFormSchema,
    largest: 256 * 1024,
    async handle({ c, visitor, body, language }) {
      const say = choose(language, words).refused
      const problem = problemOf(body.form, builtIn)
      if (problem) return refuse(c, 422, problem, say[problem])
      const { teamId } = visitor
      const made = { teamId, after: body.version, form: body.form, at: house.clock.now() }
      if (!(await house.db.transact((sql) => insertForm(sql, made)))) return refuse(c, 409, 'changed', say.changed)
      house.live.changed(teamId, 'record-form', '')
      return c.json({ version: body.version + 1 })
    },
  })

const screenerRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/record/screeners/:lineId',
    guard: may('lines.edit'),
    body: screenerSchema,
    async handle({ c, visitor, body, language }) {
      const { teamId } = visitor
      const lineId = z.uuid().safeParse(c.req.param('lineId')).data
      if (!lineId || !(await lineOf(house.db.sql, teamId, lineId)))
        return refuse(c, 404, 'no-line', choose(language, words).refused.noLine)
      await setScreener(house.db.sql, { teamId, lineId }, body.on)
      house.live.changed(teamId, 'record-form', '')
      return c.json({})
    },
  })

export const recordTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'record-form',
    guard: anyMember,
    view: async ({ teamId }, key) => (key === '' ? formView(house, teamId) : null),
  }),
]

async function formView(house: House, teamId: string): Promise<FormView> {
  const { sql } = house.db
  const [versions, screeners] = [await versionsOf(sql, teamId), await screenersOf(sql, teamId)]
  const version = versions[0]?.version ?? 0
  const form = version === 0 ? null : await formAt(sql, teamId, version)
  return { version, form, screeners, versions: versions.map((one) => ({ ...one, at: one.at.toISOString() })) }
}
