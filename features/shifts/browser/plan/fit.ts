import { placeName } from '../../places.ts'
import { overlap } from '../../looking-up.ts'
import { mayTake } from '../../may-take.ts'
import {
  hoursOf,
  isUnfinished,
  type Breach,
  type Person,
  type Problem,
  type Seating,
  type Shift,
  type Unfinished,
} from '../../problem.ts'
import type { Board, Place } from './board.ts'

/** What speaks against somebody in a place. `needs`: fine once somebody else sits there too. `blocked`: in two places at once. */
export type Verdict = { against: Breach[]; needs: Unfinished[]; blocked: boolean }
export type Candidate = Verdict & {
  memberId: string
  name: string
  /** In the month of this shift, as planned. */
  load: Load
  wishes: WishHere[]
  /** Asked for this seat. */
  wants: boolean
  sitsHere: boolean
}
/** A wish that this place meets (`with`) or goes against. */
export type WishHere = { kind: 'with' | 'apart'; memberId: string } | { kind: 'sleep' }
export type Load = { shifts: number; hours: number }

type Sat = Seating & { shiftId: string }

/** Checks places and people as planned now; ask for a new one after every step. */
export class Judge {
  #people: Map<string, Person>
  #shifts: Map<string, Shift>
  #problem: Problem
  #ofPerson = new Map<string, Sat[]>()
  #ofShift = new Map<string, Sat[]>()

  constructor(problem: Problem, board: Board) {
    this.#problem = problem
    this.#people = new Map(problem.people.map((person) => [person.id, person]))
    this.#shifts = new Map(problem.shifts.map((shift) => [shift.id, shift]))
    for (const { memberId, ...place } of board.all()) {
      const one = { seatId: placeName(place), personId: memberId, shiftId: place.shiftId }
      push(this.#ofPerson, memberId, one)
      push(this.#ofShift, place.shiftId, one)
    }
  }

  /** `leaves`: the place they would come from. Whoever sits in the place makes room, and nobody keeps two seats of one shift. */
  verdict(memberId: string, place: Place, leaves: Place | null = null): Verdict {
    const seatId = placeName(place)
    const isKnown = this.#shifts.has(place.shiftId) && this.#people.has(memberId)
    if (!isKnown) return { against: [], needs: [], blocked: false }
    const left = leaves && placeName(leaves)
    // For one place only who sits there too and where else this person sits matters.
    const others = [
      ...(this.#ofShift.get(place.shiftId) ?? []).filter(({ personId }) => personId !== memberId),
      ...(this.#ofPerson.get(memberId) ?? []).filter(({ shiftId }) => shiftId !== place.shiftId),
    ].filter((one) => one.seatId !== seatId && one.seatId !== left)
    const found = mayTake(this.#problem, others, { seatId, personId: memberId })
    const against = found.filter((breach) => !isUnfinished(breach))
    return { against, needs: found.filter(isUnfinished), blocked: against.some(({ kind }) => kind === 'overlap') }
  }

  wishesAbout(memberId: string, place: Place): WishHere[] {
    const shift = this.#shifts.get(place.shiftId)
    const there = (this.#ofShift.get(place.shiftId) ?? []).map(({ personId }) => personId)
    return (this.#people.get(memberId)?.wishes ?? []).flatMap((wish): WishHere[] => {
      if (wish.kind !== 'rather-not')
        return there.includes(wish.personId) ? [{ kind: wish.kind, memberId: wish.personId }] : []
      const isAsleep = shift && wish.spans.some((span) => overlap(span, [shift.startsAt, shift.endsAt]) > 0)
      return isAsleep ? [{ kind: 'sleep' }] : []
    })
  }

  load(memberId: string, month: string): Load {
    const shifts = (this.#ofPerson.get(memberId) ?? [])
      .map(({ shiftId }) => this.#shifts.get(shiftId))
      .filter((shift) => shift?.month === month)
    return { shifts: shifts.length, hours: shifts.reduce((hours, shift) => hours + hoursOf(shift!), 0) }
  }

  monthOf(shiftId: string): string {
    return this.#shifts.get(shiftId)?.month ?? ''
  }
}

function push(map: Map<string, Sat[]>, key: string, one: Sat): void {
  const known = map.get(key)
  if (known) known.push(one)
  else map.set(key, [one])
}

type Asked = {
  judge: Judge
  board: Board
  names: ReadonlyMap<string, string>
  wishes: { seatId: string; memberId: string }[]
}

/** Rules about all that somebody does: said once for each person, and only hinted at in every seat of theirs. */
const ofAWhole: readonly Breach['kind'][] = [
  'week-hours',
  'month-hours',
  'month-shifts',
  'nights-in-row',
  'days-in-row',
]
export const parted = (verdict: Verdict | null): [ofThisSeat: Breach[], ofTheirMonth: Breach[]] => {
  const against = verdict?.against ?? []
  return [against.filter(({ kind }) => !ofAWhole.includes(kind)), against.filter(({ kind }) => ofAWhole.includes(kind))]
}

/** Everybody for one place, those who fit best first: nothing against them, asked for it, carry least this month. */
export function candidatesFor(place: Place, { judge, board, names, wishes }: Asked): Candidate[] {
  const month = judge.monthOf(place.shiftId)
  return [...names]
    .map(([memberId, name]): Candidate => ({
      memberId,
      name,
      ...judge.verdict(memberId, place),
      wishes: judge.wishesAbout(memberId, place),
      load: judge.load(memberId, month),
      wants: wishes.some((wish) => wish.memberId === memberId && wish.seatId === place.seatId),
      sitsHere: board.at(place) === memberId,
    }))
    .sort((a, b) => byFit(a, b) || a.name.localeCompare(b.name))
}

const byFit = (a: Candidate, b: Candidate): number =>
  Number(a.blocked) - Number(b.blocked) ||
  a.against.length - b.against.length ||
  Number(b.wants) - Number(a.wants) ||
  a.needs.length - b.needs.length ||
  unmet(a) - unmet(b) ||
  a.load.hours - b.load.hours

const unmet = ({ wishes }: Candidate): number => wishes.filter(({ kind }) => kind !== 'with').length

/** Typing filters: every word typed begins a word of the name, accents or not. */
export function filtered<One extends { name: string }>(people: One[], typed: string): One[] {
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const wanted = plain(typed).split(/\s+/).filter(Boolean)
  return people.filter(({ name }) => {
    const words = plain(name).split(/[\s-]+/)
    return wanted.every((want) => words.some((word) => word.startsWith(want)))
  })
}
