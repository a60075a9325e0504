import { chmodSync, closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const fileName = 'tombstones.log'
const line = /^[0-9a-f]{64}$/

/**
 * What was erased, for ever: an append-only list of hashed object names in a folder of its own. It holds no key and no
 * content. A restore adds the lines of the other list to this one (`tombstonesIn`, `add`) and never replaces it.
 */
export class Tombstones {
  #file: string
  #known = new Set<string>()
  #read = -1

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#file = join(folder, fileName)
    const file = openSync(this.#file, 'a', 0o600)
    // A line cut short by a crash must not swallow the next one.
    if (fstatSync(file).size > 0 && !readFileSync(this.#file, 'latin1').endsWith('\n')) writeSync(file, '\n')
    fsyncSync(file)
    closeSync(file)
    chmodSync(this.#file, 0o600)
    syncFolder(folder)
  }

  /** Durable when it returns. */
  add(object: string): void {
    if (this.has(object)) return
    const file = openSync(this.#file, 'a', 0o600)
    try {
      writeSync(file, `${object}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  /** Also knows what other processes wrote since. */
  has(object: string): boolean {
    return this.all().has(object)
  }

  all(): ReadonlySet<string> {
    const file = openSync(this.#file, 'r')
    try {
      const { size } = fstatSync(file)
      if (size !== this.#read) this.#known = new Set(linesOf(readFileSync(file, 'latin1')))
      this.#read = size
    } finally {
      closeSync(file)
    }
    return this.#known
  }
}

/** The tombstones of another folder, a backup's for instance. */
export const tombstonesIn = (folder: string): string[] => linesOf(readFileSync(join(folder, fileName), 'latin1'))

const linesOf = (content: string): string[] => content.split('\n').filter((entry) => line.test(entry))

function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r')
  fsyncSync(opened)
  closeSync(opened)
}
