import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive } from '#platform/postgres/processes'
import { passableFolder, until } from './child-house.ts'

const root = join(import.meta.dirname, '..')
const postgresOf = (data: string): number =>
  Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const besideOf = (data: string): number => Number(readFileSync(join(data, 'beside.lock'), 'utf8').split(' ')[0])
const parentOf = (pid: number): number =>
  Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout)

/** `npm start` as somebody types it, with whatever node and npm this machine has. Resolves when it says that it is ready. */
async function npmStart(data: string): Promise<{ npm: number; said: string; complained: () => string }> {
  const env = { ...process.env, DATA_DIR: data, PORT: '0', LOG_LEVEL: 'warn' }
  // A group of its own, as each line of a terminal has.
  const child = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let [said, complained] = ['', '']
  child.stderr.on('data', (part: Buffer) => (complained += part.toString()))
  child.stdout.on('data', (part: Buffer) => (said += part.toString()))
  await until(() => said.includes('Beside is ready') || child.exitCode !== null, 120_000)
  return { npm: child.pid!, said, complained: () => complained }
}

test('npm start says what to open; a signal to npm stops everything in order', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const { npm, said } = await npmStart(data)
  assert.match(said, /http:\/\/localhost:\d+\/console#\/set-up\/\S{43}/)
  const url = /Beside is ready: (http:\/\/localhost:\d+) /.exec(said)![1]!
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  const [beside, postgres] = [besideOf(data), postgresOf(data)]
  process.kill(npm, 'SIGTERM')
  await until(() => !isAlive(beside) && !isAlive(postgres), 20_000)
})

test('Ctrl-C reaches every process of a terminal: PostgreSQL stays until everything else has ended in order', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  const { npm, complained } = await npmStart(data)
  const [beside, postgres] = [besideOf(data), postgresOf(data)]
  process.kill(-npm, 'SIGINT')
  await until(() => !isAlive(beside) && !isAlive(postgres), 20_000)
  assert.doesNotMatch(complained(), /"level":"(warn|error)"/)
})

test('when the launcher itself is killed, nothing it started stays behind', async () => {
  using folder = passableFolder()
  const data = join(folder.path, 'data')
  await npmStart(data)
  const [beside, postgres] = [besideOf(data), postgresOf(data)]
  process.kill(parentOf(beside), 'SIGKILL')
  await until(() => !isAlive(beside) && !isAlive(postgres), 20_000)
})
