import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'

/** The part of a WebSocket that a live socket uses. */
export type Wire = Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount'> & {
  on: (event: 'message' | 'close' | 'pong' | 'error', run: (data: unknown, binary?: boolean) => void) => unknown
  send: (text: string, sent: () => void) => void
  ping: () => void
  pause: () => void
  resume: () => void
  close: (code: number, why: string) => void
  terminate: () => void
}
export type Inside = {
  /** A frame for the page. True when it can take more at once; otherwise nothing more comes until `flows`. */
  hear: (frame: string) => boolean
  /** The line is over: 1001 when the house is restarting, 4401 when the page is nobody any more. */
  closed: (code: number) => void
}

/**
 * The wire of a page that has no socket, because it has no script: what its script would say and hear is said and heard
 * within this process, and its answer grows instead. It is a guest as any other, with the same rights, limits and end.
 */
export class InsideWire extends EventEmitter implements Wire {
  readonly OPEN = 1
  readyState: 0 | 1 | 2 | 3 = 1
  bufferedAmount = 0
  #inside: Inside
  #sent: (() => void)[] = []

  constructor(inside: Inside) {
    super()
    this.#inside = inside
  }

  /** The page says this frame, as on a socket. */
  say(frame: object): void {
    if (this.readyState === 1) this.emit('message', JSON.stringify(frame), false)
  }

  /** What the page could not take before is on its way. */
  flows(): void {
    this.bufferedAmount = 0
    for (const sent of this.#sent.splice(0)) sent()
  }

  send(text: string, sent: () => void): void {
    const flowing = this.#inside.hear(text) && this.bufferedAmount === 0
    if (flowing) return sent()
    this.bufferedAmount += text.length
    this.#sent.push(sent)
  }

  ping(): void {
    this.emit('pong')
  }

  pause(): void {}
  resume(): void {}

  close(code: number): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.#sent = []
    this.#inside.closed(code)
    this.emit('close')
  }

  terminate(): void {
    this.close(1006)
  }
}
