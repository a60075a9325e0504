import { choose, counted, fill, type Language } from '#platform/words'
import { cardShape, doings, kinds, singles, widers, type Single } from './card.ts'
import { sum } from './grouping.ts'
import { groupNames, monthName, nameOf, periodName } from './naming.ts'
import type { Counted, Published, ReportView } from './wire.ts'
import { words } from './words.ts'

/** `share`: of the base, between 0 and 1; null where a share says nothing. */
export type Row = { label: string; count: number; share: number | null }
/** One chart with the table behind it: a title that says the finding, what the number means, of whom, and what was put together. */
export type Figure = {
  id: string
  title: string
  definition: string
  base: string
  notes: string[]
  rows: Row[]
  /** The same by period, where parts of the year are published. */
  periods: { columns: string[]; rows: { label: string; counts: number[] }[] } | null
}
export type Crossed = { title: string; columns: string[]; rows: { label: string; counts: number[] }[] }
export type Readout = { title: string; figures: Figure[]; crossed: Crossed[]; leftOut: string[] }

type Reading = { view: ReportView; language: Language }

/** A year's published tables as people read them. Adds up published cells and shows them; works nothing else out. */
export function readout(view: ReportView, language: Language): Readout {
  const reading = { view, language }
  const say = choose(language, words).report
  const figures = [
    totals(reading, 'contacts'),
    ...singles.map((name) => single(reading, name)),
    several(reading, 'kinds', [...widers.map((wider) => `kinds:${wider}`), ...kinds.map((kind) => `kind:${kind}`)]),
    several(
      reading,
      'done',
      doings.map((doing) => `done:${doing}`),
    ),
    totals(reading, 'rings'),
    single(reading, 'answer'),
    totals(reading, 'callbacks'),
    single(reading, 'callback'),
  ]
  const crossed = view.tables.filter(({ dimensions }) => dimensions.length === 2)
  return {
    title: fill(say.of, { year: view.year }),
    figures: figures.filter((figure) => figure !== null),
    crossed: crossed.map((table) => crossing(reading, table)),
    leftOut: leftOut(reading),
  }
}

const tablesOf = ({ view }: Reading, name: string): Published[] =>
  view.tables
    .filter(({ dimensions }) => dimensions.length === 1 && dimensions[0] === name)
    .toSorted((one, other) => one.from - other.from)

function totals(reading: Reading, of: Counted): Figure | null {
  const { view, language } = reading
  const about = choose(language, words)[of]
  const parts = view.tables
    .filter((table) => table.of === of && table.dimensions.length === 0 && !table.whole)
    .toSorted((one, other) => one.from - other.from)
  if (parts.length === 0) return null
  const rows = parts.map((part) => ({
    label: periodName(part, view.year, language),
    count: part.cells[0]!,
    share: null,
  }))
  const count = sum(rows.map((row) => row.count))
  return {
    id: `${of}-total`,
    title: counted(language, about.total, count),
    definition: about.definition,
    base: counted(language, about.base, count, { period: spanName(reading, parts) }),
    notes: [],
    rows,
    periods: null,
  }
}

const spanName = ({ view, language }: Reading, parts: readonly Published[]): string =>
  periodName({ from: parts[0]!.from, to: Math.max(...parts.map(({ to }) => to)) }, view.year, language)

/** A question with one answer: the year as a whole, or as far as its parts are published. */
function single(reading: Reading, name: string): Figure | null {
  const { language } = reading
  const tables = tablesOf(reading, name)
  const [whole, parts] = [tables.find((table) => table.whole), tables.filter((table) => !table.whole)]
  const shown = whole ? [whole] : parts
  if (shown.length === 0) return null
  const say = choose(language, words)
  const about = aboutOf(name, language)
  const groups = shown[0]!.groups[0]!
  const counts = groups.map((_group, at) => sum(shown.map(({ cells }) => cells[at]!)))
  const labels = groupNames(name, groups, language)
  const all = sum(counts)
  const most = counts.indexOf(Math.max(...counts))
  const middle = whole?.middle ?? (parts.length === 1 ? parts[0]!.middle : undefined)
  return {
    id: name,
    title: fill(say.report.finding, { what: about.most, answer: labels[most]!, count: counts[most]!, all }),
    definition: about.definition,
    base: counted(language, say[shown[0]!.of].base, all, { period: spanName(reading, shown) }),
    notes: [
      ...together(
        groups.map((group) => group.length),
        labels,
        say.report.together,
      ),
      ...middleNote(middle, language),
    ],
    rows: labels.map((label, at) => ({ label, count: counts[at]!, share: all === 0 ? null : counts[at]! / all })),
    periods: byPeriod(reading, name, parts),
  }
}

function aboutOf(name: string, language: Language): { most: string; definition: string } {
  const { rings, callbacks, single: singleWords } = choose(language, words)
  if (name === 'answer') return rings
  return name === 'callback' ? callbacks : singleWords[name as Single]
}

function together(sizes: number[], labels: string[], sentence: string): string[] {
  return sizes.flatMap((size, at) => (size > 1 ? [fill(sentence, { answers: labels[at]! })] : []))
}

function middleNote(middle: number | undefined, language: Language): string[] {
  if (middle === undefined) return []
  const { rings } = choose(language, words)
  const wait =
    middle < 120 ? counted(language, rings.seconds, middle) : counted(language, rings.minutes, Math.round(middle / 60))
  return [fill(rings.middle, { wait })]
}

function byPeriod({ view, language }: Reading, name: string, parts: readonly Published[]): Figure['periods'] {
  if (parts.length === 0) return null
  const rows = parts.map((part) => ({ label: periodName(part, view.year, language), counts: part.cells }))
  return { columns: groupNames(name, parts[0]!.groups[0]!, language), rows }
}

/** What can be several at once: each by itself, the most frequent first. */
function several(reading: Reading, id: 'kinds' | 'done', names: readonly string[]): Figure | null {
  const { view, language } = reading
  const say = choose(language, words)
  const found = names.flatMap((name) => {
    const tables = tablesOf(reading, name)
    const whole = tables.filter((table) => table.whole)
    const shown = whole.length > 0 ? whole : tables
    if (shown.length === 0) return []
    const count = sum(shown.map(({ cells }) => cells[0]!))
    const all = sum(shown.flatMap(({ cells }) => cells))
    return [{ label: nameOf(name, language), count, all, period: spanName(reading, shown) }]
  })
  const [first] = found
  if (!first) return null
  const isOneBase = found.every(({ period }) => period === first.period)
  const rows = found.map(({ label, count, all, period }) => ({
    label: isOneBase ? label : `${label} (${period})`,
    count,
    share: all === 0 ? null : count / all,
  }))
  const sorted = rows.toSorted((one, other) => other.count - one.count)
  const finding = { what: say.report[id], answer: sorted[0]!.label, count: sorted[0]!.count, all: first.all }
  return {
    id,
    title: isOneBase ? fill(say.report.finding, finding) : fill(say.report.single, finding),
    definition: id === 'kinds' ? say.report.kindsDefinition : say.report.doneDefinition,
    base: isOneBase ? counted(language, say.contacts.base, first.all, { period: first.period }) : say.report.several,
    notes: [],
    rows: sorted,
    periods: periodsOfSeveral({ view, language }, names),
  }
}

function periodsOfSeveral(reading: Reading, names: readonly string[]): Figure['periods'] {
  const parts = names.flatMap((name) =>
    tablesOf(reading, name).flatMap((table) => (table.whole ? [] : [{ name, table }])),
  )
  if (parts.length === 0) return null
  const { view, language } = reading
  const { report } = choose(language, words)
  const rows = parts.map(({ name, table }) => ({
    label: `${nameOf(name, language)}, ${periodName(table, view.year, language)}`,
    counts: table.cells,
  }))
  const columns = [report.yes, report.no].map((sentence) => sentence.split(':')[0]!)
  return { columns, rows }
}

function crossing({ view, language }: Reading, table: Published): Crossed {
  const [one, other] = table.dimensions as [string, string]
  const [rows, columns] = table.groups.map((groups, at) => groupNames(table.dimensions[at]!, groups, language)) as [
    string[],
    string[],
  ]
  const names = { one: nameOf(one, language), other: nameOf(other, language) }
  return {
    title: fill(choose(language, words).report.crossedTitle, {
      ...names,
      period: periodName(table, view.year, language),
    }),
    columns,
    rows: rows.map((label, at) => ({
      label,
      counts: table.cells.slice(at * columns.length, (at + 1) * columns.length),
    })),
  }
}

/** What a reader might expect here and does not find, and why. */
function leftOut(reading: Reading): string[] {
  const { view, language } = reading
  const { report } = choose(language, words)
  const isShown = (name: string): boolean => tablesOf(reading, name).length > 0
  const missing = [
    ...singles.filter((name) => !isShown(name)),
    ...cardShape.several.flatMap(({ wide, each }) => {
      if (each.every(isShown)) return []
      return wide === null || !isShown(wide) ? each.filter((name) => !isShown(name)) : []
    }),
  ]
  const last = Math.max(
    0,
    ...view.tables.filter(({ of, dimensions }) => of === 'contacts' && dimensions.length === 0).map(({ to }) => to),
  )
  const months = Array.from({ length: Math.max(0, view.folded - last) }, (_none, at) => last + 1 + at)
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  const said = [
    ...(missing.length > 0
      ? [fill(report.leftOutBecause, { names: list.format(missing.map((name) => nameOf(name, language))) })]
      : []),
    ...(months.length > 0
      ? [
          fill(report.leftOutMonths, {
            months: list.format(months.map((month) => monthName(month, view.year, language))),
          }),
        ]
      : []),
  ]
  return said.length > 0 ? said : [report.nothingLeftOut]
}
