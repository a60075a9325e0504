import type { Context } from 'hono'
import type { AfterCommit, Sql } from '#platform/database'
import { route, type House, type Route } from '#platform/house'
import { anyone } from '#platform/visitors'
import type { Language } from '#platform/words'
import { recipientsFor } from '#features/keys'
import { lineByPath, linePage, sayTime, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import type { Practising } from '#features/practice'
import { availability, publicHours } from '#features/queue'
import type { Markup } from '#ui/page.ts'
import { contactOf, keepTalk, openContact } from '#features/contacts'
import { z } from 'zod'
import { refuseCallback, type Callback } from '../rules.ts'
import { callerConfig, type PracticeLink } from './config.ts'
import { sealForm } from './form.ts'
import { leaveMessage } from './messages.ts'
import { waitOut, type Origins } from './origins.ts'
import { chatPage, keptPage, messagePage } from './pages.ts'
import type { Refused } from './pages-plain.ts'

const text = z.string().catch('')
export const formSchema = z.object({
  text,
  safe: z.string().catch('no'),
  way: z.enum(['call', 'text', 'other']).catch('call'),
  reach: text,
  when: text,
  name: text,
  others: z.enum(['hang-up', 'wrong-number', 'ask-for-me']).catch('hang-up'),
  codeWord: text,
})

/** The pages anybody may see. They work without script and without a cookie. */
export const publicRoutes = (house: House, origins: Origins): Route[] => [
  route({
    method: 'GET',
    path: '/:language{(?:en|es)}/:line',
    guard: anyone,
    handle: async ({ c, language }) => lineAnswer(house, c, { language, line: await lineIn(house, c) }),
  }),
  route({
    method: 'GET',
    path: '/:language{(?:en|es)}/:line/message',
    guard: anyone,
    handle: async ({ c, language }) => messageAnswer(house, c, language),
  }),
  messagePosted(house, origins),
]

export const lineIn = (house: House, c: Context): Promise<Line | null> =>
  lineByPath(house.db.sql, c.req.param('line') ?? '')

async function lineAnswer(
  house: House,
  c: Context,
  given: { language: Language; line: Line | null },
): Promise<Response> {
  const { language, line } = given
  if (!line) return c.notFound()
  const team = await teamOf(house.db.sql, line.teamId)
  const at = house.clock.now()
  const reach = await availability(house.db.sql, house, line.teamId, line.lineId)
  const to = await recipientsFor(house.db.sql, line.teamId, line.lineId)
  const { demo, dist } = house.config
  const open = await publicHours(house.db.sql, house, line, team!.timeZone)
  const chat = line.channels.chat && to !== null
  return c.html(linePage({ line, team: team!, language, at, openness: open, availability: reach, chat, demo, dist }))
}

/** The chat's first page; with what somebody had written, where that could not be taken. */
export async function chatAnswer(
  house: House,
  c: Context,
  given: { language: Language; refused?: Refused; practice?: PracticeLink },
): Promise<Response> {
  const { language, refused, practice } = given
  const line = await lineIn(house, c)
  const practising = practice ? { practice } : {}
  const config = line && (await callerConfig(house, { line, language, page: 'chat', ...practising }))
  if (!line || !config || !line.channels.chat) return c.notFound()
  const { timeZone } = (await teamOf(house.db.sql, line.teamId))!
  const opens = config.opensAt && sayTime(new Date(config.opensAt), house.clock.now(), { language, timeZone })
  const { demo, dist } = house.config
  const practised = practice ? { link: practice.token } : null
  const page = chatPage({
    line,
    language,
    config,
    demo,
    dist,
    opens,
    practice: practised,
    ...(refused ? { refused } : {}),
  })
  return answered(c, page, refused ? 422 : 200)
}

async function messageAnswer(house: House, c: Context, language: Language): Promise<Response> {
  const line = await lineIn(house, c)
  const config = line && (await callerConfig(house, { line, language, page: 'message' }))
  if (!line || !config) return c.notFound()
  const { demo, dist } = house.config
  return c.html(messagePage({ line, language, config, demo, dist }))
}

/** The form of a page without script: sealed here, on arrival, and kept like any other message. */
function messagePosted(house: House, origins: Origins): Route {
  return route({
    method: 'POST',
    path: '/:language{(?:en|es)}/:line/message',
    guard: anyone,
    body: formSchema,
    async handle({ c, body, language }) {
      const line = await lineIn(house, c)
      const to = line && (await recipientsFor(house.db.sql, line.teamId, line.lineId))
      if (!line || !to) return c.notFound()
      const { demo, dist } = house.config
      const callback: Callback = { ...body, safe: body.safe === 'yes' }
      const problem = refuseCallback(callback)
      if (problem) {
        const config = await callerConfig(house, { line, language, page: 'message' })
        const filled = { callback, problem }
        return answered(c, messagePage({ line, language, config: config!, demo, dist, filled }), 422)
      }
      await waitOut(await origins.slow(c, line.teamId))
      // Sealed anew when the team changed while it was being sealed.
      while (!(await keepForm(house, { line, language }, callback)));
      return answered(c, keptPage({ line, language, demo, dist, callbackWithinHours: line.callbackWithinHours }), 200)
    },
  })
}

const answered = (c: Context, page: Markup, status: 200 | 422): Response | Promise<Response> => c.html(page, status)

type Form = {
  line: Line
  language: Language
  practice?: Practising | null
  /** What is true together with it, in its transaction. When this throws, nothing was kept. */
  along?: (sql: Sql, afterCommit: AfterCommit) => Promise<void>
}

/** False when the team changed while it was being sealed: nothing was kept. */
export async function keepForm(house: House, given: Form, callback: Callback): Promise<boolean> {
  const { teamId, lineId } = given.line
  const to = await recipientsFor(house.db.sql, teamId, lineId)
  const form = await sealForm(to!, { teamId, lineId, now: house.clock.now() }, callback)
  const { contactId, wraps } = form
  const opening = {
    teamId,
    contactId,
    lineId,
    channel: 'message' as const,
    language: given.language,
    token: null,
    wraps,
    practice: given.practice ?? null,
  }
  const keeping = house.db.transact(async (sql, afterCommit) => {
    const opened = await openContact(sql, house, opening)
    if (opened === 'outdated') throw new Outdated()
    const contact = await contactOf(sql, teamId, contactId)
    const kept = contact && (await keepTalk(sql, afterCommit, house, { contact, ...form.record, words: true }))
    // Nobody is thanked for what was not kept: the page says that something went wrong, and nothing of it stays.
    if (opened !== 'opened' || !kept) throw new Error('a form was not kept')
    await leaveMessage({ sql, afterCommit, house }, contact)
    await given.along?.(sql, afterCommit)
    return true
  })
  return keeping.catch((error: unknown) => {
    if (error instanceof Outdated) return false
    throw error
  })
}

/** Undoes the whole transaction. */
class Outdated extends Error {}
