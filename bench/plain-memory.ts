import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

type Answer = { id: number; result: { result?: { value?: number } } }

/**
 * The resident memory, in bytes, of a process that was started with `--inspect` and said so (`complained`), after it was made
 * to collect what nothing holds: without that, how much a process has grown says how busy it was, not what it keeps.
 */
export async function memoryOf(complained: string): Promise<number> {
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
  const { result } = await ask('Runtime.evaluate', { expression: 'process.memoryUsage.rss()', returnByValue: true })
  socket.close()
  return result!.value!
}
