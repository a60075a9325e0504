import { invariants, type Break } from './breaks.ts'
import { chanceOf } from './chance.ts'
import { foundCrew } from './crew.ts'
import { night, type Night } from './night.ts'
import { World } from './world.ts'

export type Wanted = {
  seeds: readonly number[]
  /** Faults for each seed. */
  count: number
  broken?: Break | undefined
  heard?: (one: Night) => void
}

/** Every so many seeds begin with a house of their own; within it the next night finds what the last one left: nothing. */
const seedsOfAHouse = 25

/** Plays the nights of these seeds, one after the other. Whatever was started is stopped when this resolves, or throws. */
export async function playNights({ seeds, count, broken, heard = () => {} }: Wanted): Promise<Night[]> {
  const nights: Night[] = []
  for (let at = 0; at < seeds.length;) {
    const chance = chanceOf(seeds[at]!)
    const world = await World.open({ chance, broken })
    const stop = (): void => void world.close().finally(() => process.exit(1))
    process.once('SIGINT', stop).once('SIGTERM', stop)
    try {
      const crew = await foundCrew(world, chance)
      for (let left = seedsOfAHouse; left > 0 && at < seeds.length; left--) {
        const one = await playOne(world, crew, { seed: seeds[at++]!, count })
        nights.push(one)
        heard(one)
        // What was found once may upset the next night: that one begins anew.
        if (one.violations.length > 0) break
      }
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      await world.close()
    }
  }
  return nights
}

async function playOne(world: World, crew: Awaited<ReturnType<typeof foundCrew>>, of: { seed: number; count: number }) {
  try {
    return await night(world, crew, of)
  } catch (error) {
    throw new Error(`seed ${of.seed} broke off`, { cause: error })
  }
}

export const again = (seed: number, count: number): string => `npm run bench:crash -- --seed ${seed} --each ${count}`

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
    const red = new Set<Break>()
    for (let seed = 1; seed <= tries && !red.has(broken); seed++)
      for (const one of await playNights({ seeds: [seed], count: 20, broken }))
        for (const { invariant } of one.violations) red.add(invariant)
    heard(broken, [...red])
    allRed &&= red.has(broken)
  }
  return allRed
}
