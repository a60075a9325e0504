import { weights } from '../cost.ts'
import { columnsIn, type Model } from './model.ts'
import type { Entry } from './rows.ts'

/** What the people of one shift owe each other, as rows: company, somebody experienced, and what they wished for. */
export function rowsOfShift(model: Model, shift: number): void {
  company(model, shift)
  for (const [who, pairs] of model.posts.pairs.entries()) for (const pair of pairs) wish(model, { who, shift }, pair)
}

function company({ posts, rows, seat }: Model, shift: number): void {
  const working: Entry[] = []
  const trainees: Entry[] = []
  for (const at of posts.postsOfShift[shift]!) {
    if (posts.posts[at]!.standby) continue
    for (const who of posts.eligible[at]!) {
      const column = seat[who * posts.posts.length + at]!
      if (column < 0) continue
      working.push([column, 1])
      trainees.push([column, posts.people[who]!.trainee ? 1 : -1])
    }
  }
  const fixed = posts.fixed.filter((one) => one.shift === shift && !one.standby)
  const learning = fixed.filter(({ person }) => posts.people[person]!.trainee).length
  const short = learning * 2 > fixed.length ? rows.column({ cost: weights.unfinished, whole: true }) : null
  if (trainees.some(([, value]) => value > 0) || short !== null)
    rows.row(short === null ? trainees : [...trainees, [short, -learning]], { most: fixed.length - 2 * learning })
  if (!posts.problem.rules.neverAlone || fixed.length > 1 || working.length + fixed.length === 0) return
  const seats = posts.postsOfShift[shift]!.reduce(
    (all, at) => all + (posts.posts[at]!.standby ? 0 : posts.posts[at]!.seatIds.length),
    0,
  )
  if (fixed.length === 1) {
    // Somebody fixed is alone until anybody joins them.
    const alone = rows.column({ cost: weights.unfinished })
    rows.row([...working, [alone, 1]], { least: 1 })
    return
  }
  const held = rows.column({ whole: true })
  rows.row([...working, [held, -seats]], { most: 0 })
  rows.row([...working, [held, -2]], { least: 0 })
}

type Pair = Model['posts']['pairs'][number][number]

/** A column that costs when the other is missing, or there: only where both can be. */
function wish(model: Model, { who, shift }: { who: number; shift: number }, { other, apart, cost }: Pair): void {
  const own = columnsIn(model, who, shift)
  const sits = model.fixedAt[who]!.has(shift)
  if (own.length === 0 && !sits) return
  const theirs = other < 0 ? [] : columnsIn(model, other, shift)
  const isThere = other >= 0 && model.fixedAt[other]!.has(shift)
  const paid = (): number => model.rows.column({ cost })
  if (theirs.length === 0) {
    if (isThere !== apart) return
    for (const column of own) model.rows.cost[column]! += cost
    if (sits) model.offset += cost
    return
  }
  const sign = apart ? -1 : 1
  const entries: Entry[] = [
    ...own.map((column) => [column, -1] as const),
    ...theirs.map((column) => [column, sign] as const),
  ]
  model.rows.row([...entries, [paid(), 1]], { least: (sits ? 1 : 0) - (apart ? 1 : 0) })
}
