import { signIn, type Crew } from './crew.ts'
import type { Violation } from './look.ts'
import { allEnds } from './morning.ts'
import { close, endedByItself, goHome, night, playingOf, type Night, type Playing } from './night.ts'
import type { World } from './world.ts'

/**
 * The nights of some seeds in one house, one upon the other: each is looked at when everything is whole again. After the last, or after
 * one in which something was found, nobody is there any more, and every contact of all of them ends and is erased.
 */
export async function evening(
  world: World,
  crew: Crew,
  { seeds, count }: { seeds: readonly number[]; count: number },
): Promise<Night[]> {
  const played: { one: Night; playing: Playing }[] = []
  let playing: Playing | null = null
  let seed = seeds[0]!
  try {
    await world.whole()
    await signIn(crew.people)
    for (seed of seeds) {
      if (playing) await goHome(playing)
      playing = playingOf(world, crew, seed)
      const one = await night(playing, { seed, count })
      played.push({ one, playing })
      if (one.violations.length > 0) break
    }
    const found = [...(await allEnds(ofAll(played.map((each) => each.playing)))), ...endedByItself(world)]
    return withTheirs(played, found)
  } catch (error) {
    throw new Error(`seed ${seed} broke off; once more: ${again(seed, count)}`, { cause: error })
  } finally {
    if (playing) close(playing)
  }
}

/** Who is still there, and everybody who was. */
function ofAll(all: readonly Playing[]): Parameters<typeof allEnds>[0] {
  const last = all.at(-1)!
  const begun = new Set(all.flatMap(({ told }) => [...told.begun]))
  return { ...last, begun, callers: all.flatMap(({ callers }) => callers) }
}

/** What was found at the end belongs to the night of its contact; what names none, to the last. */
function withTheirs(played: readonly { one: Night; playing: Playing }[], found: readonly Violation[]): Night[] {
  const whose = ({ what }: Violation): Night =>
    (played.find(({ playing }) => [...playing.told.begun].some((id) => what.includes(id))) ?? played.at(-1)!).one
  return played.map(({ one }) => ({
    ...one,
    violations: [...one.violations, ...found.filter((of) => whose(of) === one)],
  }))
}

export const again = (seed: number, count: number): string => `npm run bench:crash -- --seed ${seed} --each ${count}`
