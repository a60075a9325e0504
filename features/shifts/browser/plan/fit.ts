import { placeName } from '../../places.ts'
import { overlap } from '../../looking-up.ts'
import { mayTake } from '../../may-take.ts'
import { hoursOf, isUnfinished, type Breach, type Problem, type Seating, type Unfinished } from '../../problem.ts'
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

const seatingsOf = (board: Board): Seating[] =>
  board.all().map(({ memberId, ...place }) => ({ seatId: placeName(place), personId: memberId }))

/** Checks places and people as planned now; ask for a new one after every step. */
export class Judge {
  #problem: Problem
  #seatings: Seating[]
  #known: { seats: Set<string>; people: Set<string> }

  constructor(problem: Problem, board: Board) {
    this.#problem = problem
    this.#seatings = seatingsOf(board)
    this.#known = {
      seats: new Set(problem.shifts.flatMap(({ seats }) => seats.map(({ id }) => id))),
      people: new Set(problem.people.map(({ id }) => id)),
    }
  }

  /** `leaves`: the place they would come from. Whoever sits in the place makes room, and nobody keeps two seats of one shift. */
  verdict(memberId: string, place: Place, leaves: Place | null = null): Verdict {
    const seatId = placeName(place)
    if (!this.#known.seats.has(seatId) || !this.#known.people.has(memberId))
      return { against: [], needs: [], blocked: false }
    const others = this.#seatings.filter(
      (one) =>
        one.seatId !== seatId &&
        !(leaves && one.seatId === placeName(leaves)) &&
        !(one.personId === memberId && one.seatId.startsWith(`${place.shiftId} `)),
    )
    const found = mayTake(this.#problem, others, { seatId, personId: memberId })
    const against = found.filter((breach) => !isUnfinished(breach))
    return { against, needs: found.filter(isUnfinished), blocked: against.some(({ kind }) => kind === 'overlap') }
  }

  wishesAbout(memberId: string, place: Place): WishHere[] {
    const shift = this.#problem.shifts.find(({ id }) => id === place.shiftId)
    const there = this.#seatings
      .filter(({ seatId }) => seatId.startsWith(`${place.shiftId} `))
      .map(({ personId }) => personId)
    return (this.#problem.people.find(({ id }) => id === memberId)?.wishes ?? []).flatMap((wish): WishHere[] => {
      if (wish.kind !== 'rather-not')
        return there.includes(wish.personId) ? [{ kind: wish.kind, memberId: wish.personId }] : []
      return shift && wish.spans.some((span) => overlap(span, [shift.startsAt, shift.endsAt]) > 0)
        ? [{ kind: 'sleep' }]
        : []
    })
  }

  load(memberId: string, month: string): Load {
    const mine = new Set(this.#seatings.filter(({ personId }) => personId === memberId).map(({ seatId }) => seatId))
    const shifts = this.#problem.shifts.filter(
      (shift) => shift.month === month && shift.seats.some(({ id }) => mine.has(id)),
    )
    return { shifts: shifts.length, hours: shifts.reduce((hours, shift) => hours + hoursOf(shift), 0) }
  }

  monthOf(shiftId: string): string {
    return this.#problem.shifts.find(({ id }) => id === shiftId)?.month ?? ''
  }
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
