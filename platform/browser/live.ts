import {
  LiveError,
  browserTools,
  ownUrl,
  type Answer,
  type Follow,
  type LiveOptions,
  type LiveState,
  type LiveTools,
  type Said,
  type Socket,
  type Topic,
} from '#platform/browser/live-wire'

export {
  LiveError,
  type Follow,
  type LiveOptions,
  type LiveRow,
  type LiveState,
  type LiveTools,
} from '#platform/browser/live-wire'

/**
 * The browser's end of `/live`: one socket that comes back by itself.
 * Invariants: every following goes on from its own cursor, so across reconnects and restarts of the server no row is
 * missed and none is given twice; a view is given when it differs; what was said is answered, or its promise rejects.
 */
const silence = 45_000
const longestPause = 15_000
const saidAtOnce = 32
/** What the server closes with when we are not, or no longer, signed in, and when it restarts. */
const signedOut = 4401
const restarting = 1001
/** What it answers when it broke off; any other refusal is meant. */
const failed = 'failed'
const followPause = 1000

export class LiveClient {
  #options: LiveOptions
  #tools: LiveTools
  #socket: Socket | null = null
  #state: LiveState = 'connecting'
  #watchers = new Set<(state: LiveState) => void>()
  #topics = new Map<string, Topic>()
  #said = new Map<number, Said>()
  #follows = new Map<number, Topic>()
  #id = 0
  #tries = 0
  #cancel: (() => void) | null = null
  /** When the next try is, in milliseconds since 1970, while the state is `waiting`. */
  retryAt = 0

  constructor(options: LiveOptions = {}) {
    this.#options = options
    this.#tools = { ...browserTools, ...options.tools }
    globalThis.addEventListener?.('online', this.#soon)
    globalThis.document?.addEventListener('visibilitychange', this.#soon)
    this.#connect()
  }

  /** A Svelte store: `$state`. Words for each state are the page's own. */
  readonly state = {
    get: (): LiveState => this.#state,
    subscribe: (watch: (state: LiveState) => void): (() => void) => {
      this.#watchers.add(watch)
      watch(this.#state)
      return () => void this.#watchers.delete(watch)
    },
  }

  /**
   * Says something and resolves with the reply. `queue`: while offline it waits and it is said again when its answer was
   * lost, so its body must carry an id that makes it idempotent; otherwise it rejects with LiveError `offline` or `lost`.
   */
  say<Reply = unknown>(name: string, body: unknown, options: { queue?: boolean } = {}): Promise<Reply> {
    return new Promise<never>((resolve, reject) => {
      const id = ++this.#id
      const queue = options.queue ?? false
      if (this.#state === 'ended' || (this.#state !== 'open' && !queue)) return reject(new LiveError('offline'))
      const said: Said = { frame: JSON.stringify({ id, say: name, body }), queue, sent: false, resolve, reject }
      this.#said.set(id, said)
      this.#sendNext()
    })
  }

  /** Follows a topic until the returned function is called. Several parts of a page may follow the same one. */
  follow(topic: string, key: string, follow: Follow): () => void {
    const name = `${topic} ${key}`
    const followed: Topic = this.#topics.get(name) ?? { topic, key, listeners: new Set() }
    const first = followed.listeners.size === 0
    this.#topics.set(name, followed)
    const listener = { ...follow, cursor: follow.after ?? 0 }
    followed.listeners.add(listener)
    if (followed.view !== undefined) follow.onView?.(followed.view as never)
    else if (first || follow.onRows) this.#follow(followed)
    return () => {
      if (!followed.listeners.delete(listener) || followed.listeners.size > 0) return
      if (this.#topics.get(name) === followed) this.#topics.delete(name)
      if (this.#state === 'open') this.#socket?.send(JSON.stringify({ id: ++this.#id, leave: topic, key }))
    }
  }

  /** Closes for good. */
  close(): void {
    globalThis.removeEventListener?.('online', this.#soon)
    globalThis.document?.removeEventListener('visibilitychange', this.#soon)
    this.#end()
  }

  #connect(): void {
    this.#cancel?.()
    this.#become('connecting')
    const { url = ownUrl(), bearer } = this.#options
    const socket = this.#tools.socket(bearer ? `${url}?caller` : url)
    this.#socket = socket
    socket.onopen = () => socket.send(JSON.stringify({ hello: bearer ? { bearer: bearer() } : {} }))
    socket.onmessage = ({ data }: { data: string }) => this.#socket === socket && this.#hear(JSON.parse(data) as Answer)
    socket.onclose = ({ code }: { code: number }) => this.#socket === socket && this.#lost(code)
    this.#watch()
  }

  /** A socket that says nothing for longer than two beats is dead, whatever the network thinks. */
  #watch(): void {
    this.#cancel?.()
    this.#cancel = this.#tools.later(() => {
      this.#socket?.close()
      this.#lost(1006)
    }, silence)
  }

  #hear(answer: Answer): void {
    this.#watch()
    if (answer.hello) this.#opened()
    else if (answer.re !== undefined) this.#answered(answer.re, answer)
    else if (answer.on !== undefined) this.#pushed(answer, this.#topics.get(`${answer.on} ${answer.key}`))
  }

  #opened(): void {
    this.#tries = 0
    this.#become('open')
    for (const topic of this.#topics.values()) this.#follow(topic)
    for (const said of this.#said.values()) said.sent = false
    this.#sendNext()
  }

  #follow(topic: Topic): void {
    if (this.#state !== 'open') return
    const id = ++this.#id
    this.#follows.set(id, topic)
    topic.asked = id
    const after = Math.min(...[...topic.listeners].map((listener) => listener.cursor))
    this.#socket!.send(JSON.stringify({ id, follow: topic.topic, key: topic.key, after }))
  }

  /** In order, and so many at once that a long queue does not look like a flood. */
  #sendNext(): void {
    if (this.#state !== 'open') return
    for (const said of [...this.#said.values()].slice(0, saidAtOnce)) {
      if (!said.sent) this.#socket!.send(said.frame)
      said.sent = true
    }
  }

  #answered(id: number, { ok, no, words }: Answer): void {
    const said = this.#said.get(id)
    this.#said.delete(id)
    if (no === undefined) said?.resolve(ok as never)
    else said?.reject(new LiveError(no, words))
    if (said) this.#sendNext()
    const topic = this.#follows.get(id)
    this.#follows.delete(id)
    if (topic?.asked === id) topic.asked = undefined
    if (!topic || no === undefined) return
    if (no === failed) this.#followAgain(topic)
    else this.#ended(topic, no)
  }

  /** The server could not look just now, as while its database restarts: nothing was refused. */
  #followAgain(topic: Topic): void {
    const pause = followPause * (0.5 + this.#tools.random())
    this.#tools.later(() => {
      if (this.#topics.get(`${topic.topic} ${topic.key}`) === topic) this.#follow(topic)
    }, pause)
  }

  #pushed({ rows, view, end }: Answer, topic?: Topic): void {
    // Until the server has heard what was asked last, it speaks of the following before, which may just have ended.
    if (!topic || topic.asked !== undefined) return
    if (end !== undefined) return this.#ended(topic, end)
    if (view !== undefined) topic.view = view
    for (const listener of Array.from(topic.listeners)) {
      if (view !== undefined) listener.onView?.(view)
      const news = rows?.filter(([seq]) => seq > listener.cursor) ?? []
      if (news.length === 0) continue
      listener.cursor = news.at(-1)![0]
      listener.onRows?.(news)
    }
  }

  #ended(topic: Topic, code: string): void {
    const name = `${topic.topic} ${topic.key}`
    if (this.#topics.get(name) === topic) this.#topics.delete(name)
    for (const listener of topic.listeners) listener.onEnd?.(code)
    topic.listeners.clear()
  }

  #lost(code: number): void {
    this.#socket = null
    this.#follows.clear()
    if (code === signedOut) return this.#end()
    for (const [id, said] of this.#said) if (said.sent && !said.queue) this.#drop(id, 'lost')
    const longest = code === restarting ? 500 : Math.min(longestPause, 500 * 2 ** this.#tries++)
    const pause = 50 + this.#tools.random() * longest
    this.retryAt = Date.now() + pause
    this.#cancel?.()
    this.#cancel = this.#tools.later(() => this.#connect(), pause)
    this.#become('waiting')
  }

  #drop(id: number, code: string): void {
    const said = this.#said.get(id)
    this.#said.delete(id)
    said?.reject(new LiveError(code))
  }

  /** The network or the reader is back: no need to wait any longer. */
  #soon = (): void => {
    if (this.#state === 'waiting' && !globalThis.document?.hidden) this.#connect()
  }

  #end(): void {
    this.#cancel?.()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    this.#become('ended')
    for (const id of Array.from(this.#said.keys())) this.#drop(id, 'offline')
  }

  #become(state: LiveState): void {
    if (this.#state === state) return
    this.#state = state
    for (const watch of Array.from(this.#watchers)) watch(state)
  }
}
