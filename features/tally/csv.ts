import type { Language } from '#platform/words'
import { groupNames, nameOf } from './naming.ts'
import type { ReportView } from './wire.ts'

const head = ['of', 'from', 'to', 'whole year', 'question 1', 'answer 1', 'question 2', 'answer 2', 'count']

/** Every published number, one a line (RFC 4180, UTF-8). Months as 2026-03. */
export function csvOf(view: ReportView, language: Language): string {
  const month = (place: number): string => `${view.year}-${String(place).padStart(2, '0')}`
  const lines = view.tables.flatMap(({ of, from, to, whole, dimensions, groups, cells }) => {
    const names = groups.map((group, axis) => groupNames(dimensions[axis]!, group, language))
    return cells.map((cell, at) => {
      const size = names[1]?.length ?? 1
      const places = [Math.floor(at / size), at % size]
      const said = [0, 1].flatMap((axis) =>
        names[axis] ? [nameOf(dimensions[axis]!, language), names[axis][places[axis]!]!] : ['', ''],
      )
      return [of, month(from), month(to), whole ? 'yes' : 'no', ...said, String(cell)]
    })
  })
  return [head, ...lines].map((line) => `${line.map(quoted).join(',')}\r\n`).join('')
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
