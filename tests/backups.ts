import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openDatabase, type Database } from '#platform/database'
import { openKeyStore, type KeyStore } from '#platform/key-store'
import { bareEnvironment, passableFolder, startChild } from './child-house.ts'

/* `npm run backup` and `npm run restore` as processes, and somebody who writes sealed messages into a house meanwhile. */

type Said = { code: number | null; said: string }
export type Tool = { child: ChildProcess; printed: () => string; ended: Promise<Said> }

export function startTool(name: 'backup' | 'restore', environment: Record<string, string>, words: string[] = []): Tool {
  const env = { ...bareEnvironment(), ...environment }
  const program = join(import.meta.dirname, '..', 'tools', `run-${name}.ts`)
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout!.on('data', (part: Buffer) => (said += part.toString()))
  child.stderr!.on('data', (part: Buffer) => (said += part.toString()))
  const ended = new Promise<Said>((resolve) => child.once('close', (code) => resolve({ code, said })))
  return { child, printed: () => said, ended }
}

export const runTool = (...given: Parameters<typeof startTool>): Promise<Said> => startTool(...given).ended

let made: Promise<string> | undefined

/** A house that was started once and stopped, so that there is something to back up: one, copied for each test of a file. */
export async function madeHouse(data: string): Promise<void> {
  made ??= makeHouse()
  execFileSync('cp', ['-a', await made, data])
}

async function makeHouse(): Promise<string> {
  const folder = passableFolder()
  process.once('exit', () => folder[Symbol.dispose]())
  const data = join(folder.path, 'data')
  await (await startChild({ DATA_DIR: data })).stop()
  return data
}

export const connectTo = (data: string): Database =>
  openDatabase({ url: `postgres://beside@localhost/beside?host=${encodeURIComponent(join(data, 'run'))}` })

export const keysOf = (data: string): KeyStore & Disposable => {
  const store = openKeyStore(join(data, 'keys', 'keys.sqlite'))
  return Object.assign(store, { [Symbol.dispose]: () => store.close() })
}

/** Writes sealed messages one after the other, each with a key of its own, and knows which were acknowledged. */
export class Writer {
  readonly acknowledged: string[] = []
  #db: Database
  #keys: KeyStore
  #isDone = (): boolean => false
  #ended: Promise<void> = Promise.resolve()

  constructor(data: string) {
    this.#db = connectTo(data)
    this.#keys = keysOf(data)
  }

  async write(word: string): Promise<void> {
    await this.#db.sql`create table if not exists told (word text primary key, sealed bytea not null)`
    this.#keys.newKey(word)
    const sealed = this.#keys.seal(word, Buffer.from(`what ${word} told`))
    await this.#db.sql`insert into told (word, sealed) values (${word}, ${sealed})`
    this.acknowledged.push(word)
  }

  goOn(): void {
    this.#ended = (async () => {
      for (let n = 0; !this.#isDone(); n++) await this.write(`person-${n}`)
    })()
  }

  async stop(): Promise<void> {
    this.#isDone = () => true
    await this.#ended
    this.#keys.close()
    await this.#db.close()
  }
}

/** What a house holds: each word, and what its message says when it opens, or why it does not. */
export async function toldIn(data: string): Promise<Map<string, string>> {
  const house = await startChild({ DATA_DIR: data })
  const db = connectTo(data)
  using keys = keysOf(data)
  const rows = await db.sql<{ word: string; sealed: Uint8Array }[]>`select word, sealed from told order by word`
  await db.close()
  await house.stop()
  return new Map(rows.map(({ word, sealed }) => [word, openedBy(keys, word, sealed)]))
}

function openedBy(keys: KeyStore, word: string, sealed: Uint8Array): string {
  try {
    return Buffer.from(keys.open(word, sealed)).toString()
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** The raw erasure key of an object, as a key store's file holds it: only a test may look. */
export function rawKey(file: string, objectId: string): Buffer {
  const object = createHash('sha256').update(`beside object\n${objectId}`).digest()
  const db = new DatabaseSync(file, { readOnly: true })
  const row = db.prepare('select key from erasure_keys where object = ?').get(object)
  db.close()
  return Buffer.from(row!['key'] as Uint8Array)
}

/** The files below these folders in whose raw bytes the marked ones are. */
export function filesWith(marked: Uint8Array, ...folders: string[]): string[] {
  const entries = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.filter((file) => readFileSync(file).includes(marked))
}
