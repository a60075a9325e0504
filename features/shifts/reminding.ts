import { day, hour } from '#platform/clock'
import type { Coming } from './views.ts'

/**
 * How far the reminders of one seating have come. `day`: reminded and asked "are you coming?". `raised`: no answer, and whoever plans
 * was told. `hours`: reminded again, and an alarm for whoever plans when there is still no answer.
 */
export type Reminded = 'none' | 'day' | 'raised' | 'hours'

/** Times are milliseconds since 1970. */
export type Sits = { coming: Coming; askedAt: number | null; reminded: Reminded }

export const askBefore = day
const raiseBefore = 6 * hour
const remindBefore = 2 * hour

/**
 * What comes next for one seating, and when; null: nothing more. Who was asked late (the plan was published late, the seat changed
 * hands) has a quarter of what was left then before it is raised, and half of it before the last reminder.
 */
export function nextReminder(
  { coming, askedAt, reminded }: Sits,
  startsAt: number,
): { step: Exclude<Reminded, 'none'>; at: number } | null {
  if (reminded === 'none') return { step: 'day', at: startsAt - askBefore }
  if (reminded === 'hours') return null
  const asked = askedAt ?? startsAt - askBefore
  const left = startsAt - asked
  if (reminded === 'day' && coming === 'asked')
    return { step: 'raised', at: Math.max(startsAt - raiseBefore, Math.round(asked + left / 4)) }
  return { step: 'hours', at: Math.max(startsAt - remindBefore, Math.round(asked + left / 2)) }
}

export type Hears = { member: boolean; planners: 'notice' | 'alarm' | null }

/** One step: how the seating stands after it, and who hears of it. `isSeat`: not a back-up, whose silence alarms nobody. */
export function remind(
  sits: Sits,
  step: Exclude<Reminded, 'none'>,
  { now, isSeat }: { now: number; isSeat: boolean },
): { sits: Sits; hears: Hears } {
  const after = { ...sits, reminded: step }
  if (step === 'day') {
    const coming = sits.coming === 'not asked' ? 'asked' : sits.coming
    return { sits: { ...after, coming, askedAt: now }, hears: { member: true, planners: null } }
  }
  const isSilent = sits.coming === 'asked'
  if (step === 'raised') return { sits: after, hears: { member: isSilent, planners: isSilent ? 'notice' : null } }
  // Whoever said no is out of it: their offer has alarms of its own.
  return { sits: after, hears: { member: sits.coming !== 'no', planners: isSilent && isSeat ? 'alarm' : null } }
}
