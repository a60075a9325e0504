import type { Shape, Sheet } from './rules.ts'
import { sum } from './grouping.ts'

/** How a ring ended, as the queue tells it: `within`: the step of seconds in which somebody answered, 0 when nobody did. */
export type RingCount = { how: 'answered' | 'left' | 'message'; within: number; rings: number }

/** In the order of waiting. The first two are what a line promises; then later, and the two ways of not being answered. */
export const answers = ['20s', '60s', 'later', 'left', 'message'] as const
export const ringShape: Shape = {
  dimensions: [{ name: 'answer', size: answers.length, ordered: true }],
  hub: null,
  several: [],
}

/** One month of rings as a sheet. */
export function sheetOfRings(counts: readonly RingCount[]): Sheet {
  const answer = answers.map((name) => sum(counts.filter((one) => answerOf(one) === name).map(({ rings }) => rings)))
  return { n: sum(answer), one: { answer }, two: {} }
}

function answerOf({ how, within }: RingCount): (typeof answers)[number] {
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
