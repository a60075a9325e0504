import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** For this feature's tests: the cells of the first table of the README after a heading. */
export function tableAfter(heading: string): string[][] {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const lines = readme.slice(readme.indexOf(heading)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const rows = lines.slice(start, start + lines.slice(start).findIndex((line) => !line.startsWith('|')))
  const cells = rows.map((line) => line.split('|').slice(1, -1))
  return cells.map((row) => row.map((cell) => cell.replaceAll('**', '').trim()))
}
