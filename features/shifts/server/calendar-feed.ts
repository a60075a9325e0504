import { createHash } from 'node:crypto'
import { theTeam } from '#features/members'
import { day, later } from '#platform/clock'
import type { House } from '#platform/house'
import { randomToken } from '#platform/ids'
import type { Member } from '#platform/visitors'
import type { Language } from '#platform/words'
import { calendarText, type CalendarEntry } from '../calendar.ts'
import type { NewFeed } from '../views.ts'
import { movingWords } from '../words-moving.ts'
import { feedAt, fedShifts, putFeed, type FedRow } from './store-feeds.ts'

/** What is over stays in the calendar for so long. */
const lookBack = 30 * day
const tokenBytes = 24

const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest()

/** A new secret address; the one before ends. This is the only time it is known here: what is kept is its hash. */
export async function newFeed(
  house: House,
  { teamId, memberId }: Pick<Member, 'teamId' | 'memberId'>,
  language: Language,
): Promise<NewFeed> {
  const token = randomToken(tokenBytes)
  const madeAt = house.clock.now()
  await putFeed(house.db.sql, teamId, { memberId, tokenHash: hashOf(token), language, madeAt })
  return { path: `/calendar/${token}.ics`, madeAt: madeAt.toISOString() }
}

/** The calendar under this secret, or null. What somebody does not hold any more, and what is off, is not in it. */
export async function feedText(house: House, token: string): Promise<string | null> {
  const { sql } = house.db
  const team = await theTeam(sql)
  const feed = team && (await feedAt(sql, team.teamId, hashOf(token)))
  if (!team || !feed) return null
  const now = house.clock.now()
  const { memberId } = feed
  const rows = await fedShifts(sql, team.teamId, { memberId, since: later(now, -lookBack) })
  const says = movingWords[feed.language].calendar
  const entries = rows.map((row): CalendarEntry => {
    const title = row.kind === 'back-up' ? says.backUp : says.shift
    return { uid: uidOf(memberId, row), title, startsAt: row.startsAt, endsAt: row.endsAt, sequence: row.moved }
  })
  return calendarText(entries, { name: says.name, now })
}

/** The same for the same shift of the same member, another one for everybody else: two calendars do not tell who works together. */
const uidOf = (memberId: string, { shiftId }: FedRow): string =>
  createHash('sha256').update(`calendar entry ${memberId} ${shiftId}`).digest('hex').slice(0, 32)
