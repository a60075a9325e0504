import type { House } from '#platform/house'
import type { Language } from '#platform/words'
import { recipientsFor } from '#features/keys'
import { inLanguage, linePath, openness, type Line } from '#features/lines'
import { teamOf } from '#features/members'
import { availability } from '#features/queue'
import type { CallerConfig } from '../wire.ts'

/** Everything the caller's page needs to know, and nothing about anybody. null: the line has no keys yet. */
export async function callerConfig(
  house: House,
  { line, language, page }: { line: Line; language: Language; page: 'chat' | 'message' },
): Promise<CallerConfig | null> {
  const { teamId, lineId, callbackWithinHours } = line
  const recipients = await recipientsFor(house.db.sql, teamId, lineId)
  if (!recipients) return null
  const team = await teamOf(house.db.sql, teamId)
  const { open, opensAt } = openness(line, team!.timeZone, house.clock.now())
  const { reachable } = await availability(house.db.sql, house, teamId, lineId)
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
    open,
    opensAt: opensAt?.toISOString() ?? null,
    reachable,
    phone: line.channels.phone,
    text: line.channels.text,
    phoneOnly: line.phoneOnly,
    elsewhere: elsewhereOf(line, language),
    callbackWithinHours,
    paths,
    recipients,
  }
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
