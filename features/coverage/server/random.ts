/** A whole number below the one given. */
export type Random = (below: number) => number

/** The same numbers for the same seed, so that a proposal can be made again. */
export function seeded(seed: number): Random & { share: () => number } {
  let state = seed >>> 0 || 0x9e3779b9
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
  return Object.assign((below: number) => Math.floor(next() * below), { share: next })
}
