import {
  hourMs,
  hoursOf,
  type Breach,
  type Person,
  type Problem,
  type Seat,
  type Seating,
  type Shift,
} from '#features/shifts/checks'

/**
 * Every rule that these seatings do not keep. It stands by itself on purpose: it shares nothing with what proposes rosters
 * (server/) nor with the live check of a single seating (rules.ts), so that each can be held against it.
 */
export function problemsOf(problem: Problem, seatings: readonly Seating[]): Breach[] {
  const seats = new Map(
    problem.shifts.flatMap((shift) => shift.seats.map((seat) => [seat.id, { seat, shift }] as const)),
  )
  const sittings = seatings.map((seating) => ({ ...seating, ...seats.get(seating.seatId)! }))
  return [
    ...sittings.flatMap((sitting) => seatBreaches(problem, sitting)),
    ...takenTwice(seatings),
    ...(problem.mayMove ? [] : movedOnes(problem, seatings)),
    ...problem.people.flatMap((person) => {
      const own = sittings.filter(({ personId }) => personId === person.id)
      return personBreaches(
        problem,
        person,
        own.sort((a, b) => a.shift.startsAt - b.shift.startsAt),
      )
    }),
    ...problem.shifts.flatMap((shift) => shiftBreaches(problem, shift, sittings)),
  ]
}

type Sitting = Seating & { seat: Seat; shift: Shift }

function seatBreaches({ people }: Problem, { personId, seatId, seat, shift }: Sitting): Breach[] {
  const person = people.find(({ id }) => id === personId)!
  const found: Breach[] = []
  const who = { personId, seatId }
  for (const skill of seat.skills) {
    const held = person.skills.filter(({ id }) => id === skill)
    if (held.length === 0) found.push({ kind: 'skill-missing', ...who, skill })
    else if (held.every(({ until }) => until !== null && until < shift.endsAt))
      found.push({ kind: 'skill-expired', ...who, skill, until: Math.max(...held.map(({ until }) => until!)) })
  }
  for (const language of seat.languages)
    if (!person.languages.includes(language)) found.push({ kind: 'language-missing', ...who, language })
  if (person.trainee && !seat.trainee) found.push({ kind: 'seat-not-for-trainees', ...who })
  const near = uncovered(person, shift)
  if (near) found.push({ kind: 'unavailable', ...who, near: near.near })
  for (const leave of person.leave)
    if (leave[0] < shift.endsAt && leave[1] > shift.startsAt) found.push({ kind: 'leave', ...who, leave })
  for (const [from, until] of person.resting)
    if (from < shift.endsAt && until > shift.startsAt) found.push({ kind: 'resting', ...who, until })
  return found
}

/** Walks through the shift along the person's available times; null when they reach its end. */
function uncovered(person: Person, { startsAt, endsAt }: Shift): { near: readonly [number, number] | null } | null {
  let reached = startsAt
  for (const [from, to] of person.available.toSorted((a, b) => a[0] - b[0]))
    if (from <= reached && to > reached) reached = to
  if (reached >= endsAt) return null
  const inside = ([from, to]: readonly [number, number]): number => Math.min(to, endsAt) - Math.max(from, startsAt)
  const best = person.available.toSorted((a, b) => inside(b) - inside(a))[0]
  return { near: best && inside(best) > 0 ? best : null }
}

const takenTwice = (seatings: readonly Seating[]): Breach[] =>
  seatings
    .filter(({ seatId }, at) => seatings.findIndex((other) => other.seatId === seatId) < at)
    .map(({ seatId, personId }) => ({ kind: 'seat-taken', seatId, personId }))

const movedOnes = ({ agreed }: Problem, seatings: readonly Seating[]): Breach[] =>
  agreed
    .filter(({ seatId, personId }) => !seatings.some((one) => one.seatId === seatId && one.personId === personId))
    .map(({ seatId, personId }) => ({ kind: 'agreed-moved', seatId, personId }))

function personBreaches(problem: Problem, person: Person, own: Sitting[]): Breach[] {
  return [
    ...restBreaches(problem, person.id, own),
    ...capBreaches(problem, person, own),
    ...rowBreaches(problem, person.id, own),
    ...weekendBreaches(problem, person.id, own),
  ]
}

function restBreaches({ rules }: Problem, personId: string, own: Sitting[]): Breach[] {
  return own.flatMap((later, at) =>
    own.slice(0, at).flatMap((earlier): Breach[] => {
      const who = { personId, seatId: later.seatId, otherSeatId: earlier.seatId }
      const has = (later.shift.startsAt - earlier.shift.endsAt) / hourMs
      if (has < 0) return [{ kind: 'overlap', ...who }]
      const needs = Math.max(rules.restHours, earlier.shift.night ? (rules.restAfterNightHours ?? 0) : 0)
      return has < needs ? [{ kind: 'rest', ...who, needs, has }] : []
    }),
  )
}

function capBreaches({ shifts, fill }: Problem, { id: personId, caps }: Person, own: Sitting[]): Breach[] {
  const found: Breach[] = []
  const sums = (key: 'week' | 'month', count: (shift: Shift) => number): [string, number][] => {
    const keys = [...new Set(own.map(({ shift }) => shift[key]))]
    return keys.map((name) => [
      name,
      own.filter(({ shift }) => shift[key] === name).reduce((all, { shift }) => all + count(shift), 0),
    ])
  }
  for (const [week, hours] of sums('week', hoursOf))
    if (caps.hoursPerWeek !== null && hours > caps.hoursPerWeek)
      found.push({ kind: 'week-hours', personId, week, hours, cap: caps.hoursPerWeek })
  for (const [month, hours] of sums('month', hoursOf))
    if (caps.hoursPerMonth !== null && hours > caps.hoursPerMonth)
      found.push({ kind: 'month-hours', personId, month, hours, cap: caps.hoursPerMonth })
  for (const [month, count] of sums('month', () => 1))
    if (caps.shiftsPerMonth !== null && count > caps.shiftsPerMonth)
      found.push({ kind: 'month-shifts', personId, month, shifts: count, cap: caps.shiftsPerMonth })
  const open = shifts.filter(({ startsAt }) => startsAt >= fill[0] && startsAt < fill[1])
  for (const month of new Set(open.map((shift) => shift.month))) {
    const count = own.filter(({ shift }) => shift.month === month).length
    const fewest = caps.fewestShiftsPerMonth
    if (count < fewest) found.push({ kind: 'too-few-shifts', personId, month, shifts: count, fewest })
  }
  return found
}

function rowBreaches({ rules, shifts }: Problem, personId: string, own: Sitting[]): Breach[] {
  const found: Breach[] = []
  const nights = new Set(own.filter(({ shift }) => shift.night).map(({ shift }) => shift.day))
  const days = new Set(own.map(({ shift }) => shift.day))
  for (const [kind, worked, cap] of [
    ['nights-in-row', nights, rules.mostNightsInRow],
    ['days-in-row', days, rules.mostDaysInRow],
  ] as const)
    for (const day of worked) {
      if (cap === null || worked.has(day - 1)) continue
      let end = day
      while (worked.has(end)) end++
      if (end - day > cap) found.push({ kind, personId, day, days: end - day, cap })
    }
  if (rules.fewestNightsInRow < 2) return found
  const offered = new Set(shifts.filter(({ night }) => night).map(({ day }) => day))
  const edges = [Math.min(...shifts.map(({ day }) => day)), Math.max(...shifts.map(({ day }) => day))]
  for (const { shift } of own.filter(({ shift: { night } }) => night)) {
    const { day } = shift
    if (nights.has(day - 1) || nights.has(day + 1) || edges.includes(day)) continue
    if (offered.has(day - 1) || offered.has(day + 1)) found.push({ kind: 'single-night', personId, shiftId: shift.id })
  }
  return found
}

function weekendBreaches({ rules, shifts }: Problem, personId: string, own: Sitting[]): Breach[] {
  if (!rules.wholeWeekends) return []
  return [...new Set(own.map(({ shift }) => shift.weekend))].flatMap((weekend): Breach[] => {
    if (weekend === null) return []
    const days = new Set(shifts.filter((shift) => shift.weekend === weekend).map(({ day }) => day))
    const worked = new Set(own.filter(({ shift }) => shift.weekend === weekend).map(({ shift }) => shift.day))
    return worked.size < days.size ? [{ kind: 'half-weekend', personId, weekend }] : []
  })
}

function shiftBreaches({ rules, people }: Problem, shift: Shift, sittings: Sitting[]): Breach[] {
  const there = sittings.filter((sitting) => sitting.shift === shift && !sitting.seat.standby)
  const trainees = there.filter(({ personId }) => people.find(({ id }) => id === personId)!.trainee).length
  const experienced = there.length - trainees
  const found: Breach[] = []
  if (rules.neverAlone && there.length === 1)
    found.push({ kind: 'alone', shiftId: shift.id, personId: there[0]!.personId })
  if (trainees > experienced) found.push({ kind: 'trainee-alone', shiftId: shift.id, trainees, experienced })
  return found
}
