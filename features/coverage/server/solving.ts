import highsModule, { type Highs } from 'highs'
import type { Problem, Seating } from '#features/shifts/checks'
import { finish } from './finishing.ts'
import { writeModel } from './model.ts'
import { readPosts, seatingsFrom, sittingFrom, type Posts } from './posts.ts'
import { prove, relax } from './proving.ts'
import { search, type Found } from './searching.ts'

export type Stage = 'searching' | 'bounding' | 'proving' | 'done'

/** Where a search stands. `bound`: no roster costs less; null while that is not known. */
export type Progress = {
  stage: Stage
  cost: number
  bound: number | null
  milliseconds: number
  /** The best roster so far, when it is a better one than was told last. */
  seatings: Seating[] | null
}
export type Solved = {
  seatings: Seating[]
  cost: number
  bound: number | null
  isProven: boolean
  milliseconds: number
}

export type Solving = {
  problem: Problem
  /** 0: nothing is searched; `start` is looked at, mended where it has to be, and that is the answer. */
  seconds: number
  /** Where it begins, with what is agreed; what may not be any more is left out. Unless said: from what is agreed. */
  start?: Seating[]
  seed: number
  /** `cpu`: what this thread itself worked counts, so that a busy machine finds the same roster, later. */
  clock: 'wall' | 'cpu'
  tell: (progress: Progress) => void
}

/** Its types describe the CommonJS build; what an import gets is the loader itself. */
export const loadHighs = highsModule as unknown as typeof highsModule.default

/** Beyond so many possible seatings a proof is out of reach: the time is better spent on searching. */
const provable = 3000

/**
 * In stages, each starting from what the one before found: a short search for something to look at; a long one; then the model.
 * A small problem is proven; of a large one the relaxed model tells how much better any roster could be.
 */
export async function solve(solving: Solving): Promise<Solved> {
  const { problem, seconds, seed, start } = solving
  const posts = readPosts(problem)
  const run = new Run(solving, posts)
  const size = posts.isEligible.reduce((all, one) => all + one, 0)
  run.better('searching', finish(posts, start ? sittingFrom(posts, start) : posts.agreed))
  if (seconds === 0) return run.end(false)
  const isSmall = size <= provable
  const total = seconds * 1000
  const searching = isSmall
    ? [within(size / 4, total * 0.1), within(size * 1.5, total * 0.2)]
    : [1000, total * (size > boundable ? 0.65 : 0.4)]
  for (const [at, milliseconds] of searching.entries())
    run.better('searching', finish(posts, run.search({ milliseconds, seed: seed + at }).sitting))
  if (posts.posts.length === 0) return run.end(true)
  const highs = await loadHighs()
  return isSmall ? run.prove(highs, total) : run.bound(highs, { seed, total, isLarge: size > boundable })
}

/** Beyond so many the relaxed model takes longer than a search that leaves nothing open. */
const boundable = 20_000

const within = (milliseconds: number, most: number): number => Math.max(10, Math.min(milliseconds, most))

class Run {
  #solving: Solving
  #posts: Posts
  #best: Found | null = null
  #bound: number | null = null
  #began: number
  now: () => number

  constructor(solving: Solving, posts: Posts) {
    this.#solving = solving
    this.#posts = posts
    this.now = solving.clock === 'cpu' ? () => process.threadCpuUsage().user / 1000 : () => performance.now()
    this.#began = this.now()
  }

  search(how: { milliseconds: number; seed: number; isWarm?: boolean }): Found {
    return search({ posts: this.#posts, from: this.#best!.sitting, now: this.now, ...how })
  }

  better(stage: Stage, found: Found): void {
    if (this.#best && found.cost >= this.#best.cost) return
    this.#best = found
    this.#tell(stage, true)
  }

  prove(highs: Highs, total: number): Solved {
    const proof = prove(highs, {
      model: writeModel(this.#posts),
      from: this.#best!,
      limit: { now: this.now, until: this.#began + total },
      better: (found, bound) => {
        this.#bound = bound
        this.better('proving', found)
      },
      tell: (bound) => {
        this.#bound = bound
        this.#tell('proving', false)
      },
    })
    this.#bound = proof.bound
    if (proof.found) this.better('proving', proof.found)
    return this.end(proof.isProven)
  }

  /**
   * First what is open, begun anew a few times: that closes what one long search does not. Then the relaxed model, where there may be
   * time for it, and more searching when that left time.
   */
  bound(highs: Highs, { seed, total, isLarge }: { seed: number; total: number; isLarge: boolean }): Solved {
    const until = this.#began + total
    for (const [round, share] of (isLarge ? [0.8, 0.9, 1] : [0.65, 0.85]).entries())
      if (this.#openSeats() > 0) this.#mend(this.#began + total * share, seed + 7 + round)
    if (!isLarge || this.#openSeats() === 0) {
      this.#tell('bounding', false)
      this.#bound = relax(highs, writeModel(this.#posts), { now: this.now, until })
    }
    this.#mend(until, seed + 19)
    return this.end(false)
  }

  #openSeats(): number {
    const seats = this.#posts.posts.reduce((all, { seatIds }) => all + seatIds.length, 0)
    return seats - this.#best!.sitting.length
  }

  #mend(until: number, seed: number): void {
    const milliseconds = until - this.now()
    if (milliseconds < 300) return
    this.better('searching', finish(this.#posts, this.search({ milliseconds, seed, isWarm: true }).sitting))
  }

  end(isProven: boolean): Solved {
    const { cost, sitting } = this.#best!
    this.#tell('done', false)
    return {
      seatings: seatingsFrom(this.#posts, sitting),
      cost,
      bound: this.#bound ?? (isProven ? cost : null),
      isProven,
      milliseconds: this.now() - this.#began,
    }
  }

  #tell(stage: Stage, isBetter: boolean): void {
    this.#solving.tell({
      stage,
      cost: this.#best!.cost,
      bound: this.#bound,
      milliseconds: this.now() - this.#began,
      seatings: isBetter ? seatingsFrom(this.#posts, this.#best!.sitting) : null,
    })
  }
}
