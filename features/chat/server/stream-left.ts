import type { Context } from 'hono'
import type { AfterCommit, Sql } from '#platform/database'
import { route, type House, type Route } from '#platform/house'
import { randomId } from '#platform/ids'
import { anyone } from '#platform/visitors'
import { endContact, lockContact, peopleOn } from '#features/contacts'
import type { Line } from '#features/lines'
import { practiceOf } from '#features/practice'
import { isAnswered } from '#features/queue'
import { cleaned } from '../cleaned.ts'
import { refuseCallback, type Callback } from '../rules.ts'
import { waitOut, type Origins } from './origins.ts'
import { leftPage, type PlainView } from './pages-plain.ts'
import { keptPage } from './pages.ts'
import { formSchema, keepForm } from './public.ts'
import type { PlainPage } from './stream-page.ts'
import { chat, mine } from './stream-routes.ts'
import { leaveInstead } from './stream-write.ts'

/** A message instead of waiting, from a page without script. */
export const leftRoute = (house: House, origins: Origins): Route =>
  route({
    method: 'POST',
    path: `${chat}/left`,
    guard: anyone,
    body: formSchema,
    async handle({ c, body, language }) {
      const found = await mine(house, { c, language })
      const path = `/${language}/${c.req.param('line')}/chat`
      if (!found) return c.redirect(path, 303)
      const callback: Callback = { ...body, text: cleaned(body.text), safe: body.safe === 'yes' }
      const problem = refuseCallback(callback)
      if (problem) return c.html(leftPage(found.view, { callback, problem }), 422)
      const at = house.clock.now().getTime()
      const { page } = found
      const given = { page, id: randomId(), body: { k: 'callback', callback, at } as const }
      if (page.kept && (await leaveInstead(house, given)) === 'kept') return c.redirect(path, 303)
      return goesByItself(house, c, { ...found, origins, callback })
    },
  })

type Alone = { origins: Origins; line: Line; page: PlainPage; view: PlainView; callback: Callback }

/**
 * The chat takes nothing more, or nothing yet: the message is one of its own, and nobody is asked about the chat any longer. Where
 * somebody has answered it meanwhile nothing is kept, and the caller has their words before them again.
 */
async function goesByItself(
  house: House,
  c: Context,
  { origins, line, page, view, callback }: Alone,
): Promise<Response> {
  const { teamId, practiceId } = page.contact
  const practice = practiceId ? await practiceOf(house.db.sql, teamId, practiceId) : null
  // Of a practice that has just gone nothing is kept, least of all as a real message.
  if (practiceId && !practice) return c.redirect(view.config.paths.chat, 303)
  // As any message of a page without script; and nobody else is slowed by what is practice.
  if (!practice) await waitOut(await origins.slow(c, teamId))
  const along = (sql: Sql, afterCommit: AfterCommit): Promise<void> => giveUp(sql, afterCommit, house, page.contact)
  const form = { line, language: view.language, practice, along }
  try {
    while (!(await keepForm(house, form, callback)));
  } catch (error) {
    if (!(error instanceof Answered)) throw error
    return c.html(leftPage(view, { callback, problem: 'answered' }), 422)
  }
  return c.html(keptPage({ ...view, callbackWithinHours: line.callbackWithinHours }))
}

/** Ends the chat that nobody answered: asked again here, where nobody can answer it in between. A message left stays open. */
async function giveUp(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  { teamId, contactId }: PlainPage['contact'],
): Promise<void> {
  const contact = await lockContact(sql, { teamId, contactId })
  if (contact?.state !== 'open' || contact.channel === 'message') return
  if ((await isAnswered(sql, contact)) || (await peopleOn(sql, teamId, contactId)).length > 0) throw new Answered()
  await endContact(sql, afterCommit, house, { teamId, contactId, ending: 'left' })
}

/** Undoes the whole transaction. */
class Answered extends Error {}
