import type { Context } from 'hono'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { caseOf, casesOf } from '#features/cases'
import { contactOf, realContacts } from '#features/contacts'
import { mayExport } from '#features/holds'
import { may, membersOf } from '#features/members'
import { z } from 'zod'
import type { CopyView, LastRows } from '../wire.ts'
import { words } from '../words.ts'

const steward = may('retention.change')

/** A steward's console asks what there is, and reads it as any console does: sealed, with its own keys. */
export const copyRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/copies/:motionId',
    guard: steward,
    async handle({ c, visitor, language }) {
      if (!(await stands(house, visitor, c))) return notNow(c, language)
      const { sql } = house.db
      const members = (await membersOf(sql, visitor.teamId)).map(({ memberId, roles, state }) => ({
        memberId,
        roles,
        state,
      }))
      // Practice is nobody's story: it stays here and goes within the day.
      const contactIds = await realContacts(sql, visitor.teamId)
      const real = (await casesOf(sql, visitor.teamId, null)).filter(({ practiceId }) => practiceId === null)
      const caseIds = real.map(({ caseId }) => caseId)
      return c.json({ members, contactIds, caseIds } satisfies CopyView)
    },
  }),
  lastRows(house, 'contacts', async (teamId, contactId) => {
    const contact = await contactOf(house.db.sql, teamId, contactId)
    return contact && { talk: contact.talkStream, crew: contact.crewStream }
  }),
  lastRows(house, 'cases', async (teamId, caseId) => {
    const found = await caseOf(house.db.sql, teamId, caseId)
    return found && { case: found.streamId }
  }),
]

/** How far the tracks of one object go, so that a console knows when it has read all of it. 404: gone meanwhile. */
const lastRows = (
  house: House,
  of: 'contacts' | 'cases',
  streamsOf: (teamId: string, objectId: string) => Promise<Record<string, string> | null>,
): Route =>
  route({
    method: 'GET',
    path: `/api/copies/:motionId/${of}/:objectId`,
    guard: steward,
    async handle({ c, visitor, language }) {
      const objectId = z.uuid().safeParse(c.req.param('objectId')).data
      const streams = objectId && (await stands(house, visitor, c)) ? await streamsOf(visitor.teamId, objectId) : null
      if (!streams) return notNow(c, language)
      const last: LastRows = {}
      for (const [track, streamId] of Object.entries(streams))
        last[track] = await lastOf(house, visitor.teamId, streamId)
      return c.json(last)
    },
  })

/** The number of a stream's last row; 0 when nothing was written. */
async function lastOf(house: House, teamId: string, streamId: string): Promise<number> {
  for (let after = 0; ;) {
    const rows = await house.streams.read({ teamId, streamId, after, limit: page })
    after = rows.at(-1)?.seq ?? after
    if (rows.length < page) return after
  }
}
const page = 500

const stands = (house: House, { teamId }: Member, c: Context): Promise<boolean> => {
  const motionId = z.uuid().safeParse(c.req.param('motionId')).data
  return motionId ? mayExport(house.db.sql, teamId, motionId, house.clock.now()) : Promise.resolve(false)
}

const notNow = (c: Context, language: Language): Response =>
  refuse(c, 404, 'not-now', choose(language, words).refused.notNow)
