import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Counts } from '../tests/walks/main-job-counts.ts'
import { report } from './report.ts'

/**
 * Runs the walk of the whole main job (caller and responder; both languages, each on a phone and on a desktop) and reports
 * what it counted: what axe found in how many states of the screens, and in how many things the secrets were searched and
 * found (requests, frames of sockets, lines of the log; files of the database, its WAL, the key store and the temporary
 * folders). `raw` is how much was looked at: nothing found in nothing would prove nothing. A walk that breaks fails both.
 */
const walk = join(import.meta.dirname, '../tests/walks/main-job.test.ts')
const folder = mkdtempSync(join(tmpdir(), 'beside-main-job-bench-'))
const file = join(folder, 'counts')
const walked = await new Promise<boolean>((resolve) => {
  const environment = { ...process.env, BESIDE_COUNTS: file }
  const child = spawn(process.execPath, ['--test', walk], { stdio: ['ignore', 'pipe', 'inherit'], env: environment })
  child.stdout.pipe(process.stderr)
  child.once('close', (code) => resolve(code === 0))
})
const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
const counted = lines.map((line) => JSON.parse(line) as Counts)
rmSync(folder, { recursive: true, force: true })
const sum = (part: keyof Counts): number => counted.reduce((so, counts) => so + (counts[part] ?? 0), 0)

tell('main job walked, both languages at 360 px and 1280 px: axe violations in all states', 'violations', 'states')
tell('sentinel texts after the main job: requests, sockets, logs, database, WAL, temp', 'found', 'searched')

function tell(name: string, part: 'violations' | 'found', looked: 'states' | 'searched'): void {
  const [value, raw] = [sum(part), sum(looked)]
  const pass = walked && raw > 0 && value === 0
  const why = walked ? {} : { why: 'the walk did not come to its end' }
  report({
    name,
    value,
    unit: part === 'found' ? 'occurrences' : part,
    raw,
    ratio: raw && value / raw,
    bar: 0,
    pass,
    ...why,
  })
}
