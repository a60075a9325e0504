import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

type Answer = { id: number; result: { result?: { value?: string } } }

/** In bytes: what is in use (JavaScript and what it holds outside of its heap), and what the system has given. */
export type Memory = { used: number; resident: number }

/**
 * The memory of a process that was started with `--inspect` and said so (`complained`), after it was made to collect what
 * nothing holds: without that, how much a process has grown says how busy it was, not what it keeps.
 */
export async function memoryOf(complained: string): Promise<Memory> {
  const address = /Debugger listening on (ws:\S+)/.exec(complained)?.[1]
  if (!address) throw new Error('this process cannot be looked into')
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let asked = 0
  const ask = (method: string, params: object = {}): Promise<Answer['result']> => {
    const id = ++asked
    return new Promise((resolve) => {
      const hear = (data: unknown): void => {
        const answer = JSON.parse(String(data)) as Answer
        if (answer.id !== id) return
        socket.off('message', hear)
        resolve(answer.result)
      }
      socket.on('message', hear)
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
  for (let round = 0; round < 3; round++) {
    await ask('HeapProfiler.collectGarbage')
    await wait(300)
  }
  const expression = 'JSON.stringify(process.memoryUsage())'
  const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true })
  socket.close()
  const { heapUsed, external, rss } = JSON.parse(result!.value!) as NodeJS.MemoryUsage
  return { used: heapUsed + external, resident: rss }
}
