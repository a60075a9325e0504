import type { Context } from 'hono'
import { second } from '#platform/clock'
import { base64url, randomBytes } from '#platform/envelope/bytes'
import {
  makeEightWords,
  openUnderWords,
  readEightWords,
  readTyped,
  sealUnderWords,
} from '#platform/envelope/eight-words'
import { EnvelopeError } from '#platform/envelope/errors'
import { callerSlot } from '#platform/envelope/records'
import { route, type House, type Route } from '#platform/house'
import { addressOf } from '#platform/server/address'
import { anyone } from '#platform/visitors'
import type { Language } from '#platform/words'
import { contactOf, endContact, keepBox, lockContact, openBox, type Contact } from '#features/contacts'
import { linePath, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import { z } from 'zod'
import { readTalkBy } from '../bodies.ts'
import type { Way } from '../caller-seal.ts'
import { waitOut } from './origins.ts'
import { backPage, erasedPage, offerPage, readPage, type BackProblem } from './pages-back.ts'
import { lineIn } from './public.ts'
import type { Said } from './stream-drawn.ts'
import { giveCookie } from './stream-cookie.ts'
import { keepPage, pageOf, sealOf } from './stream-page.ts'
import { viewOf } from './stream-routes.ts'

const chat = '/:language{(?:en|es)}/:line/chat'
const backSchema = z.object({ words: z.string().max(1000), erase: z.literal('yes').optional() })

/** Eight words without script: made, shown once and read by our server in passing, as everything of such a page is. */
export const wordsRoutes = (house: House): Route[] => [
  ...(['GET', 'POST'] as const).map((method) =>
    route({
      method,
      path: `${chat}/words`,
      guard: anyone,
      handle: ({ c, language }) => offer(house, c, { language, make: method === 'POST' }),
    }),
  ),
  route({
    method: 'GET',
    path: `${chat}/back`,
    guard: anyone,
    async handle({ c, language }) {
      const line = await lineIn(house, c)
      return line?.channels.chat ? c.html(backPage(await viewOf(house, { line, language }))) : c.notFound()
    },
  }),
  route({
    method: 'POST',
    path: `${chat}/back`,
    guard: anyone,
    body: backSchema,
    async handle({ c, body, language }) {
      const line = await lineIn(house, c)
      if (!line?.channels.chat) return c.notFound()
      if (house.rates.take('return', addressOf(c, house.config), { per: 10 * second, burst: 10 }) > 0)
        await waitOut(5 * second)
      return back(house, c, { line, language, typed: body.words, erase: body.erase === 'yes' })
    },
  }),
]

async function offer(
  house: House,
  c: Context,
  { language, make }: { language: Language; make: boolean },
): Promise<Response> {
  const line = await lineIn(house, c)
  const page = line && (await pageOf(house, c, line))
  if (!line) return c.notFound()
  if (!page?.kept) return c.redirect(linePath(line, language, 'chat'), 303)
  const view = await viewOf(house, { line, language, page })
  if (!make) return c.html(offerPage(view, null))
  const words = await makeEightWords(language)
  const way = (await sealOf(house, page)).way(line.lineId, page.secret.token)
  const sealed = await sealUnderWords(words, way)
  const { teamId, contactId } = page.contact
  const box = { token: words.token, sealed }
  const isKept = await house.db.transact((sql) => keepBox(sql, house, { teamId, contactId }, box))
  return isKept ? c.html(offerPage(view, words.words)) : c.redirect(linePath(line, language, 'chat'), 303)
}

type Coming = { line: Line; language: Language; typed: string; erase: boolean }

async function back(house: House, c: Context, coming: Coming): Promise<Response> {
  const { line, language, typed } = coming
  const view = await viewOf(house, { line, language })
  const found = await opened(house, coming)
  if ('problem' in found) return c.html(backPage(view, { typed, ...found }), 422)
  const { contact, way } = found
  if (coming.erase) return erase(house, c, coming, contact)
  if (contact.state === 'ended') {
    const { timeZone } = (await teamOf(house.db.sql, line.teamId))!
    const rows = await readAll(house, contact, way)
    return c.html(
      readPage(await viewOf(house, { line, language, page: { contact } }), {
        rows,
        typed,
        timeZone,
        ending: contact.ending,
      }),
    )
  }
  const { teamId, contactId } = contact
  const { token: _token, line: _line, ...identity } = way
  const secret = { token: way.token, key: base64url(randomBytes(32)) }
  const isOpen = await house.db.transact(async (sql) => {
    if ((await lockContact(sql, { teamId, contactId }))?.state !== 'open') return false
    await keepPage({ sql, house }, { teamId, contactId }, { secret, kept: { ...identity, slot: callerSlot() } })
    return true
  })
  // It ended meanwhile, so it is read as what has ended.
  if (!isOpen) return back(house, c, coming)
  giveCookie(house, c, { line, secret })
  return c.redirect(linePath(line, language, 'chat'), 303)
}

type Opened = { contact: Contact; way: Way } | BackProblem

/** What the words open, or why they do not: said with the nearest words there are, before anything is looked up. */
async function opened(house: House, { line, language, typed }: Coming): Promise<Opened> {
  const read = await readTyped(typed, language)
  try {
    const words = await readEightWords(typed, read.language)
    const sealed = await openBox(house.db.sql, house, line.teamId, words.token)
    const way = sealed && ((await openUnderWords(words, sealed)) as Way)
    const contact = way && (await contactOf(house.db.sql, line.teamId, way.contact))
    return contact && contact.lineId === line.lineId ? { contact, way } : { problem: 'wrong', nearest: [] }
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error
    const nearest = read.words.map(({ typed: word, nearest: other }) => other ?? word)
    return error.code === 'words.count' ? { problem: 'count', nearest: [] } : { problem: 'check', nearest }
  }
}

/** All of an ended conversation, for this one answer: nothing of it is kept for later, and no cookie is given. */
async function readAll(house: House, contact: Contact, way: Way): Promise<Said[]> {
  const { teamId, talkStream: streamId } = contact
  const { token: _token, line: _line, ...identity } = way
  const seal = await sealOf(house, { contact, kept: { ...identity, slot: callerSlot() } })
  const said: Said[] = []
  for (const { seq, body } of await house.streams.read({ teamId, streamId, limit: 10_000 })) {
    const row = await seal.open(body).catch(() => null)
    said.push({ seq, slot: row?.slot ?? '', body: row && readTalkBy(row.body, row.slot) })
  }
  return said
}

async function erase(house: House, c: Context, { line, language }: Coming, contact: Contact): Promise<Response> {
  const { teamId, contactId } = contact
  const now = contact.state === 'ended'
  await house.db.transact((sql, afterCommit) =>
    endContact(sql, afterCommit, house, { teamId, contactId, ending: 'caller', erasing: now ? 'now' : true }),
  )
  return c.html(erasedPage(await viewOf(house, { line, language, page: { contact } }), now))
}
