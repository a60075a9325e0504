import type { Context } from 'hono'
import { recipientsFor } from '#features/keys'
import { linePage, linesOf, rootLine, type Line } from '#features/lines'
import { teamOf, theTeam } from '#features/members'
import { availability, publicHours } from '#features/queue'
import type { House } from '#platform/house'
import type { Language } from '#platform/words'
import type { Markup } from '#ui/page.ts'
import { homePage } from './pages.ts'

/**
 * The front door: the root line's own page when the team has one, else its lines by name. `/` speaks the browser's language; every
 * link from there carries it in its path. Only here are search engines let in.
 */
export async function home(house: House, c: Context, language: Language): Promise<Response> {
  const { sql } = house.db
  const root = await rootLine(sql)
  c.header('x-robots-tag', 'all')
  if (root) return c.html(await rootPage(house, root, language))
  const team = await theTeam(sql)
  const lines = team ? await linesOf(sql, team.teamId) : []
  const { demo, dist } = house.config
  return c.html(homePage({ language, demo, dist }, lines))
}

/** The same page as at the line's own address, which chat serves. */
async function rootPage(house: House, line: Line, language: Language): Promise<Markup> {
  const { sql } = house.db
  const { teamId, lineId } = line
  const at = house.clock.now()
  const team = (await teamOf(sql, teamId))!
  const reach = await availability(sql, house, teamId, lineId)
  const chat = line.channels.chat && (await recipientsFor(sql, teamId, lineId)) !== null
  const hours = await publicHours(sql, house, line, team.timeZone)
  const now = { at, openness: hours, availability: reach, chat }
  const { demo, dist } = house.config
  return linePage({ line, team, language, ...now, demo, dist, indexable: true })
}
