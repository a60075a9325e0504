import type { ModelData } from 'highs'

/**
 * What no roster can cost less than, from prices of the rows: true for any prices, however roughly they were computed, because
 * every column has bounds. (Good prices are those of the relaxed model; see Neumaier and Shcherbina, "Safe bounds in linear
 * and mixed-integer programming", 2004.)
 */
export function safeBound(model: ModelData, prices: Float64Array): number {
  const { starts, indices, values } = model.matrix
  const left = Float64Array.from(model.colCost)
  let bound = model.offset ?? 0
  for (let row = 0; row < model.numRows; row++) {
    const price = usable(prices[row]!, model.rowLower[row]!, model.rowUpper[row]!)
    if (price === 0) continue
    bound += price * (price > 0 ? model.rowLower[row]! : model.rowUpper[row]!)
    for (let at = starts[row]!; at < starts[row + 1]!; at++) left[indices[at]!]! -= price * values[at]!
  }
  for (let column = 0; column < model.numCols; column++)
    bound += Math.min(left[column]! * model.colLower[column]!, left[column]! * model.colUpper[column]!)
  return bound
}

/** A price that leans on a side the row does not have is an error of rounding. */
const usable = (price: number, least: number, most: number): number =>
  Number.isFinite(price > 0 ? least : most) ? price : 0
