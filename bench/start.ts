import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { report } from './report.ts'

/**
 * `npm start` with everything installed and built, from the command to "ready": the first time, which makes the database,
 * and later times. The raw limit is the same launcher's cost with nothing in it: npm running an empty script.
 */
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'beside-bench-start-'))
chmodSync(folder, 0o755)
const environment = { ...process.env, DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'warn' }

/** Seconds from the command to the line that says it is ready; then it is stopped in order. */
async function startOnce(): Promise<number> {
  const began = performance.now()
  const child = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const seconds = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      if (part.toString().includes('Beside is ready')) resolve((performance.now() - began) / 1000)
    })
    void ended.then(() => reject(new Error('it ended before it was ready')))
  })
  child.kill('SIGTERM')
  await ended
  return seconds
}

function emptyRun(): number {
  const began = performance.now()
  spawnSync('npm', ['exec', '--silent', '--', 'node', '-e', ''], { cwd: root })
  return (performance.now() - began) / 1000
}

try {
  const raw = emptyRun()
  const first = await startOnce()
  const later = [await startOnce(), await startOnce(), await startOnce()].sort((a, b) => a - b)[1]!
  for (const [name, value, bar] of [
    ['npm start, first, with initdb, to ready', first, 10],
    ['npm start, later, to ready', later, 2],
  ] as const) {
    report({ name, value, unit: 's', raw, ratio: value / raw, bar, pass: value <= bar })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
