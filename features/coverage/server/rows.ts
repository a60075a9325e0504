import type { ModelData } from 'highs'

export type Entry = readonly [column: number, value: number]

/** A linear model while it is written: columns with their cost and bounds, rows that hold them together. */
export class Rows {
  cost: number[] = []
  lower: number[] = []
  upper: number[] = []
  whole: number[] = []
  #starts: number[] = [0]
  #columns: number[] = []
  #values: number[] = []
  #least: number[] = []
  #most: number[] = []

  get rowCount(): number {
    return this.#least.length
  }

  column({
    cost = 0,
    from = 0,
    to = 1,
    whole = false,
  }: {
    cost?: number
    from?: number
    to?: number
    whole?: boolean
  }): number {
    this.cost.push(cost)
    this.lower.push(from)
    this.upper.push(to)
    this.whole.push(Number(whole))
    return this.cost.length - 1
  }

  row(entries: readonly Entry[], { least = -Infinity, most = Infinity }: { least?: number; most?: number }): void {
    if (entries.length === 0) return
    for (const [column, value] of entries) {
      this.#columns.push(column)
      this.#values.push(value)
    }
    this.#starts.push(this.#columns.length)
    this.#least.push(least)
    this.#most.push(most)
  }

  /** `relaxed`: without the wholeness, which gives a bound only. */
  model(offset: number, relaxed: boolean): ModelData {
    const [numCols, numRows] = [this.cost.length, this.rowCount]
    return {
      numCols,
      numRows,
      offset,
      colCost: Float64Array.from(this.cost),
      colLower: Float64Array.from(this.lower),
      colUpper: Float64Array.from(this.upper),
      rowLower: Float64Array.from(this.#least),
      rowUpper: Float64Array.from(this.#most),
      matrix: {
        format: 'csr',
        numRows,
        numCols,
        starts: Int32Array.from(this.#starts),
        indices: Int32Array.from(this.#columns),
        values: Float64Array.from(this.#values),
      },
      ...(relaxed ? {} : { integrality: Int32Array.from(this.whole) }),
    }
  }
}
