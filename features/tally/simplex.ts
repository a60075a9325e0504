const tiny = 1e-7

/**
 * The most that one unknown can be, when none is below nothing and all of `rows` hold (coefficients, the sum last): the
 * exact answer of a linear program, by the simplex method with Bland's rule. NaN when the rows contradict each other.
 */
export function mostOf(rows: readonly Float64Array[], unknown: number): number {
  const width = (rows[0]?.length ?? 1) - 1
  const table = rows.map((row, at) => {
    const longer = new Float64Array(width + rows.length + 1)
    longer.set(row.subarray(0, width))
    longer[width + at] = 1
    longer[width + rows.length] = row[width]!
    return longer
  })
  const basis = rows.map((_row, at) => width + at)
  const helpers = new Float64Array(width + rows.length + 1).fill(1, width, width + rows.length)
  if (maximise(table, basis, { goal: helpers.map((value) => -value), columns: width }) < -tiny) return Number.NaN
  const goal = new Float64Array(width + rows.length + 1)
  goal[unknown] = 1
  return maximise(table, basis, { goal, columns: width })
}

type Aim = { goal: Float64Array; columns: number }

function maximise(table: Float64Array[], basis: number[], { goal, columns }: Aim): number {
  const last = goal.length - 1
  const gain = goal.slice()
  table.forEach((row, at) => goal[basis[at]!] !== 0 && subtract(gain, row, goal[basis[at]!]!))
  for (let turns = 0; turns < 5000; turns++) {
    const entering = gain.findIndex((value, column) => column < columns && value > tiny)
    if (entering === -1) break
    const leaving = tightest(table, basis, entering)
    if (leaving === -1) return Infinity
    const pivot = table[leaving]!
    const by = 1 / pivot[entering]!
    pivot.forEach((value, column) => (pivot[column] = value * by))
    table.forEach((row, at) => at !== leaving && row[entering] !== 0 && subtract(row, pivot, row[entering]!))
    subtract(gain, pivot, gain[entering]!)
    basis[leaving] = entering
  }
  return -gain[last]!
}

function tightest(table: Float64Array[], basis: number[], entering: number): number {
  let best = -1
  let least = Infinity
  table.forEach((row, at) => {
    if (row[entering]! <= tiny) return
    const ratio = row.at(-1)! / row[entering]!
    if (ratio < least - tiny || (ratio < least + tiny && best !== -1 && basis[at]! < basis[best]!)) {
      least = Math.min(ratio, least)
      best = at
    }
  })
  return best
}

function subtract(row: Float64Array, other: Float64Array, times: number): void {
  for (let at = 0; at < row.length; at++) if (other[at] !== 0) row[at] = row[at]! - times * other[at]!
}
