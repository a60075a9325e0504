import type { HoursProblem } from '../../views.ts'
import { clockHours, dateAt, weekdayOf, type Weekday } from './clock.ts'

/** The same stretch of the week, however often it comes. `first`: the next one. */
export type Stretch = { first: HoursProblem; day: Weekday; from: string; to: string; times: number }

/** Told once for each line, day of the week and time of the day, by what comes first. */
export function stretchesOf(problems: readonly HoursProblem[], timeZone: string): Stretch[] {
  const found = new Map<string, Stretch>()
  for (const problem of problems.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const [from, to] = [clockAt(problem.from, timeZone), clockAt(problem.to, timeZone)]
    const day = weekdayOf(dateAt(Date.parse(problem.from), timeZone))
    const key = [problem.lineId, problem.kind, day, from, to].join(' ')
    const known = found.get(key)
    if (known) known.times += 1
    else found.set(key, { first: problem, day, from, to, times: 1 })
  }
  return [...found.values()]
}

/** A pattern has at most a day; what is open for longer needs several, made by hand. */
export const isOnePattern = ({ first, from, to }: Stretch): boolean =>
  Math.abs((Date.parse(first.to) - Date.parse(first.from)) / 3_600_000 - clockHours({ from, to })) <= 1

const clockAt = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    Date.parse(at),
  )
