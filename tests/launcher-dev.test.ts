import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { isAlive } from '#platform/postgres/processes'
import { passableFolder, until } from './child-house.ts'

const root = join(import.meta.dirname, '..')
const ready = /Beside is ready: (http:\/\/localhost:\d+) /g

/** `npm run dev` on a copy of the sources, which may be changed. Whatever happens, nothing of it is left. */
class Development {
  #folder = passableFolder()
  #npm
  #closed: Promise<unknown>
  #said = ''

  constructor() {
    const sources = this.#path('sources')
    cpSync(root, sources, {
      recursive: true,
      filter: (path) => !/^(node_modules|\.git|data)/.test(relative(root, path)),
    })
    symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'))
    const env = { ...process.env, DATA_DIR: this.#path('data'), PORT: '0', LOG_LEVEL: 'warn' }
    this.#npm = spawn('npm', ['run', 'dev'], { cwd: sources, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    // Everything that prints to it has ended then, not npm alone.
    this.#closed = new Promise((resolve) => this.#npm.once('close', resolve))
    for (const out of [this.#npm.stdout, this.#npm.stderr])
      out.on('data', (part: Buffer) => (this.#said += part.toString()))
  }

  #path = (name: string): string => join(this.#folder.path, name)

  /** Resolves to its address when it has said for the `times`th time that it is ready. */
  async ready(times: number): Promise<string> {
    const urls = (): string[] => [...this.#said.matchAll(ready)].map(([, url]) => url!)
    await this.#until(() => urls().length >= times, 120_000)
    return urls()[times - 1]!
  }

  says = (sentence: string): Promise<void> => this.#until(() => this.#said.includes(sentence), 120_000)

  edit(file: string, from: string, to: string): void {
    const path = join(this.#path('sources'), file)
    const text = readFileSync(path, 'utf8')
    assert.ok(text.includes(from), `${file} holds ${from}`)
    writeFileSync(path, text.replace(from, to))
  }

  /** Who of it runs now: the server first, then its PostgreSQL. */
  processes(): number[] {
    const first = (file: string): number => Number(readFileSync(join(this.#path('data'), file), 'utf8').split(/\s/)[0])
    return [first('beside.lock'), first('postgres/postmaster.pid')]
  }

  async #until(isSo: () => boolean, milliseconds: number): Promise<void> {
    await until(() => isSo() || this.#npm.exitCode !== null, milliseconds).catch(() => null)
    assert.ok(isSo(), `it said: ${this.#said}`)
  }

  /** A signal to npm, as whatever started it gives one. What does not end by that is killed, and that is a failure. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#npm.kill('SIGTERM')
    const patience = setTimeout(() => process.kill(-this.#npm.pid!, 'SIGKILL'), 20_000)
    const began = Date.now()
    await this.#closed
    clearTimeout(patience)
    this.#folder[Symbol.dispose]()
    assert.ok(Date.now() - began < 20_000, 'it did not end by itself')
  }
}

test('npm run dev runs what was just written, outlives what cannot run, and leaves nothing behind', async () => {
  let last: number[]
  {
    await using development = new Development()
    const healthz = async (times: number): Promise<string> =>
      await (await fetch(`${await development.ready(times)}/healthz`)).text()
    assert.equal(await healthz(1), 'ok')
    const [first] = development.processes()

    development.edit('platform/server/app.ts', `c.text('ok')`, `c.text('changed')`)
    assert.equal(await healthz(2), 'changed')
    assert.ok(!isAlive(first!))

    development.edit('main.ts', 'await main()', 'await main(')
    await development.says('It ended. Waiting for a change')
    development.edit('main.ts', 'await main(', 'await main()')
    assert.equal(await healthz(3), 'changed')
    last = development.processes()
    assert.ok(last.every(isAlive))
  }
  assert.ok(!last.some(isAlive))
})

test('npm run dev ends with npm also while nothing runs', async () => {
  await using development = new Development()
  development.edit('main.ts', 'await main()', 'await main(')
  await development.says('It ended. Waiting for a change')
})
