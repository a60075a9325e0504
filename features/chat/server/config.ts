import type { House } from '#platform/house'
import type { Language } from '#platform/words'
import { recipientsFor } from '#features/keys'
import { inLanguage, linePath, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import { availability, practisingNow, publicHours } from '#features/queue'
import type { CallerConfig } from '../wire.ts'

/** A practice's link: its page opens practice only, also while the line is closed. */
export type PracticeLink = { token: string; memberIds: readonly string[] }

type Asked = { line: Line; language: Language; page: 'chat' | 'message'; practice?: PracticeLink }

/** Everything the caller's page needs to know, and nothing about anybody. null: the line has no keys yet. */
export async function callerConfig(house: House, asked: Asked): Promise<CallerConfig | null> {
  const { line, language, page } = asked
  const { teamId, lineId, callbackWithinHours } = line
  const recipients = await recipientsFor(house.db.sql, teamId, lineId)
  if (!recipients) return null
  const paths = {
    line: linePath(line, language),
    chat: linePath(line, language, 'chat'),
    message: linePath(line, language, 'message'),
  }
  return {
    page,
    teamId,
    lineId,
    language,
    lineName: inLanguage(line.name, language)?.text ?? line.path,
    greeting: inLanguage(line.greeting, language)?.text ?? '',
    ...(await who(house, asked)),
    phone: line.channels.phone,
    text: line.channels.text,
    phoneOnly: line.phoneOnly,
    elsewhere: elsewhereOf(line, language),
    callbackWithinHours,
    paths,
    recipients,
  }
}

/** Whether somebody can come, and who. In practice those who take part, whatever the line's hours say. */
async function who(
  house: House,
  { line, practice }: Asked,
): Promise<Pick<CallerConfig, 'open' | 'opensAt' | 'reachable' | 'practice'>> {
  const { sql } = house.db
  const { teamId, lineId } = line
  if (practice) {
    const reachable = await practisingNow(sql, teamId, practice.memberIds)
    return { open: true, opensAt: null, reachable, practice: practice.token }
  }
  const team = await teamOf(sql, teamId)
  const { open, opensAt } = await publicHours(sql, house, line, team!.timeZone)
  const { reachable } = await availability(sql, house, teamId, lineId)
  return { open, opensAt: opensAt?.toISOString() ?? null, reachable }
}

const elsewhereOf = (line: Line, language: Language): CallerConfig['elsewhere'] =>
  line.elsewhere.flatMap((place) => {
    const name = inLanguage(place.name, language)?.text
    if (!name) return []
    const link = place.reach.startsWith('https:') ? place.reach : `tel:${place.reach.replace(/[^\d+*#]/g, '')}`
    return [
      {
        name,
        reach: place.reach.replace(/^https:\/\//, ''),
        link,
        police: place.police,
        note: inLanguage(place.note, language)?.text ?? '',
      },
    ]
  })
