import type { AfterCommit, Sql } from '#platform/database'
import { hour, later } from '#platform/clock'
import { route, type DeadlineHandler, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose } from '#platform/words'
import { lineOf } from '#features/lines'
import { may } from '#features/members'
import { takeByHand } from '#features/practice'
import type { z } from 'zod'
import { isByHand } from '../rules.ts'
import { byHandSchema } from '../wire.ts'
import { words } from '../words.ts'
import { addPerson, contactHasWords, contactOf, endContact, openContact } from './contacts.ts'
import { byHandAlone } from './store.ts'

type ByHand = z.infer<typeof byHandSchema>

class Taken extends Error {}

/** A contact nobody ends is ended for them, so that its erasing clock runs: a phone call does not last a day. */
const forgottenAfter = 24 * hour

/**
 * Somebody phoned, sent a text, walked up. The console names the contact, and said twice it is the same one. It has no keys
 * yet: the console makes both for today's readers, in the way of every later key.
 */
export const byHandRoute = (house: House): Route =>
  route({
    method: 'POST',
    path: '/api/contacts/by-hand',
    guard: may('duty.work'),
    body: byHandSchema,
    async handle({ c, visitor, body, language }) {
      const say = choose(language, words).refused
      if (!(await lineOf(house.db.sql, visitor.teamId, body.lineId))) return refuse(c, 404, 'no-line', say.noLine)
      const opened = await house.db
        .transact((sql, afterCommit) => open(sql, afterCommit, house, { visitor, body }))
        .catch((error: unknown) => {
          if (error instanceof Taken) return 'taken' as const
          throw error
        })
      return opened === 'opened' ? c.json({}, 201) : refuse(c, 409, opened, say[opened])
    },
  })

async function open(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  { visitor, body }: { visitor: Member; body: ByHand },
): Promise<'opened' | 'taken' | 'noPractice'> {
  const { teamId, memberId } = visitor
  const { contactId, practiceId } = body
  const known = await contactOf(sql, teamId, contactId)
  if (known) return isSame(known, { memberId, practiceId }) ? 'opened' : 'taken'
  const practice = practiceId ? await takeByHand(sql, afterCommit, house, { ...body, practiceId, visitor }) : null
  if (practiceId && !practice) return 'noPractice'
  const opened = await openContact(sql, house, { ...body, practice, teamId, token: null, wraps: [] })
  const now = opened === 'opened' && (await addPerson(sql, afterCommit, house, { teamId, contactId, memberId }))
  // The id of what was erased, said twice in the same instant, or by who is just leaving: nothing of it stays, the practice is not used up.
  if (!now || now === 'left') throw new Taken()
  await contactHasWords(sql, { teamId, contactId })
  const dueAt = later(house.clock.now(), forgottenAfter)
  await house.deadlines.set(sql, { teamId, kind: 'contact.by-hand', key: contactId, dueAt })
  return 'opened'
}

const isSame = (
  known: NonNullable<Awaited<ReturnType<typeof contactOf>>>,
  { memberId, practiceId = null }: { memberId: string; practiceId?: string | null | undefined },
): boolean => isByHand(known.channel) && known.people.includes(memberId) && known.practiceId === practiceId

export const byHandDeadline = (house: House): DeadlineHandler => ({
  kind: 'contact.by-hand',
  async handle(sql, afterCommit, { teamId, key }) {
    await endContact(sql, afterCommit, house, { teamId, contactId: key, ending: 'crew' })
  },
})

/** Nobody is left who could end it: no caller, no queue, and whoever wrote it is out of the team. Its clock starts now. */
export async function endAlone(sql: Sql, afterCommit: AfterCommit, house: House, teamId: string): Promise<void> {
  for (const contactId of await byHandAlone(sql, teamId))
    await endContact(sql, afterCommit, house, { teamId, contactId, ending: 'crew' })
}
