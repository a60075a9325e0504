import { Board, costOfSum, free, open, standby, unfinished, type Change } from './board.ts'
import type { Posts } from './posts.ts'
import type { Found } from './searching.ts'

/**
 * Nothing is proposed that is left unfinished: whoever would sit alone, for one night or for half a weekend gives those seats up,
 * and then whoever may is put into what is open.
 */
export function finish(posts: Posts, sitting: Found['sitting']): Found {
  const board = new Board(posts)
  const agreed = board.sum[unfinished]!
  for (const { person, post } of sitting) change(board, { person, shift: posts.posts[post]!.shift, post })
  let before: number
  do {
    before = board.sum[unfinished]!
    if (before <= agreed) break
    giveUp(board)
  } while (board.sum[unfinished]! < before)
  for (const post of posts.posts) fill(board, post.at)
  return { sitting: board.snapshot(), cost: costOfSum(board.sum) }
}

function change(board: Board, one: Change): Change {
  const undo = board.set(one)
  board.recountPerson(one.person)
  board.recountShift(one.shift)
  return undo
}

/** Takes out what makes fewer things unfinished; a whole weekend or a shift when one seating alone does not. */
function giveUp(board: Board): void {
  const { posts, calendar } = board.posts
  for (const { person, post } of board.snapshot()) {
    const { shift } = posts[post]!
    if (board.at[person * board.width + shift] !== post) continue
    const before = board.sum[unfinished]!
    const undo = [change(board, { person, shift, post: free })]
    if (board.sum[unfinished]! >= before && calendar.weekends[shift]! >= 0)
      for (const other of board.own[person]!.slice())
        if (calendar.weekends[other] === calendar.weekends[shift] && board.at[person * board.width + other]! >= 0)
          undo.push(change(board, { person, shift: other, post: free }))
    if (board.sum[unfinished]! >= before) for (const one of undo.reverse()) change(board, one)
  }
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

/** How many seats a roster leaves open, standby seats too. */
export function openIn(posts: Posts, sitting: Found['sitting']): number {
  const board = new Board(posts)
  for (const { person, post } of sitting) board.set({ person, shift: posts.posts[post]!.shift, post })
  posts.shifts.forEach((_shift, shift) => board.recountShift(shift))
  return board.sum[open]! + board.sum[standby]!
}
