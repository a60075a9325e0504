import { lookUp, mayStandAlone, merged, overlap, sittingsOf, type Place } from './looking-up.ts'
import {
  hourMs,
  hoursOf,
  type Breach,
  type Person,
  type Problem,
  type Rules,
  type Seating,
  type Shift,
  type Unfinished,
} from './problem.ts'

/**
 * Why this person should not also take this seat, besides these seatings: what would be broken by it and was not before.
 * None: they may. Only unfinished ones (`isUnfinished`): they may, and somebody has to be seated besides.
 */
export function mayTake(problem: Problem, seatings: readonly Seating[], wanted: Seating): Breach[] {
  const { places, people } = lookUp(problem)
  const [place, person] = [places.get(wanted.seatId), people.get(wanted.personId)]
  if (!place || !person) throw new Error('no such person or seat in this problem')
  const taken = seatings.find(({ seatId }) => seatId === wanted.seatId)
  const own = sittingsOf(problem, seatings)
    .filter((sitting) => sitting.person === person)
    .map((sitting) => sitting.place)
  return [
    ...(taken ? [{ kind: 'seat-taken', seatId: taken.seatId, personId: taken.personId } as const] : []),
    ...unfit(person, place),
    ...tooClose(problem.rules, person, own, place),
    ...overCaps(person, own, place),
    ...rowsTooLong(problem.rules, person.id, own, place),
    ...leftOpen(problem, seatings, { person, place, own }),
  ]
}

/** What speaks against this person in this seat, whatever else they do. */
export function unfit(person: Person, { seat, shift }: Place): Breach[] {
  const who = { personId: person.id, seatId: seat.id }
  const found: Breach[] = []
  for (const skill of seat.skills) {
    const held = person.skills.filter(({ id }) => id === skill)
    const until = held.reduce((last, one) => Math.max(last, one.until ?? Infinity), -Infinity)
    if (held.length === 0) found.push({ kind: 'skill-missing', ...who, skill })
    else if (until < shift.endsAt) found.push({ kind: 'skill-expired', ...who, skill, until })
  }
  for (const language of seat.languages)
    if (!person.languages.includes(language)) found.push({ kind: 'language-missing', ...who, language })
  if (person.trainee && !seat.trainee) found.push({ kind: 'seat-not-for-trainees', ...who })
  const times = [shift.startsAt, shift.endsAt] as const
  const available = merged(person.available)
  if (!available.some(([from, to]) => from <= times[0] && to >= times[1])) {
    const near = available
      .filter((span) => overlap(span, times) > 0)
      .sort((a, b) => overlap(b, times) - overlap(a, times))
    found.push({ kind: 'unavailable', ...who, near: near[0] ?? null })
  }
  for (const leave of person.leave) if (overlap(leave, times) > 0) found.push({ kind: 'leave', ...who, leave })
  for (const rest of person.resting)
    if (overlap(rest, times) > 0) found.push({ kind: 'resting', ...who, until: rest[1] })
  return found
}

/** How long somebody rests after this shift. */
export const restAfter = (rules: Rules, { night }: Shift): number =>
  night ? Math.max(rules.restHours, rules.restAfterNightHours ?? 0) : rules.restHours

function tooClose(rules: Rules, { id: personId }: Person, own: Place[], place: Place): Breach[] {
  return own.flatMap((other): Breach[] => {
    const [first, then] = other.shift.startsAt <= place.shift.startsAt ? [other, place] : [place, other]
    const who = { personId, seatId: place.seat.id, otherSeatId: other.seat.id }
    const has = (then.shift.startsAt - first.shift.endsAt) / hourMs
    if (has < 0) return [{ kind: 'overlap', ...who }]
    const needs = restAfter(rules, first.shift)
    return has < needs ? [{ kind: 'rest', ...who, needs, has }] : []
  })
}

function overCaps({ id: personId, caps }: Person, own: Place[], { shift }: Place): Breach[] {
  const found: Breach[] = []
  const sum = (key: 'week' | 'month', count: (shift: Shift) => number): number =>
    own
      .filter((other) => other.shift[key] === shift[key])
      .reduce((all, other) => all + count(other.shift), count(shift))
  const { week, month } = shift
  const [weekHours, monthHours, shifts] = [sum('week', hoursOf), sum('month', hoursOf), sum('month', () => 1)]
  if (caps.hoursPerWeek !== null && weekHours > caps.hoursPerWeek)
    found.push({ kind: 'week-hours', personId, week, hours: weekHours, cap: caps.hoursPerWeek })
  if (caps.hoursPerMonth !== null && monthHours > caps.hoursPerMonth)
    found.push({ kind: 'month-hours', personId, month, hours: monthHours, cap: caps.hoursPerMonth })
  if (caps.shiftsPerMonth !== null && shifts > caps.shiftsPerMonth)
    found.push({ kind: 'month-shifts', personId, month, shifts, cap: caps.shiftsPerMonth })
  return found
}

function rowsTooLong(rules: Rules, personId: string, own: Place[], { shift }: Place): Breach[] {
  const found: Breach[] = []
  const row = (kind: 'nights-in-row' | 'days-in-row', worked: Set<number>, cap: number | null): void => {
    if (cap === null || worked.has(shift.day)) return
    let [day, end] = [shift.day, shift.day + 1]
    while (worked.has(day - 1)) day--
    while (worked.has(end)) end++
    if (end - day > cap) found.push({ kind, personId, day, days: end - day, cap })
  }
  row('days-in-row', new Set(own.map((other) => other.shift.day)), rules.mostDaysInRow)
  const nights = new Set(own.filter((other) => other.shift.night).map((other) => other.shift.day))
  if (shift.night) row('nights-in-row', nights, rules.mostNightsInRow)
  return found
}

type Taking = { person: Person; place: Place; own: Place[] }

function leftOpen(problem: Problem, seatings: readonly Seating[], { person, place, own }: Taking): Unfinished[] {
  const { rules } = problem
  const { shift } = place
  const found: Unfinished[] = []
  const lookup = lookUp(problem)
  if (!place.seat.standby) found.push(...company(problem, seatings, { person, place, own }))
  const worked = new Set([...own.map((other) => other.shift.day), shift.day])
  const nights = new Set(own.filter((other) => other.shift.night).map((other) => other.shift.day))
  const isBeside = nights.has(shift.day - 1) || nights.has(shift.day + 1)
  if (rules.fewestNightsInRow > 1 && shift.night && !isBeside && !mayStandAlone(lookup, shift))
    found.push({ kind: 'single-night', personId: person.id, shiftId: shift.id })
  const days = shift.weekend === null ? [] : [...lookup.weekends.get(shift.weekend)!]
  if (rules.wholeWeekends && days.some((day) => !worked.has(day)))
    found.push({ kind: 'half-weekend', personId: person.id, weekend: shift.weekend! })
  return found
}

function company(problem: Problem, seatings: readonly Seating[], { person, place: { shift } }: Taking): Unfinished[] {
  const there = sittingsOf(problem, seatings).filter(({ place }) => place.shift === shift && !place.seat.standby)
  const trainees = [...there.map((sitting) => sitting.person), person].filter(({ trainee }) => trainee).length
  const experienced = there.length + 1 - trainees
  const found: Unfinished[] = []
  if (problem.rules.neverAlone && there.length === 0)
    found.push({ kind: 'alone', shiftId: shift.id, personId: person.id })
  if (person.trainee && trainees > experienced)
    found.push({ kind: 'trainee-alone', shiftId: shift.id, trainees, experienced })
  return found
}
