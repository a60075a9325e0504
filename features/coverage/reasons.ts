import { lookUp, mayTake, unfit, type Breach, type Place, type Problem, type Seating } from '#features/shifts/checks'
import { suggest, type Suggestion } from './suggesting.ts'

/** What is true of everybody, or of everybody who could sit there otherwise. */
export type Reason =
  | { kind: 'nobody-has-skill'; skill: string }
  /** Some had it, and had it no longer by the end of the shift. */
  | { kind: 'skill-expired'; skill: string; personIds: string[] }
  /** Each is held by somebody, and nobody has them all. */
  | { kind: 'nobody-has-all'; skills: string[]; languages: string[] }
  | { kind: 'nobody-speaks'; language: string }
  /** Nobody who has the skills and languages is available. */
  | { kind: 'nobody-available'; skills: string[]; languages: string[] }
  /** The shift has one working seat only, and nobody sits alone. */
  | { kind: 'one-seat' }
  /** Everybody who could come has a reason of their own: see `people`. */
  | { kind: 'everybody-has-a-reason' }

/** Somebody who could have the seat but for this; those with the least in the way first. */
export type Blocked = { personId: string; breaches: Breach[] }
export type Why = { seatId: string; reasons: Reason[]; people: Blocked[]; suggestions: Suggestion[] }

const mostPeople = 6
const mostSuggestions = 3
/** So many people are tried for suggestions: those with the least in the way. */
const mostTried = 12
const mostSeatsTried = 40

/**
 * Every open seat with why nobody sits there, and the smallest changes that would fill it: those of the first seats only when very
 * many are open, because then more people are needed and not changes.
 */
export const whyOpen = (problem: Problem, seatings: readonly Seating[]): Why[] => {
  const taken = new Set(seatings.map(({ seatId }) => seatId))
  const open = lookUp(problem).open.filter(({ seat }) => !taken.has(seat.id))
  return open.map((place, at) => explain(problem, seatings, { place, isTried: at < mostSeatsTried }))
}

/** The same of one seat: for a console in which somebody moves people about. */
export const whyThisOne = (problem: Problem, seatings: readonly Seating[], seatId: string): Why =>
  explain(problem, seatings, { place: lookUp(problem).places.get(seatId)!, isTried: true })

function explain(
  problem: Problem,
  seatings: readonly Seating[],
  { place, isTried }: { place: Place; isTried: boolean },
): Why {
  const seatId = place.seat.id
  const people = problem.people
    .map(({ id }) => ({ personId: id, breaches: mayTake(problem, seatings, { seatId, personId: id }) }))
    .sort((a, b) => weightOf(a.breaches) - weightOf(b.breaches))
  const suggestions = people
    .slice(0, isTried ? mostTried : 0)
    .flatMap(({ personId }) => suggest(problem, seatings, { seatId, personId }) ?? [])
    .sort((a, b) => a.asked - b.asked)
  return {
    seatId,
    reasons: reasonsOf(problem, place),
    people: people.slice(0, mostPeople),
    suggestions: suggestions.slice(0, mostSuggestions),
  }
}

/** How much is in somebody's way, roughly; leave and languages are no small things. */
const weightOf = (breaches: Breach[]): number => breaches.reduce((all, { kind }) => all + (heavy[kind] ?? 2), 0)
const heavy: Partial<Record<Breach['kind'], number>> = {
  leave: 20,
  resting: 20,
  'language-missing': 12,
  'seat-not-for-trainees': 12,
  'skill-missing': 8,
  'skill-expired': 5,
  unavailable: 3,
}

function reasonsOf(problem: Problem, place: Place): Reason[] {
  const all = problem.people.map((person) => ({ person, breaches: unfit(person, place) }))
  const isLacking = ({ kind }: Breach): boolean =>
    kind === 'skill-missing' ||
    kind === 'skill-expired' ||
    kind === 'language-missing' ||
    kind === 'seat-not-for-trainees'
  const found = [...place.seat.skills.flatMap((skill) => lackOf(skill, all)), ...languagesLacking(problem, place)]
  const able = all.filter(({ breaches }) => !breaches.some(isLacking))
  const { skills, languages } = place.seat
  if (found.length === 0 && able.length === 0) found.push({ kind: 'nobody-has-all', skills, languages })
  const isAway = ({ kind }: Breach): boolean => ['unavailable', 'leave', 'resting'].includes(kind)
  if (able.length > 0 && able.every(({ breaches }) => breaches.some(isAway)))
    found.push({ kind: 'nobody-available', skills, languages })
  const working = place.shift.seats.filter(({ standby }) => !standby).length
  if (problem.rules.neverAlone && !place.seat.standby && working < 2) found.push({ kind: 'one-seat' })
  return found.length > 0 ? found : [{ kind: 'everybody-has-a-reason' }]
}

function lackOf(skill: string, all: { person: { id: string }; breaches: Breach[] }[]): Reason[] {
  const lacking = all.map(({ person, breaches }) => ({
    person,
    breach: breaches.find(
      (one) => (one.kind === 'skill-missing' || one.kind === 'skill-expired') && one.skill === skill,
    ),
  }))
  if (lacking.some(({ breach }) => breach === undefined)) return []
  const personIds = lacking.filter(({ breach }) => breach?.kind === 'skill-expired').map(({ person }) => person.id)
  return personIds.length > 0 ? [{ kind: 'skill-expired', skill, personIds }] : [{ kind: 'nobody-has-skill', skill }]
}

const languagesLacking = ({ people }: Problem, { seat }: Place): Reason[] =>
  seat.languages
    .filter((language) => !people.some(({ languages }) => languages.includes(language)))
    .map((language) => ({ kind: 'nobody-speaks', language }))
