import type { Context } from 'hono'
import type { AfterCommit, Sql } from '#platform/database'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import { anyone, type Caller } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import {
  caller,
  contactOf,
  keepTalk,
  lockContact,
  openContact,
  readRecordPlace,
  type Channel,
} from '#features/contacts'
import { recipientsFor } from '#features/keys'
import { lineOf, type Line } from '#features/lines'
import { takeLink, type Practising } from '#features/practice'
import { teamOf, theTeam } from '#features/members'
import { ask, messageTaken, publicHours } from '#features/queue'
import { z } from 'zod'
import { insteadSchema, leaveSchema, startSchema, type Instead, type Leave, type Start } from '../wire.ts'
import { words } from '../words.ts'
import { gaveUp, isWorked } from '../work.ts'
import { leaveMessage } from './messages.ts'
import { messageOf } from './store.ts'
import { waitOut, type Origins } from './origins.ts'
import { isUpToDate } from './recipients.ts'

/** What a caller's page with JavaScript asks for: everything it brings is sealed already. */
export const startRoutes = (house: House, origins: Origins): Route[] => [
  route({
    method: 'POST',
    path: '/api/chats',
    guard: anyone,
    body: startSchema,
    largest: 128 * 1024,
    async handle({ c, body, language }) {
      const line = await lineFor(house, body.lineId)
      // A line is rehearsed while it is closed, too: whether the link opens anything is asked with the contact.
      if (!line?.channels.chat || !(body.practice || (await isOpen(house, line))))
        return refuse(c, 409, 'closed', choose(language, words).refused.closed)
      return open(house, { c, origins, language, line, channel: 'chat', body, records: [body.first] })
    },
  }),
  route({
    method: 'POST',
    path: '/api/messages',
    guard: anyone,
    body: leaveSchema,
    largest: 256 * 1024,
    async handle({ c, body, language }) {
      const line = await lineFor(house, body.lineId)
      if (!line) return refuse(c, 404, 'closed', choose(language, words).refused.closed)
      return open(house, { c, origins, language, line, channel: 'message', body, records: body.records })
    },
  }),
  recipientsRoute(house),
  messageInsteadRoute(house),
]

async function lineFor(house: House, lineId: string): Promise<Line | null> {
  const team = await theTeam(house.db.sql)
  return team && lineOf(house.db.sql, team.teamId, lineId)
}

export async function isOpen(house: House, line: Line): Promise<boolean> {
  const team = await teamOf(house.db.sql, line.teamId)
  return (await publicHours(house.db.sql, house, line, team!.timeZone)).open
}

type Opening = {
  c: Context
  origins: Origins
  language: Language
  line: Line
  channel: Channel
  body: Start | Leave
  records: { id: string; record: string }[]
}

async function open(house: House, opening: Opening): Promise<Response> {
  const { c, origins, line, body } = opening
  const say = choose(opening.language, words).refused
  if (!isWhole(opening)) return refuse(c, 422, 'malformed', say.malformed)
  const fresh = await isUpToDate(house.db.sql, line, body.wraps)
  if (fresh === null) return refuse(c, 409, 'closed', say.closed)
  if (!fresh) return refuse(c, 409, 'outdated', say.outdated)
  const pause = await origins.slow(c, line.teamId)
  if (pause > 0 && !body.work) return refuse(c, 429, 'work', say.slowed)
  if (pause > 0 && !isWorked(body.contactId, body.work!.answer))
    await waitOut(body.work!.answer === gaveUp ? pause / 4 : pause)
  const opened = await house.db
    .transact((sql, afterCommit) => keep({ sql, afterCommit, house }, opening))
    .catch((error: unknown) => whyNotKept(error))
  if (opened === 'taken') return refuse(c, 409, 'taken', say.taken)
  if (opened === 'outdated') return refuse(c, 409, 'outdated', say.outdated)
  if (opened === 'malformed') return refuse(c, 422, 'malformed', say.malformed)
  if (opened === 'practice') return refuse(c, 409, 'practice', choose(opening.language, words).practice.refused)
  // Blocking in practice cools no address: real callers may share it.
  if (!body.practice) origins.remember(c, body.contactId)
  return c.json({ now: house.clock.now().getTime() }, opened === 'opened' ? 201 : 200)
}

/** Looked at before anything is counted or kept. */
const isWhole = ({ body, records }: Opening): boolean =>
  body.wraps.every((wrap) => wrap.object === body.contactId && wrap.epoch === 1) &&
  records.every(({ record }) => readRecordPlace(record) !== null)

type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

/** One transaction: the contact, its keys, what its page said first, and who is asked about it. */
async function keep(tx: Tx, { line, channel, body, records }: Opening): Promise<'opened' | 'again' | 'taken'> {
  const { sql, afterCommit, house } = tx
  const { contactId, token, language, wraps } = body
  const { teamId, lineId } = line
  const practice = await practiceOf(tx, { line, channel, body })
  const opened = await openContact(sql, house, { teamId, contactId, lineId, channel, language, token, wraps, practice })
  if (opened === 'outdated') throw new NotKept('outdated')
  if (opened !== 'opened') return opened
  const contact = await contactOf(sql, teamId, contactId)
  for (const { id, record } of records) {
    if (!(await keepTalk(sql, afterCommit, house, { contact: contact!, id, record, words: channel === 'message' })))
      throw new NotKept('malformed')
  }
  if (channel === 'chat')
    await ask(sql, afterCommit, house, { teamId, contactId, lineId, language, practice: practice?.memberIds ?? null })
  else await leaveMessage(tx, contact!)
  return 'opened'
}

/** The practice under the link that the page came with; a link that opens nothing opens nothing real either. */
async function practiceOf(
  { sql, afterCommit, house }: Tx,
  { line, channel, body }: Pick<Opening, 'line' | 'channel' | 'body'>,
): Promise<Practising | null> {
  if (body.practice === undefined) return null
  const { teamId, lineId } = line
  const kind = channel === 'message' ? 'message' : 'chat'
  const wish = { teamId, lineId, token: body.practice, contactId: body.contactId, kind } as const
  const practice = await takeLink(sql, afterCommit, house, wish)
  if (!practice) throw new NotKept('practice')
  return practice
}

/** Undoes the whole transaction: nothing of such an opening is kept. */
export type NotKeptBecause = 'malformed' | 'outdated' | 'practice'
export class NotKept extends Error {
  why: NotKeptBecause
  constructor(why: NotKeptBecause) {
    super(why)
    this.why = why
  }
}

function whyNotKept(error: unknown): NotKeptBecause {
  if (error instanceof NotKept) return error.why
  throw error
}

/** Today's recipients, for a page that has been open since before a change in the team. */
function recipientsRoute(house: House): Route {
  return route({
    method: 'GET',
    path: '/api/recipients/:lineId',
    guard: anyone,
    async handle({ c, language }) {
      const lineId = z.uuid().safeParse(c.req.param('lineId')).data
      const line = lineId && (await lineFor(house, lineId))
      const to = line && (await recipientsFor(house.db.sql, line.teamId, line.lineId))
      return to ? c.json(to) : refuse(c, 404, 'closed', choose(language, words).refused.closed)
    },
  })
}

/**
 * After waiting in vain: the caller's message with an owner and a due time, and nobody is rung any more. The sealed words
 * come with it, so that a page that closes in between leaves neither an empty message nor words nobody owns. Said twice
 * (an answer was lost on the way), it is the same message.
 */
function messageInsteadRoute(house: House): Route {
  return route({
    method: 'POST',
    path: '/api/contact/message',
    guard: caller,
    body: insteadSchema,
    largest: 128 * 1024,
    async handle({ c, visitor, body, language }) {
      const say = choose(language, words).refused
      const taken = await house.db
        .transact((sql, afterCommit) => becomeMessage({ sql, afterCommit, house }, visitor, body))
        .catch((error: unknown) => whyNotKept(error))
      if (typeof taken === 'string') return refuse(c, 422, 'malformed', say.malformed)
      return taken ? c.json({}) : refuse(c, 409, 'answered', say.answered)
    },
  })
}

export async function becomeMessage(tx: Tx, { teamId, contactId }: Caller, body: Instead): Promise<boolean> {
  const { sql, afterCommit, house } = tx
  const contact = await lockContact(sql, { teamId, contactId })
  if (contact?.state !== 'open') return false
  const isMessage = (await messageOf(sql, contact)) !== null
  const changed = isMessage ? null : await messageTaken(sql, afterCommit, house, { teamId, contactId })
  if (changed && 'refused' in changed) return false
  const record = readRecordPlace(body.record)
  // Under a key that is too old the page seals it anew; nothing of this one is kept.
  if (!record || !(await keepTalk(sql, afterCommit, house, { contact, ...body, words: true })))
    throw new NotKept('malformed')
  await leaveMessage(tx, contact)
  return true
}
