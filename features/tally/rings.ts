import type { Shape, Sheet } from './rules.ts'
import { sum } from './grouping.ts'

/**
 * How a ring or a callback ended, and how many did. `within`: the step of seconds in which somebody answered, 0 for
 * everything else.
 */
export type RingCount = {
  how: 'answered' | 'left' | 'message' | 'on-time' | 'late' | 'let-go'
  within: number
  rings: number
}

/** In the order of waiting. The first two are what a line promises; then later, and the two ways of not being answered. */
export const answers = ['20s', '60s', 'later', 'left', 'message'] as const
export const ringShape: Shape = {
  dimensions: [{ name: 'answer', size: answers.length, ordered: true }],
  hub: null,
  several: [],
}

/** How callbacks end: by the time last promised, later, or not. */
export const callbackEnds = ['on-time', 'late', 'let-go'] as const
export const callbackShape: Shape = {
  dimensions: [{ name: 'callback', size: callbackEnds.length, ordered: true }],
  hub: null,
  several: [],
}

/** One month of rings as a sheet. */
export const sheetOfRings = (counts: readonly RingCount[]): Sheet =>
  sheetOf(
    'answer',
    answers.map((name) => counts.filter((one) => answerOf(one) === name)),
  )

/** One month of callbacks as a sheet. */
export const sheetOfCallbacks = (counts: readonly RingCount[]): Sheet =>
  sheetOf(
    'callback',
    callbackEnds.map((name) => counts.filter(({ how }) => how === name)),
  )

function sheetOf(dimension: string, groups: readonly RingCount[][]): Sheet {
  const counts = groups.map((group) => sum(group.map(({ rings }) => rings)))
  return { n: sum(counts), one: { [dimension]: counts }, two: {} }
}

function answerOf({ how, within }: RingCount): string {
  if (how !== 'answered') return how
  return within <= 20 ? '20s' : within <= 60 ? '60s' : 'later'
}

/** From so many answers on the half that waited less is ten or more, and a middle may be told. */
const enoughForMiddle = 20

/** Seconds within which the middle one of the answers came; null when there are too few to tell. */
export function middleWait(counts: readonly RingCount[]): number | null {
  const answered = counts.filter(({ how }) => how === 'answered').toSorted((one, other) => one.within - other.within)
  const all = sum(answered.map(({ rings }) => rings))
  if (all < enoughForMiddle) return null
  let counted = 0
  return answered.find(({ rings }) => (counted += rings) * 2 >= all)!.within
}
