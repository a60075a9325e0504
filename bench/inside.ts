import { WebSocket } from 'ws'

type Answer = { id: number; result: { result?: { value?: string } } }
export type Inside = {
  ask: (method: string, params?: object) => Promise<Answer['result']>
  /** The value of an expression, as text. */
  read: (expression: string) => Promise<string>
  close: () => void
}

/** Into a process that was started with `--inspect` and said so (`complained`). */
export async function lookInto(complained: string): Promise<Inside> {
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
  const read = async (expression: string): Promise<string> => {
    const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true })
    return result!.value!
  }
  return { ask, read, close: () => socket.close() }
}
