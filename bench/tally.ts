import { attack } from '../features/tally/attack.ts'
import { cardShape } from '../features/tally/card.ts'
import { missing, randomYear } from '../features/tally/random-years.ts'
import { publish } from '../features/tally/rules.ts'
import { report } from './report.ts'

/**
 * Somebody who has everything a team published of a year works out what they can: sums, differences, eliminations and
 * bounds. In how many of so many random years do they find one to nine contacts; and how many years lack what their report
 * must show at least. Beside it, as `raw`: what the same attack finds where every cell is published as it is.
 */
const count = process.argv.includes('--quick') ? 60 : 1000
const aMonth = 25
const found = { isolated: 0, lacking: 0, careless: 0, tried: 0 }

for (let seed = 1; seed <= count; seed++) {
  const sheets = randomYear(seed, aMonth)
  const tables = publish({ sheets, first: 1, shape: cardShape })
  const target = { shape: cardShape, first: 1, months: 12 }
  if (attack({ ...target, tables }).length > 0) found.isolated++
  if (missing(sheets, tables).length > 0) found.lacking++
  if (seed % 20 !== 0) continue
  found.tried++
  if (attack({ ...target, tables: asTheyAre(sheets) }).length > 0) found.careless++
  process.stderr.write(`${seed} of ${count} years\n`)
}

const shared = { unit: `of ${count} years`, ratio: null, bar: 0 }
const careless = Math.round((found.careless / found.tried) * count)
report({
  ...shared,
  name: `tally: years of ${aMonth} contacts a month in which one to nine contacts can be told apart`,
  value: found.isolated,
  raw: careless,
  pass: found.isolated === 0 && found.careless > 0,
})
report({
  ...shared,
  name: `tally: such years whose report lacks a total by channel, kind, police or outcome`,
  value: found.lacking,
  raw: null,
  pass: found.lacking === 0,
})

/** Careless: every question of the whole year, but only the cells of ten or more. */
function asTheyAre(sheets: ReturnType<typeof randomYear>): ReturnType<typeof publish> {
  const whole = { from: 1, to: 12, at: 12, whole: true }
  const total = sheets.reduce((sum, { n }) => sum + n, 0)
  const tables = cardShape.dimensions.map(({ name, size }) => {
    const counts = Array.from({ length: size }, (_none, at) =>
      sheets.reduce((sum, { one }) => sum + one[name]![at]!, 0),
    )
    const large = [...counts.keys()].filter((at) => counts[at]! >= 10)
    return { ...whole, dimensions: [name], groups: [large.map((at) => [at])], cells: large.map((at) => counts[at]!) }
  })
  return [{ ...whole, dimensions: [], groups: [], cells: [total] }, ...tables]
}
