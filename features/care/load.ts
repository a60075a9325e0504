import { day, hour } from '#platform/clock'

/** A shift somebody worked. `dates`: the days it touches by the team's calendar, the first one its night. Times are milliseconds. */
export type Load = {
  startsAt: number
  endsAt: number
  dates: [string, ...string[]]
  night: boolean
  hard: boolean
  alone: boolean
}
export const nudgeKinds = ['hours', 'nights', 'hard', 'weekends'] as const
export type NudgeKind = (typeof nudgeKinds)[number]
/** Why somebody carries too much: `count` hours, nights, hard nights or weekends; `of`: the team's cap of hours, for `hours`. */
export type Nudge = { kind: NudgeKind; count: number; of: number | null }
export type Month = { month: string; shifts: number; hours: number; nights: number; hard: number; alone: number }

/** Hours count over four weeks, from four fifths of the cap on; nights over a week; hard nights over thirty days. */
export const limits = {
  share: 0.8,
  hoursOver: 28 * day,
  nights: 3,
  nightsOver: 7 * day,
  hard: 2,
  hardOver: 30 * day,
  weekends: 5,
}

const hoursOf = ({ startsAt, endsAt }: Load): number => (endsAt - startsAt) / hour
const round = (hours: number): number => Math.round(hours * 10) / 10

/** Whether somebody carries too much now. `today`: by the team's calendar. `cap`: hours in a month; what is to come does not count. */
export function nudgesOf(
  load: readonly Load[],
  { now, today, cap }: { now: number; today: string; cap: number },
): Nudge[] {
  const within = (span: number): Load[] => load.filter(({ endsAt }) => endsAt > now - span && endsAt <= now)
  const found: Nudge[] = []
  const hours = within(limits.hoursOver).reduce((sum, one) => sum + hoursOf(one), 0)
  if (hours > cap * limits.share) found.push({ kind: 'hours', count: round(hours), of: cap })
  const nights = within(limits.nightsOver).filter(({ night }) => night).length
  if (nights >= limits.nights) found.push({ kind: 'nights', count: nights, of: null })
  const hard = within(limits.hardOver).filter((one) => one.hard).length
  if (hard >= limits.hard) found.push({ kind: 'hard', count: hard, of: null })
  const worked = new Set(load.flatMap(({ dates }) => dates))
  if (weekendsBefore(today, limits.weekends).every((days) => days.some((date) => worked.has(date))))
    found.push({ kind: 'weekends', count: limits.weekends, of: null })
  return found
}

/** The last weekends that are over, each a Saturday and a Sunday. */
export function weekendsBefore(today: string, count: number): [string, string][] {
  const at = new Date(`${today}T00:00:00Z`)
  const sunday = at.getTime() - (at.getUTCDay() || 7) * day
  const date = (time: number): string => new Date(time).toISOString().slice(0, 10)
  return Array.from({ length: count }, (_none, back) => {
    const last = sunday - back * 7 * day
    return [date(last - day), date(last)]
  })
}

/** Twelve months, this one last; a shift belongs to the month in which it begins. */
export function monthsOf(load: readonly Load[], today: string): Month[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  return Array.from({ length: 12 }, (_none, at) => {
    const name = new Date(Date.UTC(year, month - 12 + at, 1)).toISOString().slice(0, 7)
    const those = load.filter(({ dates }) => dates[0].startsWith(name))
    const count = (of: (one: Load) => boolean): number => those.filter(of).length
    return {
      month: name,
      shifts: those.length,
      hours: round(those.reduce((sum, one) => sum + hoursOf(one), 0)),
      nights: count(({ night }) => night),
      hard: count(({ hard }) => hard),
      alone: count(({ alone }) => alone),
    }
  })
}

/** From the first month with a shift on; none, when there is none. */
export const fromTheFirst = (months: readonly Month[]): Month[] => {
  const first = months.findIndex(({ shifts }) => shifts > 0)
  return first === -1 ? [] : months.slice(first)
}
