import { Refusal, type Message, type Topic } from '#platform/house'
import { Follows } from '#platform/live/follows'
import type { LiveSocket } from '#platform/live/socket'
import type { Views } from '#platform/live/views'
import { frameSchema, limits, type Frame, type FrameId } from '#platform/live/wire'
import type { Log } from '#platform/log'
import type { Streams } from '#platform/streams'

export type Hall = {
  messages: Map<string, Message>
  topics: Map<string, Topic>
  streams: Streams
  views: Views
  log: Log
  /** Says who is there; true when somebody is. */
  meet: (socket: LiveSocket, bearer: string | undefined) => Promise<boolean>
}

/**
 * What one socket says and what it is answered.
 * Invariants: nothing but `hello` is heard before it is known who is there; every message and topic asks its guard, every
 * time; messages of one name are handled one after the other, in the order they were said.
 */
export class Conversation {
  readonly follows: Follows
  #socket: LiveSocket
  #hall: Hall
  #queues = new Map<string, Promise<void>>()
  #waiting = 0

  constructor(socket: LiveSocket, hall: Hall) {
    this.#socket = socket
    this.#hall = hall
    this.follows = new Follows(socket, hall)
  }

  hear(text: string | null): void {
    if (!this.#socket.mayGoOn()) return this.#socket.close('tooFast')
    const frame = text === null ? null : parse(text)
    if (!frame) return this.#socket.close('notUnderstood')
    if ('hello' in frame) return this.#inOrder('hello', undefined, () => this.#hello(frame.hello.bearer))
    if (!this.#socket.known && !this.#queues.has('hello')) return this.#no(frame.id, 'hello-first')
    if ('say' in frame && this.#waiting >= limits.waiting) return this.#no(frame.id, 'too-many')
    if ('say' in frame) return this.#inOrder(`say ${frame.say}`, frame.id, () => this.#said(frame))
    const topic = 'follow' in frame ? frame.follow : frame.leave
    this.#inOrder(`topic ${topic} ${frame.key}`, frame.id, () => this.#topic(frame))
  }

  /** Nobody is told that they are not signed in because we could not look: such a page comes back. */
  async #hello(bearer: string | undefined): Promise<void> {
    try {
      if (this.#socket.known || (await this.#hall.meet(this.#socket, bearer))) this.#socket.send({ hello: 1 })
      else this.#socket.close('signedOut')
    } catch (error) {
      this.#socket.close('restarting')
      throw error
    }
  }

  async #said({ id, say, body }: Extract<Frame, { say: string }>): Promise<void> {
    const message = this.#hall.messages.get(say)
    if (!message) return this.#no(id, 'unknown')
    const visitor = message.guard.admit(this.#socket.visitors)
    if (!visitor) return this.#no(id, 'not-allowed')
    const shaped = message.body.safeParse(body)
    if (!shaped.success) return this.#no(id, 'malformed')
    const said = { visitor: visitor as never, body: shaped.data as never, socketId: this.#socket.id }
    this.#socket.send({ re: id, ok: (await message.handle(said)) ?? {} })
  }

  async #topic(frame: Extract<Frame, { follow: string } | { leave: string }>): Promise<void> {
    const ok = (): void => this.#socket.send({ re: frame.id, ok: {} })
    if ('leave' in frame) {
      this.follows.leave(frame.leave, frame.key)
      return ok()
    }
    const refused = await this.follows.follow({ topic: frame.follow, key: frame.key, after: frame.after }, ok)
    if (refused) this.#no(frame.id, refused)
  }

  /** One after the other for each name; what comes in before the `hello` is answered waits for it. */
  #inOrder(name: string, id: FrameId | undefined, work: () => Promise<void>): void {
    const counts = name.startsWith('say ') ? 1 : 0
    this.#waiting += counts
    const before = [this.#queues.get('hello'), this.#queues.get(name)].filter((one) => one !== undefined)
    const done: Promise<void> = (before.length === 0 ? work() : Promise.all(before).then(work))
      .catch((error: unknown) => this.#failed(error, id))
      .finally(() => {
        this.#waiting -= counts
        if (this.#queues.get(name) === done) this.#queues.delete(name)
      })
    this.#queues.set(name, done)
  }

  #failed(error: unknown, id: FrameId | undefined): void {
    if (error instanceof Refusal) return this.#no(id, error.code, error.words)
    this.#hall.log.error('live message failed', error)
    this.#no(id, 'failed')
  }

  #no(id: FrameId | undefined, code: string, words = ''): void {
    if (id !== undefined) this.#socket.send(words ? { re: id, no: code, words } : { re: id, no: code })
  }
}

function parse(text: string): Frame | null {
  try {
    return frameSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
