import type { Context } from 'hono'
import { route, type House, type Route } from '#platform/house'
import { randomId } from '#platform/ids'
import { inFrames } from '#platform/server/headers'
import { anyone } from '#platform/visitors'
import type { Language } from '#platform/words'
import { endContact, peopleOn } from '#features/contacts'
import { lineOf, linePath, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import type { Markup } from '#ui/page.ts'
import { z } from 'zod'
import { cleaned } from '../cleaned.ts'
import { refuseText } from '../rules.ts'
import { callerConfig } from './config.ts'
import type { Origins } from './origins.ts'
import { endedPage, endPage, leftPage, overFrame, talkPage, writeFrame, type PlainView } from './pages-plain.ts'
import { erasedPage } from './pages-back.ts'
import { chatAnswer, lineIn } from './public.ts'
import { growing, type Growth } from './stream.ts'
import { takeCookie } from './stream-cookie.ts'
import { pageOf, type PlainPage } from './stream-page.ts'
import { startPlainRoute } from './stream-start.ts'
import { write } from './stream-write.ts'

export const chat = '/:language{(?:en|es)}/:line/chat'
type Asked = { c: Context; language: Language }
type Found = { line: Line; page: PlainPage | null }

/**
 * The chat without script. Whose it is, the cookie says; every one of these asks it again. Without it a page says so and
 * leads to the start. What is in a frame stays there; links out of it name the whole window.
 */
export const streamRoutes = (house: House, origins: Origins): Route[] => [
  startPlainRoute(house, origins),
  get(house, chat, (asked, found) => front(house, asked, found)),
  get(house, `${chat}/stream`, (asked, found) => stream(house, asked, found)),
  get(house, `${chat}/write`, (asked, found) => writing(house, asked, found)),
  get(house, `${chat}/end`, (asked, found) => inside(house, asked, found, endPage)),
  get(house, `${chat}/left`, (asked, found) => inside(house, asked, found, leftPage)),
  get(house, `${chat}/gone`, (asked, found) => gone(house, asked, found)),
  writeRoute(house),
  endRoute(house),
]

type Answering = (asked: Asked, found: Found) => Response | Promise<Response>

const get = (house: House, path: string, answer: Answering): Route =>
  route({
    method: 'GET',
    path,
    guard: anyone,
    async handle({ c, language }) {
      const line = await lineIn(house, c)
      if (!line?.channels.chat) return c.notFound()
      return answer({ c, language }, { line, page: await pageOf(house, c, line) })
    },
  })

/** The first page; the open chat, to the browser that has one; or what is left of it. */
async function front(house: House, { c, language }: Asked, { line, page }: Found): Promise<Response> {
  const isOver = page !== null && !page.kept
  if (!page || (isOver && c.req.query('new') !== undefined)) {
    // With the cookie of an open chat goes its caller's only way to it.
    if (page?.contact.state === 'ended') takeCookie(house, c, line)
    return chatAnswer(house, c, { language })
  }
  const view = await viewOf(house, { line, language, page })
  if (isOver) return c.html(endedPage(view, page.contact.ending))
  inFrames(c, 'holds')
  return c.html(talkPage(view))
}

async function stream(house: House, { c, language }: Asked, { line, page }: Found): Promise<Response> {
  inFrames(c, 'held')
  const path = linePath(line, language, 'chat')
  const { dist } = house.config
  if (!page?.kept) return c.html(overFrame({ language, dist }, path))
  const { timeZone } = (await teamOf(house.db.sql, line.teamId))!
  const manner = { language, dist, timeZone, chat: path, practice: page.contact.practiceId !== null }
  const once = c.req.query('once') !== undefined
  const answer = await growing(house, page, { manner, once, elsewhere: elsewhereOn(house, line, language) })
  if (answer) return answer
  c.header('refresh', '5')
  return c.html(overFrame({ language, dist }, path), 503)
}

const elsewhereOn = (house: House, { teamId, lineId }: Line, language: Language): Growth['elsewhere'] => {
  return async () => {
    const line = await lineOf(house.db.sql, teamId, lineId)
    return line ? (await viewOf(house, { line, language })).config.elsewhere : []
  }
}

async function writing(house: House, { c, language }: Asked, { line, page }: Found): Promise<Response> {
  inFrames(c, 'held')
  const view = await viewOf(house, { line, language, page })
  if (!page?.kept) return c.html(overFrame({ language, dist: house.config.dist }, view.config.paths.chat))
  return c.html(writeFrame(view, { id: randomId(), kept: c.req.query('kept') !== undefined }))
}

async function inside(
  house: House,
  { c, language }: Asked,
  { line, page }: Found,
  draw: (view: PlainView) => Markup,
): Promise<Response> {
  if (!page?.kept) return c.redirect(linePath(line, language, 'chat'), 303)
  return c.html(draw(await viewOf(house, { line, language, page })))
}

/** "Leave now": the browser forgets the chat on its way out, so that Back finds nothing. Only our own page may ask. */
function gone(house: House, { c }: Asked, { line }: Found): Response {
  const site = c.req.header('sec-fetch-site')
  if (site === undefined || site === 'same-origin') takeCookie(house, c, line)
  return c.redirect(line.exit, 303)
}

/** The page whose cookie came with this form, or what to answer instead. */
export async function mine(
  house: House,
  { c, language }: Asked,
): Promise<{ line: Line; page: PlainPage; view: PlainView } | null> {
  const line = await lineIn(house, c)
  const page = line && (await pageOf(house, c, line))
  return line && page ? { line, page, view: await viewOf(house, { line, language, page }) } : null
}

/** `of`: the chat that the form was drawn for. A page of before says none. */
const about = z.uuid().optional()
const wordsSchema = z.object({ id: z.uuid(), of: about, text: z.string().max(60_000).catch('') })

function writeRoute(house: House): Route {
  return route({
    method: 'POST',
    path: `${chat}/write`,
    guard: anyone,
    body: wordsSchema,
    async handle({ c, body, language }) {
      inFrames(c, 'held')
      const found = await mine(house, { c, language })
      const path = `/${language}/${c.req.param('line')}/chat`
      if (!found) return c.html(overFrame({ language, dist: house.config.dist }, path), 409)
      const { page, view } = found
      const text = cleaned(body.text)
      const at = house.clock.now().getTime()
      const given = { page, id: body.id, body: { k: 'text', text, at } as const }
      const isOurs = page.kept && isAbout(page, body.of)
      const problem = refuseText(text) ?? (isOurs ? await write(house, given) : 'ended')
      if (problem === 'kept') return c.redirect(`${path}/write?kept=1`, 303)
      return c.html(writeFrame(view, { id: randomId(), refused: { text, problem } }), 422)
    },
  })
}

const isAbout = ({ contact }: PlainPage, of: string | undefined): boolean =>
  of === undefined || of === contact.contactId

/** The caller ends it, or asks for it to be gone: as with script, also after the end. */
function endRoute(house: House): Route {
  return route({
    method: 'POST',
    path: `${chat}/end`,
    guard: anyone,
    body: z.object({ of: about, erase: z.enum(['yes', 'no']).catch('no') }),
    async handle({ c, body, language }) {
      const found = await mine(house, { c, language })
      const path = `/${language}/${c.req.param('line')}/chat`
      // Another chat was begun in another tab: nobody has asked for that one to end.
      if (!found || !isAbout(found.page, body.of)) return c.redirect(path, 303)
      const { teamId, contactId } = found.page.contact
      const erasing = body.erase === 'yes'
      await house.db.transact(async (sql, afterCommit) => {
        const ending = (await peopleOn(sql, teamId, contactId)).length > 0 ? 'caller' : 'left'
        await endContact(sql, afterCommit, house, { teamId, contactId, ending, erasing })
      })
      if (!erasing) return c.redirect(path, 303)
      takeCookie(house, c, found.line)
      return c.html(erasedPage(found.view, found.view.practice !== null))
    },
  })
}

/** `page`: whose chat it is about, where there is one: whether it is practice, its row says. */
export async function viewOf(
  house: House,
  { line, language, page = null }: { line: Line; language: Language; page?: Pick<PlainPage, 'contact'> | null },
): Promise<PlainView> {
  const config = await callerConfig(house, { line, language, page: 'chat' })
  const { demo, dist } = house.config
  const practice = page?.contact.practiceId ? { link: null } : null
  return { line, language, config: config!, demo, dist, of: page?.contact.contactId ?? null, practice }
}
