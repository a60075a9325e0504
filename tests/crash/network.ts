import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { reset } from '../proxy.ts'
import type { Chance } from './chance.ts'

/**
 * The network between everybody's pages and the server processes: one address, and each connection goes to whichever
 * process answers there now. It can be cut, be away, and swallow answers.
 */
export class Network {
  readonly port: number
  /** `refuse`: nobody gets through. `deaf`: what is asked arrives, and no answer comes back. */
  mood: 'serve' | 'refuse' | 'deaf' = 'serve'
  #server: Server
  #ports: () => readonly number[]
  #chance: Chance
  #pairs = new Set<{ near: Socket; far: Socket }>()

  private constructor(server: Server, ports: () => readonly number[], chance: Chance) {
    this.#server = server
    this.#ports = ports
    this.#chance = chance
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (near) => this.#take(near))
  }

  static async open(ports: () => readonly number[], chance: Chance): Promise<Network> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Network(server, ports, chance)
  }

  /** Every connection, or each by chance. */
  cut(share = 1): void {
    for (const { near, far } of Array.from(this.#pairs)) {
      if (this.#chance.next() >= share) continue
      reset(near)
      far.destroy()
    }
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(near: Socket): void {
    near.on('error', () => {})
    const ports = this.#ports()
    if (this.mood === 'refuse' || ports.length === 0) return reset(near)
    const far = connect(this.#chance.one(ports), '127.0.0.1')
    const pair = { near, far }
    this.#pairs.add(pair)
    far.on('error', () => near.destroy())
    far.on('close', () => near.destroySoon())
    near.on('close', () => {
      this.#pairs.delete(pair)
      far.destroy()
    })
    near.on('data', (part) => void far.write(part))
    far.on('data', (part) => {
      if (this.mood !== 'deaf') near.write(part)
    })
  }
}
