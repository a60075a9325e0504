import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { describe } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs test files (as URLs) in this process, one after the other, each in a suite that is called as it is: most of what a
 * small test costs is starting a process and reading the whole house into it. Each file's hooks are its own. One is read
 * only when the one before was: who reads first decides whose tests they are.
 */
export async function together(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const { promise, resolve } = Promise.withResolvers<void>()
    describe(relative(root, fileURLToPath(file)), async () => {
      try {
        await import(file)
      } finally {
        resolve()
      }
    })
    await promise
  }
}

const pidOf = (group: string): string => `${group}.pid`

/** Notes which process runs this group. */
export const begins = (group: string): void => writeFileSync(pidOf(group), String(process.pid))

/** Resolves when every other group has begun and its process has ended, in whatever way. */
export async function othersOver(groups: readonly string[]): Promise<void> {
  for (const group of groups) while (!isOver(group)) await wait(200)
}

function isOver(group: string): boolean {
  if (!existsSync(pidOf(group))) return false
  try {
    process.kill(Number(readFileSync(pidOf(group), 'utf8')), 0)
    return false
  } catch {
    return true
  }
}
