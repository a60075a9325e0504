/** What was, for undo and redo. Steps that follow each other within `pause` (somebody typing) are one step. */
export class History<State> {
  #past: State[] = []
  #now: State
  #future: State[] = []
  #changedAt = -Infinity
  #pause: number

  constructor(start: State, pause = 700) {
    this.#now = start
    this.#pause = pause
  }

  get canUndo(): boolean {
    return this.#past.length > 0
  }
  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** `at` in milliseconds. A state that equals the present one is no step. */
  add(state: State, at: number): void {
    if (same(state, this.#now)) return
    if (at - this.#changedAt > this.#pause || !this.canUndo) this.#past = [...this.#past, this.#now].slice(-200)
    this.#now = state
    this.#future = []
    this.#changedAt = at
  }

  undo(): State {
    return this.#step(this.#past, this.#future)
  }
  redo(): State {
    return this.#step(this.#future, this.#past)
  }

  #step(from: State[], to: State[]): State {
    const state = from.pop()
    if (state === undefined) return this.#now
    to.push(this.#now)
    this.#now = state
    this.#changedAt = -Infinity
    return state
  }
}

/** Lines are plain data: equal when they are written alike. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
