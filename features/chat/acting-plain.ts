import { until } from './acting.ts'
import type { TestHouse } from '../../tests/house.ts'

/** For tests: a browser without script, as far as HTTP goes. It keeps its cookie and follows nothing by itself. */
export class PlainBrowser {
  cookie = ''
  /** Everything that set a cookie, as the server said it. */
  readonly given: string[] = []
  readonly path: string
  #house: TestHouse

  constructor(house: TestHouse, path = '/en/line/chat') {
    this.#house = house
    this.path = path
  }

  async get(part = ''): Promise<{ status: number; html: string; headers: Headers }> {
    return this.#kept(await this.#house.request(this.path + part, { headers: this.#headers() }))
  }

  async post(
    part: string,
    fields: Record<string, string>,
  ): Promise<{ status: number; html: string; headers: Headers }> {
    const body = new URLSearchParams(fields)
    return this.#kept(await this.#house.request(this.path + part, { method: 'POST', body, headers: this.#headers() }))
  }

  /** Presses start; resolves once the server has answered. */
  async start(text = ''): Promise<{ status: number; html: string; headers: Headers }> {
    const { html } = await this.get()
    const seed = /name="start" value="([^"]+)"/.exec(html)?.[1]
    if (!seed) throw new Error('there is no start on this page')
    return this.post('', { start: seed, text })
  }

  /** Writes in the frame, as its form does. */
  async write(text: string): Promise<{ status: number; html: string; headers: Headers }> {
    const { html } = await this.get('/write')
    return this.post('/write', { id: /name="id" value="([^"]+)"/.exec(html)![1]!, text })
  }

  /** The frame in which everything is said. */
  async stream(part = '/stream'): Promise<Growth> {
    const abort = new AbortController()
    this.#house.endWith(() => abort.abort())
    const init = { headers: { ...this.#headers(), 'accept-encoding': 'gzip' }, signal: abort.signal }
    return new Growth(await this.#house.request(this.path + part, init), abort)
  }

  #headers = (): Record<string, string> => (this.cookie ? { cookie: this.cookie } : {})

  async #kept(answer: Response): Promise<{ status: number; html: string; headers: Headers }> {
    for (const line of answer.headers.getSetCookie()) {
      this.given.push(line)
      const [pair = ''] = line.split(';')
      this.cookie = /Max-Age=0/i.test(line) ? '' : pair
    }
    return { status: answer.status, html: await answer.text(), headers: answer.headers }
  }
}

/** An answer as it comes in. */
export class Growth {
  readonly headers: Headers
  readonly status: number
  html = ''
  over = false
  #abort: AbortController

  constructor(answer: Response, abort: AbortController) {
    this.headers = answer.headers
    this.status = answer.status
    this.#abort = abort
    void this.#read(answer)
  }

  says = (text: string | RegExp): Promise<true> =>
    until(
      () => (typeof text === 'string' ? this.html.includes(text) : text.test(this.html)) || null,
      `“${text}” coming`,
    )

  ends = (): Promise<true> => until(() => this.over || null, 'the answer ending')

  hangUp(): void {
    this.#abort.abort()
  }

  async #read(answer: Response): Promise<void> {
    const decoder = new TextDecoder()
    try {
      for await (const part of answer.body!) this.html += decoder.decode(part, { stream: true })
    } catch {
      // hung up, or cut off
    }
    this.over = true
  }
}
