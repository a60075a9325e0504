import type { Shape, Sheet } from './rules.ts'

/*
 * What a card says, and how cards become a month's sheet. The lists are the same for every team and every year, so that
 * figures can be laid side by side; a team's own names of things are in its records. The order of each list is kept for
 * ever: published tables name categories by their place.
 */

export const channels = ['chat', 'message', 'phone', 'text', 'walk-up'] as const
export const tongues = ['en', 'es', 'other'] as const
/** Whether police were there: nobody, before us, called by us, called by somebody else; `unsaid` when nobody knows. */
export const policePresence = ['none', 'before', 'us', 'others', 'unsaid'] as const
/** Somebody went there, or why nobody did. */
export const goings = ['went', 'by-phone', 'not-wanted', 'nobody-free', 'not-safe', 'other'] as const
/** Until somebody answered: within a minute, an hour, four hours, a day, later; `unsaid` when nothing is known. */
export const waits = ['minute', 'hour', 'four', 'day', 'longer', 'unsaid'] as const
export const outcomes = ['better', 'same', 'care', 'broke-off', 'unsaid'] as const
export const doings = ['talking', 'referral', 'accompaniment', 'callback'] as const

/** What it was about, by the wider kind that is shown when one of its own is too rare. */
export const kindsByWider = {
  mind: ['distress', 'grief', 'substances', 'dying'],
  people: ['home', 'violence', 'neighbours'],
  needs: ['housing', 'needs', 'illness'],
  more: ['police', 'other'],
} as const
export type Wider = keyof typeof kindsByWider
export type Kind = (typeof kindsByWider)[Wider][number]
export const widers = Object.keys(kindsByWider) as Wider[]
export const kinds: readonly Kind[] = widers.flatMap((wider) => [...kindsByWider[wider]])

/** One closed contact. No name, no time, no contact: nothing that leads back. */
export type Card = {
  v: 1
  channel: (typeof channels)[number]
  language: (typeof tongues)[number]
  kinds: Kind[]
  done: (typeof doings)[number][]
  police: (typeof policePresence)[number]
  going: (typeof goings)[number]
  waited: (typeof waits)[number]
  outcome: (typeof outcomes)[number]
}

/** The questions that have one answer, with their answers in order. `police` is the hub: the others are shown beside it. */
export const single = {
  channel: channels,
  language: tongues,
  police: policePresence,
  going: goings,
  waited: waits,
  outcome: outcomes,
} as const satisfies Partial<Record<keyof Card, readonly string[]>>
export type Single = keyof typeof single
export const singles = Object.keys(single) as Single[]

export const cardShape: Shape = {
  dimensions: singles.map((name) => ({ name, size: single[name].length, ordered: name === 'waited' })),
  hub: 'police',
  several: [
    ...widers.map((wider) => ({
      wide: `kinds:${wider}`,
      each: kindsByWider[wider].map((kind) => `kind:${kind}`),
    })),
    ...doings.map((doing) => ({ wide: null, each: [`done:${doing}`] })),
  ],
}

const severalNames = cardShape.several.flatMap(({ wide, each }) => (wide === null ? each : [wide, ...each]))

/** Reads a card that another console sealed: anything but exactly a card is null. Never throws. */
export function readCard(json: string): Card | null {
  try {
    const given = JSON.parse(json) as Record<string, unknown>
    const isOne = singles.every((name) => (single[name] as readonly unknown[]).includes(given[name]))
    if (given['v'] !== 1 || !isOne || !areOf(given['kinds'], kinds) || !areOf(given['done'], doings)) return null
    const one = Object.fromEntries(singles.map((name) => [name, given[name]]))
    return { v: 1, ...one, kinds: given['kinds'], done: given['done'] } as Card
  } catch {
    return null
  }
}

const areOf = (value: unknown, list: readonly string[]): boolean =>
  Array.isArray(value) && new Set(value).size === value.length && value.every((one) => list.includes(one as string))

/** A month's cards, counted. Nothing of any single one is left in it but what a table of two dimensions shows. */
export function fold(cards: readonly Card[]): Sheet {
  const one = new Map<string, number[]>()
  const two = new Map<string, number[][]>()
  const hubSize = policePresence.length
  for (const name of singles) one.set(name, zeros(single[name].length))
  for (const name of severalNames) one.set(name, zeros(2))
  for (const [name, counts] of one)
    if (name !== 'police')
      two.set(
        name,
        Array.from({ length: hubSize }, () => zeros(counts.length)),
      )
  for (const card of cards) {
    const hub = policePresence.indexOf(card.police)
    for (const [name, counts] of one) {
      const at = placeIn(card, name)
      counts[at]!++
      const crossed = two.get(name)
      if (crossed) crossed[hub]![at]!++
    }
  }
  return { n: cards.length, one: Object.fromEntries(one), two: Object.fromEntries(two) }
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0)

function placeIn(card: Card, name: string): number {
  const [what, which] = name.split(':') as [string, string | undefined]
  if (which === undefined) return (single[what as Single] as readonly string[]).indexOf(card[what as Single])
  if (what === 'done') return (card.done as string[]).includes(which) ? 0 : 1
  const meant: readonly string[] = what === 'kind' ? [which] : kindsByWider[which as Wider]
  return card.kinds.some((kind) => meant.includes(kind)) ? 0 : 1
}

const minute = 60_000
const upTo: [Card['waited'], number][] = [
  ['minute', minute],
  ['hour', 60 * minute],
  ['four', 240 * minute],
  ['day', 1440 * minute],
]

/** The range of a wait in milliseconds; null: not known. */
export const waitOf = (milliseconds: number | null): Card['waited'] =>
  milliseconds === null ? 'unsaid' : (upTo.find(([, most]) => milliseconds <= most)?.[0] ?? 'longer')
