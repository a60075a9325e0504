import { channels, doings, fold, goings, kinds, outcomes, policePresence, tongues, waits, type Card } from './card.ts'
import { sum, ten } from './grouping.ts'
import type { Sheet, Table } from './rules.ts'

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A team's year: every team leans another way, some things hardly ever happen, and months differ. */
export function randomYear(seed: number, aMonth: number, months = 12): Sheet[] {
  const random = seeded(seed)
  const leaning = <Choice>(choices: readonly Choice[]): (() => Choice) => {
    const weights = choices.map(() => random() ** 3 + 0.004)
    const all = weights.reduce((sum, weight) => sum + weight, 0)
    return () => {
      let left = random() * all
      return choices.find((_choice, at) => (left -= weights[at]!) <= 0) ?? choices[0]!
    }
  }
  const often = kinds.map(() => random() ** 3 * 0.6)
  const helped = doings.map(() => random() ** 2)
  const draw = {
    channel: leaning(channels),
    language: leaning(tongues),
    police: leaning(policePresence),
    going: leaning(goings),
    waited: leaning(waits),
    outcome: leaning(outcomes),
  }
  const card = (): Card => ({
    v: 1,
    channel: draw.channel(),
    language: draw.language(),
    police: draw.police(),
    going: draw.going(),
    waited: draw.waited(),
    outcome: draw.outcome(),
    kinds: kinds.filter((_kind, at) => random() < often[at]!),
    done: doings.filter((_doing, at) => random() < helped[at]!),
  })
  return Array.from({ length: months }, () => fold(Array.from({ length: around(aMonth, random) }, card)))
}

/** About as many, as events that know nothing of each other come (normal, as wide as Poisson). */
function around(mean: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
}

/**
 * What the report of a whole year must show and does not: the plain total, by channel, by police presence and by outcome with
 * as many rows as two where ten are outside of the most frequent answer, and some kind of what it was about.
 */
export function missing(sheets: readonly Sheet[], tables: readonly Table[]): string[] {
  const whole = tables.filter((table) => table.whole && table.dimensions.length < 2)
  const rowsOf = (name: string): number => whole.find(({ dimensions }) => dimensions[0] === name)?.cells.length ?? 0
  const wanted = ['channel', 'police', 'outcome'].filter((name) => {
    const counts = sheets[0]!.one[name]!.map((_count, at) => sum(sheets.map(({ one }) => one[name]![at]!)))
    const others = sum(counts) - Math.max(...counts)
    return rowsOf(name) < (others >= ten ? 2 : 1)
  })
  const aKind = whole.some(({ dimensions }) => dimensions[0]?.startsWith('kind'))
  return [
    ...wanted,
    ...(aKind ? [] : ['kind']),
    ...(whole.some(({ dimensions }) => dimensions.length === 0) ? [] : ['total']),
  ]
}
