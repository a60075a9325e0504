/** `1,2,7` or `1..30`: which seeds to play. */
export const seedsIn = (text: string): number[] =>
  text.split(',').flatMap((part) => {
    const [from, to = from] = part.split('..').map(Number)
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) throw new Error(`not a seed: ${part}`)
    return Array.from({ length: to! - from! + 1 }, (_, at) => from! + at)
  })
