import { Agent, request, type IncomingMessage } from 'node:http'

/* Callers without script, as far as HTTP goes: each has an address of its own, a chat, and an answer that grows. */

export type PlainCaller = { cookie: string; headers: Record<string, string> }
export type Open = { bytes: () => number; close: () => void }

const agent = new Agent({ keepAlive: false, maxSockets: Infinity })

/** Presses start, as the form does. */
export async function startPlain(url: string, n: number): Promise<PlainCaller> {
  const headers = { origin: url, 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }
  const page = await (await fetch(`${url}/en/line/chat`, { headers })).text()
  const start = /name="start" value="([^"]+)"/.exec(page)?.[1]
  if (!start) throw new Error('the chat has no start without script')
  const body = new URLSearchParams({ start, text: `caller ${n}` })
  const answer = await fetch(`${url}/en/line/chat`, { method: 'POST', body, headers, redirect: 'manual' })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (answer.status !== 303 || !cookie) throw new Error(`a chat did not start: ${answer.status}`)
  return { cookie, headers: { ...headers, cookie } }
}

/** Opens the frame that grows; resolves once its conversation has begun to come in. */
export function openStream(url: string, { headers }: PlainCaller): Promise<Open> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/en/line/chat/stream`, { agent, headers }, (answer: IncomingMessage) => {
      let bytes = 0
      if (answer.statusCode !== 200) return reject(new Error(`a stream did not open: ${answer.statusCode}`))
      answer.on('data', (part: Buffer) => {
        bytes += part.length
        if (part.includes('class="said')) resolve({ bytes: () => bytes, close: () => asked.destroy() })
      })
    })
    asked.on('error', reject).end()
  })
}
