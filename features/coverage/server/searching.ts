import { Board, broken, costOfSum, open, soft, standby, unfinished, type Change } from './board.ts'
import type { Posts } from './posts.ts'
import { seeded } from './random.ts'
import { exchange, leave, seat, type Step } from './steps.ts'

export type Found = { sitting: { person: number; post: number }[]; cost: number }
export type Search = {
  posts: Posts
  from: { person: number; post: number }[]
  seed: number
  /** Milliseconds it may take. */
  milliseconds: number
  now: () => number
  /** To mend what was found: not so hot that it comes apart. */
  isWarm?: boolean
}

/** While searching, an open seat weighs as much as a few unfair shifts do, or nothing would ever be given up to fill it. */
const heat = { first: 150, mending: 40, warm: 8, last: 1, open: 500, standby: 200, unfinished: 700, broken: 1e7 }

/**
 * Simulated annealing: small steps, worse ones too while it is hot. It keeps the best roster that breaks no rule. It proves
 * nothing; that is what the model is for.
 */
export function search({ posts, from, seed, milliseconds, now, isWarm = false }: Search): Found {
  const board = new Board(posts)
  for (const { person, post } of from) put(board, [{ person, shift: posts.posts[post]!.shift, post }])
  const random = seeded(seed)
  const brokenBefore = board.sum[broken]!
  let best: Found = { sitting: board.snapshot(), cost: costOfSum(board.sum) }
  if (posts.posts.length === 0) return best
  const began = now()
  const first = isWarm ? (board.sum[open]! > 0 ? heat.mending : heat.warm) : heat.first
  let [temperature, energy] = [first, energyOf(board.sum)]
  for (let turn = 0; ; turn++) {
    if (turn % 64 === 0) {
      const spent = (now() - began) / milliseconds
      if (spent >= 1) break
      temperature = first * (heat.last / first) ** spent
    }
    const changes = stepAt(turn, random)(board, random)
    if (changes === null) continue
    const undo = put(board, changes)
    const after = energyOf(board.sum)
    const isTaken =
      board.sum[broken]! <= brokenBefore &&
      (after <= energy || random.share() < Math.exp((energy - after) / temperature))
    if (!isTaken) {
      put(board, undo.reverse())
      continue
    }
    energy = after
    const cost = costOfSum(board.sum)
    if (cost < best.cost) best = { sitting: board.snapshot(), cost }
  }
  return best
}

const stepAt = (turn: number, random: (below: number) => number): Step => {
  const kind = random(20)
  return kind < 9 ? seat : kind < 19 ? exchange : turn % 4 === 0 ? leave : exchange
}

const energyOf = (sum: Float64Array): number =>
  sum[broken]! * heat.broken +
  sum[open]! * heat.open +
  sum[standby]! * heat.standby +
  sum[unfinished]! * heat.unfinished +
  sum[soft]!

function put(board: Board, changes: Change[]): Change[] {
  const undo = changes.map((change) => board.set(change))
  for (let n = 0; n < changes.length; n++) {
    const { person, shift } = changes[n]!
    let [isNewPerson, isNewShift] = [true, true]
    for (let before = 0; before < n; before++) {
      if (changes[before]!.person === person) isNewPerson = false
      if (changes[before]!.shift === shift) isNewShift = false
    }
    if (isNewPerson) board.recountPerson(person)
    if (isNewShift) board.recountShift(shift)
  }
  return undo
}
