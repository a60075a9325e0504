import { fixed, free, type Board, type Change } from './board.ts'
import type { Random } from './random.ts'

/** What somebody would try next: a few changes that belong together, or null when nothing comes of it. */
export type Step = (board: Board, random: Random) => Change[] | null

/** Somebody takes a seat; whatever they sit in too near to it is given up, and what must stand beside it is taken too. */
export const seat: Step = (board, random) => {
  const post = board.posts.posts[pickPost(board, random)]!
  const person = pickOne(board.posts.eligible[post.at]!, random)
  if (person === null || board.at[person * board.width + post.shift]! !== free) return null
  const changes: Change[] = []
  const sitting = board.sitting[post.at]!
  if (sitting.length >= post.seatIds.length)
    changes.push({ person: sitting[random(sitting.length)]!, shift: post.shift, post: free })
  if (!clear(board, { person, shift: post.shift }, changes)) return null
  changes.push({ person, shift: post.shift, post: post.at })
  for (const beside of besides(board, random, { person, shift: post.shift }))
    takeToo(board, random, { person, shift: beside }, changes)
  return changes
}

/** Two people exchange what they do on some days in a row. Covers handing over a block to somebody who is free. */
export const exchange: Step = (board, random) => {
  const post = board.posts.posts[random(board.posts.posts.length)]!
  const one = pickOne(board.sitting[post.at]!, random)
  const other = pickOne(board.posts.eligible[post.at]!, random)
  if (one === null || other === null || one === other) return null
  const first = board.posts.calendar.days[post.shift]! - (random(3) === 0 ? random(3) : 0)
  const last = first + (random(2) === 0 ? random(2) : random(7))
  const changes: Change[] = []
  const handOver = (from: number, to: number): boolean => {
    for (const shift of board.own[from]!) {
      const day = board.posts.calendar.days[shift]!
      if (day < first || day > last) continue
      const at = board.at[from * board.width + shift]!
      if (at === fixed || board.at[to * board.width + shift]! === fixed) return false
      if (!board.posts.isEligible[to * board.posts.posts.length + at]) return false
      changes.push({ person: to, shift, post: at })
      if (board.at[to * board.width + shift]! === free) changes.push({ person: from, shift, post: free })
    }
    return true
  }
  return handOver(one, other) && handOver(other, one) ? changes : null
}

/** Somebody gives up a seat. */
export const leave: Step = (board, random) => {
  const post = board.posts.posts[random(board.posts.posts.length)]!
  const person = pickOne(board.sitting[post.at]!, random)
  return person === null ? null : [{ person, shift: post.shift, post: free }]
}

/** Open seats come up more often. */
function pickPost(board: Board, random: Random): number {
  const { posts } = board.posts
  let at = random(posts.length)
  for (let tries = 0; tries < 8 && board.sitting[at]!.length >= posts[at]!.seatIds.length; tries++)
    at = random(posts.length)
  return at
}

const pickOne = (list: number[], random: Random): number | null =>
  list.length === 0 ? null : list[random(list.length)]!

type Cell = { person: number; shift: number }

/** Gives up whatever lies too near to this shift; false when it is not to be given up. */
function clear(board: Board, { person, shift }: Cell, changes: Change[]): boolean {
  const { starts, ends, rest } = board.posts.calendar
  for (const other of board.own[person]!) {
    if (other === shift) continue
    const [a, b] = other < shift ? [other, shift] : [shift, other]
    if (starts[b]! >= ends[a]! + rest[a]!) continue
    if (board.at[person * board.width + other] === fixed) return false
    if (!changes.some((one) => one.person === person && one.shift === other))
      changes.push({ person, shift: other, post: free })
  }
  return true
}

/** Shifts of which one has to stand beside this one: the night before or after, the other days of the weekend. */
function besides(board: Board, random: Random, { person, shift }: Cell): number[] {
  const { calendar } = board.posts
  const found: number[] = []
  const day = calendar.days[shift]!
  const sits = (on: number, night: boolean): boolean =>
    board.own[person]!.some((other) => calendar.days[other] === on && (!night || calendar.nights[other] === 1))
  const pick = (on: number, night: boolean): void => {
    const there = shiftsOn(board, on).filter((other) => !night || calendar.nights[other] === 1)
    if (there.length > 0) found.push(there[random(there.length)]!)
  }
  if (calendar.nights[shift] && !calendar.standAlone[shift] && !sits(day - 1, true) && !sits(day + 1, true))
    pick(random(2) === 0 ? day - 1 : day + 1, true)
  const weekend = calendar.weekends[shift]!
  if (weekend >= 0)
    for (const on of board.weekendDays[weekend]!)
      if (on !== day && !sits(on, false) && !found.some((s) => calendar.days[s] === on))
        pick(on, calendar.nights[shift] === 1 && random(4) > 0)
  return found
}

const shiftsOn = (board: Board, day: number): number[] => board.dayShifts.get(day) ?? []

function takeToo(board: Board, random: Random, { person, shift }: Cell, changes: Change[]): void {
  const { postsOfShift, posts, isEligible } = board.posts
  const there = postsOfShift[shift]!.filter((at) => isEligible[person * posts.length + at])
  const at = there.find((post) => board.sitting[post]!.length < posts[post]!.seatIds.length) ?? pickOne(there, random)
  if (at === null || board.at[person * board.width + shift] !== free) return
  const more: Change[] = []
  if (!clear(board, { person, shift }, more)) return
  // Not what was only just taken.
  if (
    more.some((one) => changes.some((other) => other.person === person && other.shift === one.shift && other.post >= 0))
  )
    return
  const sitting = board.sitting[at]!
  if (sitting.length >= posts[at]!.seatIds.length)
    changes.push({ person: sitting[random(sitting.length)]!, shift, post: free })
  changes.push(...more, { person, shift, post: at })
}
