/** Chance that can be had again: the same seed draws the same numbers. */
export type Chance = {
  /** 0 to 1, 1 never. */
  next: () => number
  below: (n: number) => number
  one: <Thing>(things: readonly Thing[]) => Thing
  /** Another, which draws on its own: whoever is faster never changes what the others draw. */
  fork: (name: string) => Chance
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    next,
    below,
    one: (things) => things[below(things.length)]!,
    fork: (name) => chanceOf([...name].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), seed)),
  }
}
