import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * Stands between a house and PostgreSQL and lets connections die: by a reset (a server killed with -9), by an end (a
 * server that closes), never born, or with nobody noticing (a machine that is gone). For tests.
 */
export class Proxy {
  readonly url: string
  /** Away, a connection is reset (`refuse`) or closed (`drop`) as soon as it is made; `silent`: what is asked goes nowhere. */
  mood: 'serve' | 'refuse' | 'drop' | 'silent' = 'serve'
  /** Pieces that went nowhere. */
  swallowed = 0
  /** Connections made so far. */
  taken = 0
  #server: Server
  #pairs = new Set<{ near: Socket; far: Socket }>()

  private constructor(server: Server, url: string) {
    this.#server = server
    this.url = url
  }

  /** `url` is that of tests/postgres.ts: a socket in a folder. */
  static async open(url: string): Promise<Proxy> {
    const { searchParams, pathname } = new URL(url)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const proxy = new Proxy(server, `postgres://beside@127.0.0.1:${port}${pathname}?sslmode=disable`)
    server.on('connection', (near) => proxy.#take(near, `${searchParams.get('host')}/.s.PGSQL.5432`))
    return proxy
  }

  get count(): number {
    return this.#pairs.size
  }

  /** Ends one connection, or every one. */
  cut(how: 'reset' | 'end', which?: number): void {
    const all = [...this.#pairs]
    for (const { near, far } of which === undefined ? all : all.slice(which, which + 1)) {
      if (how === 'reset') reset(near)
      else near.destroySoon()
      far.destroy()
    }
  }

  async close(): Promise<void> {
    this.cut('reset')
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(near: Socket, path: string): void {
    this.taken++
    near.on('error', () => {})
    if (this.mood === 'refuse') return reset(near)
    if (this.mood === 'drop') return void near.destroySoon()
    const far = connect(path)
    const pair = { near, far }
    this.#pairs.add(pair)
    far.on('error', () => near.destroy())
    far.on('close', () => near.destroySoon())
    near.on('close', () => {
      this.#pairs.delete(pair)
      far.destroy()
    })
    near.on('data', (part) => (this.mood === 'silent' ? this.swallowed++ : far.write(part)))
    far.on('data', (part) => this.mood === 'silent' || near.write(part))
  }
}

/** A socket that is just being ended cannot be reset: Node says that it is closed, leaves it open, and never exits after that. */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
