import type { Hours } from '#features/lines'
import { merged } from './looking-up.ts'
import { addDays, dateAt, instantsOf, weekdayOf } from './nights.ts'
import type { Span } from './problem.ts'
import type { HoursProblem } from './views.ts'
import type { Seat } from './wire.ts'

/* A line's public hours beside its shifts. Server only (Temporal). */

type Seated = { startsAt: Date; endsAt: Date; seats: readonly Pick<Seat, 'kind'>[] }

/** Stretches of its hours in this time in which nobody could answer, and seats outside of its hours, in order. */
export function hoursProblems(
  line: { lineId: string; hours: Hours },
  shifts: readonly Seated[],
  { timeZone, from, to }: { timeZone: string; from: Date; to: Date },
): HoursProblem[] {
  const within: Span = [from.getTime(), to.getTime()]
  const open = openSpans(line, timeZone, within)
  const seatsOf = (...kinds: Seat['kind'][]): Span[] =>
    merged(
      shifts
        .filter(({ seats }) => seats.some(({ kind }) => kinds.includes(kind)))
        .flatMap(({ startsAt, endsAt }) => clipped([startsAt.getTime(), endsAt.getTime()], within)),
    )
  const said = (kind: HoursProblem['kind'], spans: Span[]): HoursProblem[] =>
    spans.map(([start, end]) => ({ lineId: line.lineId, kind, from: text(start), to: text(end) }))
  return [
    ...said('no seat', without(open, seatsOf('line'))),
    ...said('outside hours', without(seatsOf('line', 'pair'), open)),
  ].toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

const text = (at: number): string => new Date(at).toISOString()

/** As `openness` has it: a night belongs to the date on which it begins, other hours of a date stand for all of it. */
function openSpans({ hours }: { hours: Hours }, timeZone: string, within: Span): Span[] {
  const [first, last] = [dateAt(new Date(within[0]), timeZone), dateAt(new Date(within[1]), timeZone)]
  const otherwise = new Map(hours.exceptions.map(({ date, spans }) => [date, spans]))
  const found: Span[] = []
  for (let date = addDays(first, -2); date <= last; date = addDays(date, 1)) {
    for (const span of otherwise.get(date) ?? hours.weekly[weekdayOf(date)]) {
      const instants = instantsOf(span, date, timeZone)
      if (instants) found.push(...clipped([instants.startsAt.getTime(), instants.endsAt.getTime()], within))
    }
  }
  return merged(found)
}

const clipped = ([from, to]: Span, within: Span): Span[] => {
  const [start, end] = [Math.max(from, within[0]), Math.min(to, within[1])]
  return start < end ? [[start, end]] : []
}

/** What is left of spans without others; both are in order and apart. */
function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap(([from, to]) => {
    const left: Span[] = []
    let start = from
    for (const [otherFrom, otherTo] of others) {
      if (otherTo <= start || otherFrom >= to) continue
      if (otherFrom > start) left.push([start, otherFrom])
      start = Math.max(start, otherTo)
    }
    return start < to ? [...left, [start, to] as const] : left
  })
}
