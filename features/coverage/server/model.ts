import { burden, weights } from '../cost.ts'
import type { Found } from './searching.ts'
import type { Posts } from './posts.ts'
import { rowsOfPerson } from './model-person.ts'
import { rowsOfShift } from './model-shift.ts'
import { Rows } from './rows.ts'

/** A roster problem as a mixed-integer linear model: what `costOf` counts is its objective, what rules forbid are its rows. */
export type Model = {
  posts: Posts
  rows: Rows
  /** By person and post (`person * posts + post`), the column; -1 where they may not sit. */
  seat: Int32Array
  /** By person, the posts they may sit in, by shift. */
  shiftsOf: Map<number, number[]>[]
  /** Sits in a fixed seat of that shift. */
  fixedAt: Set<number>[]
  offset: number
}

export function writeModel(posts: Posts): Model {
  const { people, shifts } = posts
  const model: Model = {
    posts,
    rows: new Rows(),
    seat: new Int32Array(people.length * posts.posts.length).fill(-1),
    shiftsOf: people.map(() => new Map()),
    fixedAt: people.map(
      (_person, who) => new Set(posts.fixed.filter(({ person }) => person === who).map((one) => one.shift)),
    ),
    offset: posts.agreed.length * weights.moved,
  }
  people.forEach((_person, who) => seats(model, who))
  posts.posts.forEach((_post, at) => cover(model, at))
  people.forEach((_person, who) => rowsOfPerson(model, who))
  people.forEach((_person, who) => fairness(model, who))
  shifts.forEach((_shift, shift) => rowsOfShift(model, shift))
  return model
}

/** The columns in which somebody sits in this shift; and whether they sit there anyway. */
export const columnsIn = (model: Model, who: number, shift: number): number[] => model.shiftsOf[who]!.get(shift) ?? []

function seats({ posts, rows, seat, shiftsOf, fixedAt }: Model, who: number): void {
  const kept = new Set(posts.agreed.filter(({ person }) => person === who).map(({ post }) => post))
  for (const at of posts.postsOf[who]!) {
    const { shift } = posts.posts[at]!
    if (fixedAt[who]!.has(shift)) continue
    const wish = posts.wishes[who * posts.shifts.length + shift]!
    const column = rows.column({ cost: wish - (kept.has(at) ? weights.moved : 0), whole: true })
    seat[who * posts.posts.length + at] = column
    shiftsOf[who]!.set(shift, [...(shiftsOf[who]!.get(shift) ?? []), column])
  }
}

function cover({ posts, rows, seat }: Model, at: number): void {
  const { seatIds, standby } = posts.posts[at]!
  const open = rows.column({ cost: standby ? weights.openStandby : weights.open, to: seatIds.length })
  const who = posts.eligible[at]!.map((person) => seat[person * posts.posts.length + at]!).filter(
    (column) => column >= 0,
  )
  rows.row([...who.map((column) => [column, 1] as const), [open, 1]], { least: seatIds.length, most: seatIds.length })
}

/** Steps of hours, each dearer than the one before, so that they fill in order by themselves. */
function fairness(model: Model, who: number): void {
  const { posts, shiftsOf, fixedAt } = model
  for (const key of ['hours', 'badHours'] as const) {
    const counted = posts.calendar[key]
    const fixed = [...fixedAt[who]!].reduce((all, shift) => all + counted[shift]!, 0)
    const columns = [...shiftsOf[who]!].flatMap(([shift, all]) =>
      all.map((column) => [column, counted[shift]!] as const),
    )
    const from = posts.starts[who]![key] + fixed
    const past = posts.starts[who]![key]
    model.offset += weights[key] * (burden(from, posts.step) - burden(past, posts.step))
    const entries = columns.filter(([, hours]) => hours > 0)
    const most = mostHours(model, who, key)
    if (entries.length === 0) continue
    model.rows.row([...entries, ...steps(model, from, { most, weight: weights[key] })], { least: 0, most: 0 })
  }
}

function steps(
  { rows, posts: { step } }: Model,
  from: number,
  { most, weight }: { most: number; weight: number },
): [number, number][] {
  const found: [number, number][] = []
  for (let reached = from; reached < from + most - 1e-9;) {
    const nth = Math.floor(reached / step + 1e-9)
    const end = Math.min((nth + 1) * step, from + most)
    found.push([rows.column({ cost: (nth * weight) / step, to: end - reached }), -1])
    reached = end
  }
  return found
}

/** More than somebody can come to work, by what is on offer and by their caps. */
function mostHours({ posts, shiftsOf }: Model, who: number, key: 'hours' | 'badHours'): number {
  const { caps } = posts.people[who]!
  const hours = [...shiftsOf[who]!.keys()].map((shift) => posts.calendar[key][shift]!).sort((a, b) => b - a)
  const months = posts.calendar.counted.length
  const count = caps.shiftsPerMonth === null ? hours.length : caps.shiftsPerMonth * months
  return hours.slice(0, count).reduce((all, one) => all + one, 0)
}

/** Reads who sits where out of the columns' values. */
export function readSitting({ posts, seat }: Model, values: Float64Array): Found['sitting'] {
  const found: Found['sitting'] = []
  for (const [at, column] of seat.entries())
    if (column >= 0 && values[column]! > 0.5)
      found.push({ person: Math.floor(at / posts.posts.length), post: at % posts.posts.length })
  return found
}
