import { invariants, type Break } from './breaks.ts'
import { bundled } from './bundle.ts'
import { chanceOf } from './chance.ts'
import { foundCrew } from './crew.ts'
import { again, evening } from './evening.ts'
import { Founding } from './founding.ts'
import type { Night } from './night.ts'
import { World } from './world.ts'

export type Wanted = {
  seeds: readonly number[]
  /** Faults for each seed. */
  count: number
  broken?: Break | undefined
  heard?: (one: Night) => void
  /** After so many milliseconds no further night begins. */
  longest?: number
  /** Most of a night is waiting, so several are played side by side, each in its own house: 5 unless said. */
  houses?: number
}

/** Every so many seeds begin with a house of their own; within it the next night finds what the last one left: nothing. */
const seedsOfAHouse = 25
/** So many nights follow one upon the other before all of them end: signing in, and seventeen days with two restarts, cost as much as half a night. */
const seedsOfAnEvening = 3

/** Plays the nights of these seeds. Whatever was started is stopped when this resolves, or throws. */
export async function playNights(wanted: Wanted): Promise<Night[]> {
  const { seeds, count, broken, heard, longest, houses = 5 } = wanted
  const [program, founding] = await Promise.all([bundled(broken), Founding.make()])
  const together = Math.min(seedsOfAnEvening, Math.ceil(seeds.length / houses))
  const nights: Night[] = []
  const left = [...seeds]
  const over = longest === undefined ? undefined : setTimeout(() => left.splice(0), longest)
  const open = new Set<World>()
  const stop = (): void => void Promise.allSettled([...open].map((world) => world.close())).then(() => process.exit(1))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const note = (one: Night): void => {
    nights.push(one)
    heard?.(one)
  }
  try {
    const lanes = Array.from({ length: Math.min(houses, seeds.length) }, async () => {
      while (left.length > 0) await playHouse({ program, founding, left, count, together, open, note })
    })
    const ended = await Promise.allSettled(lanes)
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  } finally {
    founding[Symbol.dispose]()
    clearTimeout(over)
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
  return nights.toSorted((a, b) => a.seed - b.seed)
}

type House = {
  program: string
  founding: Founding
  left: number[]
  count: number
  together: number
  open: Set<World>
  note: (one: Night) => void
}

/** One house, as long as nothing is found in it: what was found once may upset the next night. */
async function playHouse({ program, founding, left, count, together, open, note }: House): Promise<void> {
  const first = left.shift()!
  const chance = chanceOf(first)
  const world = await World.open({ chance, program, founding })
  open.add(world)
  try {
    const crew = await foundCrew(world, chance)
    let many = seedsOfAHouse
    for (let seeds = [first, ...left.splice(0, together - 1)]; seeds.length > 0;) {
      const played = await evening(world, crew, { seeds, count })
      for (const one of played) note(one)
      left.unshift(...seeds.slice(played.length))
      if (played.some(({ violations }) => violations.length > 0)) break
      many -= seeds.length
      seeds = left.splice(0, Math.max(0, Math.min(many, together)))
    }
  } finally {
    open.delete(world)
    await world.close()
  }
}

/** What was found, in words, with how to find it again. */
export const told = ({ seed, faults, violations }: Night): string =>
  [
    `seed ${seed}, ${faults.length} faults: ${faults.join(', ')}`,
    ...violations.map(({ invariant, what }) => `  ${invariant}: ${what}`),
    `  once more: ${again(seed, faults.length)}`,
  ].join('\n')

/** With one thing broken after the other: the invariants that turned red for each. */
export async function playBroken(
  tries: number,
  heard: (broken: Break, red: readonly Break[]) => void,
): Promise<boolean> {
  let allRed = true
  for (const broken of invariants) {
    const seeds = Array.from({ length: tries }, (_, at) => at + 1)
    const nights = await playNights({ seeds, count: 20, broken })
    const red = new Set(nights.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)))
    heard(broken, [...red])
    allRed &&= red.has(broken)
  }
  return allRed
}
