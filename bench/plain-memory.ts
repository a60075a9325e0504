import { setTimeout as wait } from 'node:timers/promises'
import { lookInto } from './inside.ts'

/** In bytes: what is in use (JavaScript and what it holds outside of its heap), and what the system has given. */
export type Memory = { used: number; resident: number }

/**
 * The memory of a process that was started with `--inspect` and said so (`complained`), after it was made to collect what
 * nothing holds: without that, how much a process has grown says how busy it was, not what it keeps.
 */
export async function memoryOf(complained: string): Promise<Memory> {
  const inside = await lookInto(complained)
  for (let round = 0; round < 3; round++) {
    await inside.ask('HeapProfiler.collectGarbage')
    await wait(300)
  }
  const said = await inside.read('JSON.stringify(process.memoryUsage())')
  inside.close()
  const { heapUsed, external, rss } = JSON.parse(said) as NodeJS.MemoryUsage
  return { used: heapUsed + external, resident: rss }
}
