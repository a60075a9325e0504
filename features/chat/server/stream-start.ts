import type { Context } from 'hono'
import type { AfterCommit, Sql } from '#platform/database'
import { route, type House, type Route } from '#platform/house'
import { randomId } from '#platform/ids'
import { anyone } from '#platform/visitors'
import type { Language } from '#platform/words'
import { contactOf, keepTalk, openContact } from '#features/contacts'
import { recipientsFor } from '#features/keys'
import { linePath, type Line } from '#features/lines'
import { linkOf, practiceTokenSchema, takeLink } from '#features/practice'
import { ask } from '#features/queue'
import { z } from 'zod'
import type { TalkBody } from '../bodies.ts'
import { CallerSeal } from '../caller-seal.ts'
import { cleaned } from '../cleaned.ts'
import { refuseText } from '../rules.ts'
import { practiceOverPage } from './pages.ts'
import { chatAnswer, lineIn } from './public.ts'
import { isOpen } from './start.ts'
import { waitOut, type Origins } from './origins.ts'
import { giveCookie, secretOf } from './stream-cookie.ts'
import { keepPage, pageOf, type PlainPage } from './stream-page.ts'
import { write } from './stream-write.ts'

const startSchema = z.object({
  start: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  text: z.string().max(20_000).catch(''),
  practice: practiceTokenSchema.optional(),
})

/**
 * The start of a chat without script: what a script would make in the browser is made here, the moment the form arrives,
 * and the words are in memory only until they are sealed. The page has said so before the first word.
 */
export const startPlainRoute = (house: House, origins: Origins): Route =>
  route({
    method: 'POST',
    path: '/:language{(?:en|es)}/:line/chat',
    guard: anyone,
    body: startSchema,
    async handle({ c, body, language }) {
      const line = await lineIn(house, c)
      if (!line?.channels.chat) return c.notFound()
      const words = cleaned(body.text)
      if (body.practice)
        return startPractice(house, c, { origins, line, language, seed: body.start, words, link: body.practice })
      const there = await pageOf(house, c, line)
      const goesOn = there?.kept && (await goOn(house, c, { page: there, line, language, seed: body.start, words }))
      if (goesOn) return goesOn
      if (!(await isOpen(house, line)) || refuseText(words) === 'too-long')
        return chatAnswer(house, c, { language, refused: { text: words } })
      await waitOut(await origins.slow(c, line.teamId))
      return start(house, c, { origins, line, language, seed: body.start, words })
    },
  })

type Again = { page: PlainPage; line: Line; language: Language; seed: string; words: string }

/**
 * Whoever comes by a link from elsewhere is shown the start although their chat goes on: browsers leave the cookie out then. With the
 * form it is here, and the words belong into that chat; another cookie in its place would take it away from them. Null when it is over.
 */
async function goOn(house: House, c: Context, { page, line, language, seed, words }: Again): Promise<Response | null> {
  const { contactId: id } = secretOf(seed)
  const chat = linePath(line, language, 'chat')
  // Pressed twice: it is the chat that this form has begun.
  if (words === '' || id === page.contact.contactId) return c.redirect(chat, 303)
  const body = { k: 'text', text: words, at: house.clock.now().getTime() } as const
  const problem = refuseText(words) ?? (await write(house, { page, id, body }))
  if (problem === 'ended') return null
  return problem === 'kept'
    ? c.redirect(chat, 303)
    : chatAnswer(house, c, { language, refused: { text: words, problem } })
}

/** `link`: what stood in the link of a practice. */
type Starting = { origins: Origins; line: Line; language: Language; seed: string; words: string; link?: string }

async function start(house: House, c: Context, starting: Starting): Promise<Response> {
  const { origins, line, language, seed, words } = starting
  const secret = secretOf(seed)
  // Sealed anew when the team changed while it was being sealed.
  let opened: Awaited<ReturnType<typeof open>>
  do opened = await open(house, starting)
  while (opened === 'outdated')
  if (opened === null) return c.notFound()
  if (opened === 'practice') return practiceOver(house, c, starting)
  // The form of a chat that is over and erased: its caller starts another, which is never refused.
  if (opened === 'taken') return chatAnswer(house, c, { language, refused: { text: words } })
  giveCookie(house, c, { line, secret })
  // Blocking in practice cools no address: real callers may share it.
  if (!starting.link) origins.remember(c, secret.contactId)
  return c.redirect(linePath(line, language, 'chat'), 303)
}

async function open(house: House, { line, language, seed, words, link }: Starting): Promise<string | null> {
  const { teamId, lineId } = line
  const to = await recipientsFor(house.db.sql, teamId, lineId)
  if (!to) return null
  const { contactId, ...secret } = secretOf(seed)
  const seal = await CallerSeal.make(teamId, contactId)
  const wraps = (await seal.wraps(lineId, to)).map((wrap) => ({ ...wrap, kind: 'talk' as const }))
  const opening = { teamId, contactId, lineId, channel: 'chat' as const, language, token: secret.token, wraps }
  const { token: _token, ...way } = seal.way(lineId, '')
  const bodies = await firstBodies(house, seal, { language, words })
  const records: string[] = []
  for (const body of bodies) records.push(await seal.seal(JSON.stringify(body)))
  const keeping = house.db.transact(async (sql, afterCommit) => {
    const wish = { teamId, lineId, contactId, kind: 'chat' } as const
    const practice = link ? await takeLink(sql, afterCommit, house, { ...wish, token: link }) : null
    if (link && !practice) return 'practice'
    const kept = await openContact(sql, house, { ...opening, practice })
    if (kept === 'outdated') throw new Outdated()
    if (kept !== 'opened') return kept
    await keepPage({ sql, house }, { teamId, contactId }, { secret, kept: { ...way, slot: seal.slot } })
    await keepFirst({ sql, afterCommit, house }, { teamId, contactId }, records)
    await ask(sql, afterCommit, house, { teamId, contactId, lineId, language, practice: practice?.memberIds ?? null })
    return kept
  })
  return keeping.catch((error: unknown) => {
    if (error instanceof Outdated) return 'outdated'
    throw error
  })
}

/** Also while the line is closed; and what does not open practice opens nothing instead. */
async function startPractice(house: House, c: Context, starting: Starting & { link: string }): Promise<Response> {
  const { line, language, link, words } = starting
  const { teamId, lineId } = line
  if (refuseText(words) !== 'too-long') return start(house, c, starting)
  const found = await linkOf(house, { teamId, lineId, token: link })
  if (!found) return practiceOver(house, c, starting)
  return chatAnswer(house, c, { language, refused: { text: words }, practice: { token: link, ...found } })
}

function practiceOver(house: House, c: Context, { line, language }: Starting): Response | Promise<Response> {
  const { demo, dist } = house.config
  return c.html(practiceOverPage({ line, language, demo, dist }), 409)
}

async function firstBodies(
  house: House,
  seal: CallerSeal,
  { language, words }: Pick<Starting, 'language' | 'words'>,
): Promise<TalkBody[]> {
  const hello: TalkBody = { ...(await seal.hello(language)), plain: true }
  return words === '' ? [hello] : [hello, { k: 'text', text: words, at: house.clock.now().getTime() }]
}

async function keepFirst(
  { sql, afterCommit, house }: { sql: Sql; afterCommit: AfterCommit; house: House },
  { teamId, contactId }: { teamId: string; contactId: string },
  records: string[],
): Promise<void> {
  const contact = await contactOf(sql, teamId, contactId)
  for (const [at, record] of records.entries()) {
    const given = { contact: contact!, id: randomId(), record, words: at > 0 }
    if (!(await keepTalk(sql, afterCommit, house, given))) throw new Error('a first record was not kept')
  }
}

/** Undoes the whole transaction. */
class Outdated extends Error {}
