/** What the live client speaks and is made of; the server's half is platform/live/wire.ts. */
export type LiveState = 'connecting' | 'open' | 'waiting' | 'ended'
export type LiveRow = [seq: number, id: string, body: string]
export type Follow = {
  /** The last sequence the page has; 0 unless said. */
  after?: number
  onRows?: (rows: LiveRow[]) => void
  onView?: (view: never) => void
  /** It cannot be followed (any more): `not-allowed`, `not-found`, `gone` and so on. */
  onEnd?: (code: string) => void
}

/** `offline`: not said. `lost`: said, but the answer never came; it may have happened. Anything else: the server's refusal. */
export class LiveError extends Error {
  code: string
  words: string
  constructor(code: string, words = '') {
    super(code)
    this.name = 'LiveError'
    this.code = code
    this.words = words
  }
}

export type Socket = {
  send: (text: string) => void
  close: () => void
  onopen: unknown
  onmessage: unknown
  onclose: unknown
}
/** Time, chance and the socket, so that a test can hold them. */
export type LiveTools = {
  socket: (url: string) => Socket
  later: (run: () => void, milliseconds: number) => () => void
  random: () => number
}
export type LiveOptions = {
  /** Such as wss://line.example.org/live; this page's own unless said. */
  url?: string
  /** A caller's page: the token it holds in memory. A console has its cookie and leaves this out. */
  bearer?: () => string
  tools?: Partial<LiveTools>
}
export type Listener = Follow & { cursor: number }
export type Topic = { topic: string; key: string; listeners: Set<Listener>; view?: unknown; asked?: number | undefined }
export type Said = {
  frame: string
  queue: boolean
  sent: boolean
  resolve: (ok: never) => void
  reject: (e: Error) => void
}
export type Answer = {
  re?: number
  ok?: never
  no?: string
  words?: string
  hello?: 1
  on?: string
  key?: string
  rows?: LiveRow[]
  view?: never
  end?: string
}

export const browserTools: LiveTools = {
  socket: (url) => new WebSocket(url),
  later: (run, milliseconds) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

export const ownUrl = (): string => `${location.origin.replace('http', 'ws')}/live`
