import { isUnfinished, type Unfinished } from '#features/shifts/checks'
import { problemsOf } from '../checking.ts'
import { Board, broken, costOfSum, free, unfinished, type Change } from './board.ts'
import { seatingsFrom, type Posts } from './posts.ts'
import type { Found } from './searching.ts'

/**
 * Nothing is proposed that is left unfinished: whoever would sit alone, for one night or for half a weekend gives those seats up,
 * and then whoever may is put into what is open.
 */
export function finish(posts: Posts, sitting: Found['sitting']): Found {
  const board = new Board(posts)
  const agreed = board.sum[unfinished]!
  for (const one of sitting) place(board, one)
  if (board.sum[unfinished]! > agreed) giveUp(board)
  for (const post of posts.posts) fill(board, post.at)
  return { sitting: board.snapshot(), cost: costOfSum(board.sum) }
}

/** Not where they may not sit (any more): what was agreed may have become impossible. */
function place(board: Board, { person, post }: Found['sitting'][number]): void {
  const { posts, isEligible } = board.posts
  const before = board.sum[broken]!
  if (!isEligible[person * posts.length + post]) return
  const undo = change(board, { person, shift: posts[post]!.shift, post })
  if (board.sum[broken]! > before) change(board, undo)
}

function change(board: Board, one: Change): Change {
  const undo = board.set(one)
  board.recountPerson(one.person)
  board.recountShift(one.shift)
  return undo
}

/** Takes out whoever is in something unfinished, until nothing is: each turn takes out at least one. */
function giveUp(board: Board): void {
  const { posts } = board
  const { problem } = posts
  const asWere = new Set(problemsOf(problem, seatingsFrom(posts, [])).map((one) => JSON.stringify(one)))
  for (let isChanged = true; isChanged;) {
    isChanged = false
    for (const breach of problemsOf(problem, seatingsFrom(posts, board.snapshot())).filter(isUnfinished)) {
      if (breach.kind === 'too-few-shifts' || asWere.has(JSON.stringify(breach))) continue
      for (const { person, post } of board.snapshot()) {
        const { shift } = posts.posts[post]!
        if (!isIn(posts, breach, { person, shift })) continue
        change(board, { person, shift, post: free })
        isChanged = true
      }
    }
  }
}

function isIn({ people, shifts }: Posts, breach: Unfinished, sits: { person: number; shift: number }): boolean {
  const shift = shifts[sits.shift]!
  if (breach.kind === 'alone' || breach.kind === 'trainee-alone') return breach.shiftId === shift.id
  if (breach.personId !== people[sits.person]!.id) return false
  return breach.kind === 'single-night'
    ? breach.shiftId === shift.id
    : breach.kind === 'half-weekend' && breach.weekend === shift.weekend
}

function fill(board: Board, at: number): void {
  const post = board.posts.posts[at]!
  for (const person of board.posts.eligible[at]!) {
    if (board.sitting[at]!.length >= post.seatIds.length) return
    if (board.at[person * board.width + post.shift] !== free) continue
    const before = costOfSum(board.sum)
    const undo = change(board, { person, shift: post.shift, post: at })
    if (costOfSum(board.sum) >= before) change(board, undo)
  }
}
