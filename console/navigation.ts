import type { Readable } from 'svelte/store'
import type { ConsoleDesk, Screen, ScreenGroup } from './desk.ts'

export type Grouped<One> = { group: ScreenGroup; screens: One[] }

/** Screens as they stand together, in the order they are given; a group without screens is not there. */
export function grouped<One extends Pick<Screen, 'group'>>(screens: readonly One[]): Grouped<One>[] {
  const found: Grouped<One>[] = []
  for (const screen of screens) {
    const last = found.at(-1)
    if (last?.group === screen.group) last.screens.push(screen)
    else found.push({ group: screen.group, screens: [screen] })
  }
  return found
}

/** So many stand at the bottom of a phone; the fifth place is "More", unless five are all there are. */
const inBar = 4

/** What a phone shows at the bottom: the first of the night, and always where this person begins. */
export function barOf<One>(screens: readonly One[], start: One | undefined): One[] {
  if (screens.length <= inBar + 1) return [...screens]
  const first = screens.slice(0, inBar)
  return !start || first.includes(start) ? first : [...first.slice(0, -1), start]
}

/** A group is worth folding once the whole list is longer than most windows are high. */
export const isLong = (screens: readonly unknown[]): boolean => screens.length > 12

/** What a folded group still shows: where one is, and what asks for somebody. */
export const shownFolded = <One extends Pick<Screen, 'path'>>(
  screens: readonly One[],
  here: string | undefined,
  counts: ReadonlyMap<string, number>,
): One[] => screens.filter(({ path }) => path === here || (counts.get(path) ?? 0) > 0)

/** How much asks for somebody on each screen, by its path; screens without a number are 0. */
export const countsOf = (desk: ConsoleDesk, screens: readonly Screen[]): Readable<ReadonlyMap<string, number>> => ({
  subscribe(read) {
    let counts: ReadonlyMap<string, number> = new Map()
    const stops = screens.map(({ path, badge }) =>
      badge?.(desk).subscribe((count) => read((counts = new Map([...counts, [path, count]])))),
    )
    read(counts)
    return () => stops.forEach((stop) => stop?.())
  },
})
