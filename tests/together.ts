import { describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { relative } from 'node:path'

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
