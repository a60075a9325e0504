import { isUnfinished, lookUp, mayTake, type Breach, type Problem, type Seating } from '#features/shifts/checks'
import { apply, askedBy, missingMinutes, seatingsAfter, type CapName, type Change } from './changes.ts'
import { problemsOf } from './checking.ts'

/** Who would take an open seat, if so much were changed. `asked` says how much that is: the least comes first. */
export type Suggestion = { seating: Seating; changes: Change[]; asked: number }

/** What was changed on the way to a seat that is filled. */
type Trial = { problem: Problem; seatings: Seating[]; changes: Change[] }
type Mend = (trial: Trial, breach: never, wanted: Seating) => Trial | null

/** More than so many changes for one seat is another roster, not a change. */
const mostChanges = 3

/**
 * The smallest changes that put this person into this seat, or null. What is handed back was tried: with it the independent
 * check finds nothing that it did not find before.
 */
export function suggest(problem: Problem, seatings: readonly Seating[], seating: Seating): Suggestion | null {
  let trial: Trial | null = { problem, seatings: [...seatings], changes: [] }
  for (let turn = 0; trial !== null && turn <= mostChanges; turn++) {
    const breach: Breach | undefined = mayTake(trial.problem, trial.seatings, seating)[0]
    if (!breach) return tried(problem, seatings, { trial, seating })
    const mend = mends[breach.kind] as Mend | undefined
    trial = mend?.(trial, breach as never, seating) ?? null
  }
  return null
}

/**
 * The problem once these changes are made, with everything else as it is: what is open besides is not to be filled now, so that
 * solving it answers whether this seat can be.
 */
export function once(problem: Problem, seatings: readonly Seating[], { seating, changes }: Suggestion): Problem {
  const moved = changes.flatMap((change) => (change.kind === 'moved' ? [change.seatId] : []))
  const too = changes.flatMap((change) => (change.kind === 'seated-too' ? [change.seatId] : []))
  const kept = new Set([...seatings.map(({ seatId }) => seatId), seating.seatId, ...too])
  const changed = changes.reduce(apply, problem)
  return {
    ...changed,
    shifts: problem.shifts.map((shift) => ({ ...shift, seats: shift.seats.filter(({ id }) => kept.has(id)) })),
    agreed: seatings.filter(({ seatId }) => !moved.includes(seatId)),
    mayMove: false,
  }
}

function tried(
  before: Problem,
  seatings: readonly Seating[],
  { trial, seating }: { trial: Trial; seating: Seating },
): Suggestion | null {
  const asWere = new Set(problemsOf(before, seatings).map(nameOf))
  const broken = problemsOf({ ...trial.problem, mayMove: true }, [...trial.seatings, seating])
  if (broken.some((breach) => breach.kind !== 'too-few-shifts' && !asWere.has(nameOf(breach)))) return null
  const taken = new Set(trial.seatings.map(({ seatId }) => seatId))
  if (seatings.some(({ seatId }) => !taken.has(seatId))) return null
  return { seating, changes: trial.changes, asked: trial.changes.reduce((all, change) => all + askedBy(change), 0) }
}

const nameOf = (breach: Breach): string => JSON.stringify(breach)

function changed(trial: Trial, change: Change): Trial {
  const { problem, seatings, changes } = trial
  return { problem: apply(problem, change), seatings: seatingsAfter(seatings, change), changes: [...changes, change] }
}

type Of<Kind extends Breach['kind']> = Extract<Breach, { kind: Kind }>

/** Raises a cap to what is needed; a raise of a cap that was asked for already does not count twice. */
const raise =
  (cap: CapName) =>
  (trial: Trial, breach: Of<'week-hours' | 'month-hours' | 'month-shifts'>): Trial => {
    const to = breach.kind === 'month-shifts' ? breach.shifts : breach.hours
    return changed(trial, { kind: 'cap', personId: breach.personId, cap, to, by: to - breach.cap })
  }

const confirm = (trial: Trial, { personId, skill }: Of<'skill-missing' | 'skill-expired'>): Trial =>
  changed(trial, { kind: 'skill-confirmed', personId, skill })

/** Another takes over what this person does too near to it. */
function relieve(trial: Trial, { personId, otherSeatId }: Of<'overlap' | 'rest'>): Trial | null {
  const { problem, seatings } = trial
  const others = seatings.filter(({ seatId }) => seatId !== otherSeatId)
  const to = problem.people.find(
    ({ id }) => id !== personId && mayTake(problem, others, { seatId: otherSeatId, personId: id }).length === 0,
  )
  return to ? changed(trial, { kind: 'moved', seatId: otherSeatId, from: personId, to: to.id }) : null
}

/** Somebody else takes another open seat of the shift. */
function keepCompany(trial: Trial, breach: Of<'alone' | 'trainee-alone'>, wanted: Seating): Trial | null {
  const { problem, seatings } = trial
  const taken = new Set([...seatings, wanted].map(({ seatId }) => seatId))
  const { shift } = lookUp(problem).places.get(wanted.seatId)!
  for (const seat of shift.seats.filter(({ id, standby }) => !standby && !taken.has(id)))
    for (const { id, trainee } of problem.people) {
      if (id === wanted.personId || (trainee && breach.kind === 'trainee-alone')) continue
      if (mayTake(problem, seatings, { seatId: seat.id, personId: id }).every((one) => one.kind === 'alone'))
        return changed(trial, { kind: 'seated-too', seatId: seat.id, personId: id })
    }
  return null
}

/** The same person takes a seat on another day besides: an open one, or one that somebody hands over. */
function takeToo(
  trial: Trial,
  wanted: Seating,
  isOne: (place: { day: number; night: boolean; weekend: string | null }) => boolean,
): Trial | null {
  const { problem, seatings } = trial
  const { personId } = wanted
  const holder = new Map(seatings.map((one) => [one.seatId, one.personId]))
  const seats = lookUp(problem).open.filter(({ shift }) => isOne(shift))
  const isFree = ({ seat }: (typeof seats)[number]): number => Number(holder.has(seat.id))
  for (const { seat } of seats.toSorted((a, b) => isFree(a) - isFree(b))) {
    const others = seatings.filter(({ seatId }) => seatId !== seat.id)
    const refused = mayTake(problem, [...others, wanted], { seatId: seat.id, personId })
    const from = holder.get(seat.id)
    if (from === personId || refused.some((one) => !isUnfinished(one))) continue
    return changed(
      trial,
      from === undefined
        ? { kind: 'seated-too', seatId: seat.id, personId }
        : { kind: 'moved', seatId: seat.id, from, to: personId },
    )
  }
  return null
}

function besideNight(trial: Trial, _breach: Of<'single-night'>, wanted: Seating): Trial | null {
  const { shift } = lookUp(trial.problem).places.get(wanted.seatId)!
  return takeToo(trial, wanted, ({ day, night }) => night && Math.abs(day - shift.day) === 1)
}

function otherHalf(trial: Trial, { weekend }: Of<'half-weekend'>, wanted: Seating): Trial | null {
  const { places } = lookUp(trial.problem)
  const own = [...trial.seatings, wanted].filter(({ personId }) => personId === wanted.personId)
  const worked = new Set(own.map(({ seatId }) => places.get(seatId)!.shift.day))
  return takeToo(trial, wanted, (shift) => shift.weekend === weekend && !worked.has(shift.day))
}

function widen(trial: Trial, { personId, seatId }: Of<'unavailable'>): Trial {
  const { places, people } = lookUp(trial.problem)
  const place = places.get(seatId)!
  const { startsAt: from, endsAt: to } = place.shift
  return changed(trial, {
    kind: 'available',
    personId,
    from,
    to,
    minutes: missingMinutes(people.get(personId)!, place),
  })
}

/** What can be mended by a change. Leave, a language and how many days in a row somebody works are not for us to suggest. */
const mends: { [Kind in Breach['kind']]?: (trial: Trial, breach: Of<Kind>, wanted: Seating) => Trial | null } = {
  unavailable: widen,
  'skill-missing': confirm,
  'skill-expired': confirm,
  'week-hours': raise('hoursPerWeek'),
  'month-hours': raise('hoursPerMonth'),
  'month-shifts': raise('shiftsPerMonth'),
  overlap: relieve,
  rest: relieve,
  alone: keepCompany,
  'trainee-alone': keepCompany,
  'single-night': besideNight,
  'half-weekend': otherHalf,
}
