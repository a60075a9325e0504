import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Beside as a process of its own, as `npm start` runs it: for tests of starting, stopping and breaking. */
export type ChildHouse = {
  pid: number
  url: string
  /** Where this start's PostgreSQL answers. */
  printed: () => string
  complained: () => string
  kill: (signal: NodeJS.Signals) => void
  ended: Promise<{ code: number | null; signal: string | null }>
  stop: () => Promise<void>
}

const main = join(import.meta.dirname, '..', 'main.ts')

/** Starts and waits until it is ready. Throws with what it said when it ends before. */
export async function startChild(environment: Record<string, string>, ...words: string[]): Promise<ChildHouse> {
  const { child, printed, complained, ended } = spawnMain(environment, words)
  const ready = new Promise<string>((resolve) => {
    child.stdout!.on('data', () => {
      const url = /Beside is ready: (http:\/\/\S+)/.exec(printed())?.[1]
      if (url) resolve(url)
    })
  })
  const url = await Promise.race([ready, ended.then(() => null)])
  if (!url) throw new Error(`it did not start: ${complained()}`)
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  return { pid: child.pid!, url, printed, complained, kill, ended, stop }
}

type Failure = { code: number | null; said: string }

/** Starts where a start is not possible. Resolves to the exit code and what was said. */
export async function failToStart(environment: Record<string, string>, ...words: string[]): Promise<Failure> {
  const { child, printed, complained, ended } = spawnMain(environment, words)
  child.stdout!.on('data', () => /Beside is ready/.test(printed()) && child.kill('SIGTERM'))
  const { code } = await ended
  return { code, said: (printed() + complained()).trim() }
}

/** As little of this process's environment as a child can live with, and the code that Node has already compiled. */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '/', NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) }
}

function spawnMain(environment: Record<string, string>, words: string[]) {
  const env = { ...bareEnvironment(), PORT: '0', LOG_LEVEL: 'warn', ...environment }
  const child: ChildProcess = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', error: '' }
  child.stdout!.on('data', (part: Buffer) => (said.out += part.toString()))
  child.stderr!.on('data', (part: Buffer) => (said.error += part.toString()))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return { child, printed: () => said.out, complained: () => said.error, ended }
}

/** A folder that every account may pass through, gone when the test is over. */
export function passableFolder(): { path: string; [Symbol.dispose]: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'beside-start-'))
  chmodSync(path, 0o755)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Asks again until it is so. Throws when it is not within `milliseconds`, half a minute unless said. */
export async function until(isSo: () => boolean | Promise<boolean>, milliseconds = 30_000): Promise<void> {
  for (const end = Date.now() + milliseconds; ;) {
    const isLast = Date.now() >= end
    if (await isSo()) return
    if (isLast) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`not so after ${milliseconds} ms: ${isSo.toString()}`)
}
