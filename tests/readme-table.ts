import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The first table under a heading of a feature's README, as cells; the line below its head is left out. */
export function readmeTable(folder: string, heading: string): string[][] {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const lines = readme.slice(readme.indexOf(`## ${heading}`)).split('\n')
  const from = lines.findIndex((line) => line.startsWith('|'))
  const end = lines.findIndex((line, at) => at > from && !line.startsWith('|'))
  const cells = lines.slice(from, end === -1 ? undefined : end).map((line) => line.split('|').slice(1, -1))
  return cells.filter((_row, at) => at !== 1).map((row) => row.map((cell) => cell.trim()))
}
