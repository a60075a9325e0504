import { randomUUID } from 'node:crypto'
import type { Wire } from '#platform/live/inside'
import { closing, limits, type Pauses } from '#platform/live/wire'
import type { Credentials, Visitors } from '#platform/visitors'

/**
 * One connection: who it is, whether it is alive, and how much is on its way to it.
 * Invariant: pushes stop while it is congested and go on from their own cursors when it flows again, so a slow reader costs
 * bounded memory and misses nothing.
 */
export class LiveSocket {
  readonly id: string = randomUUID()
  /** What it came with, and who that was found to be. */
  readonly credentials: Credentials
  visitors: Visitors = {}
  known = false
  /** When it was last identified, in milliseconds of the real clock. */
  checkedAt = 0
  #ws: Wire
  #pauses: Pauses
  #alive = true
  #congestedSince = 0
  #waiting = new Set<() => void>()
  #tokens = limits.burst
  #filledAt = Date.now()

  constructor(ws: Wire, pauses: Pauses, credentials: Credentials) {
    this.#ws = ws
    this.#pauses = pauses
    this.credentials = credentials
    ws.on('pong', () => (this.#alive = true))
    ws.on('error', () => {})
  }

  get open(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  get congested(): boolean {
    return this.#congestedSince > 0
  }

  onFrame(take: (text: string | null) => void): void {
    this.#ws.on('message', (data, binary) => {
      this.#alive = true
      take(binary ? null : String(data))
    })
  }

  onClose(run: () => void): void {
    this.#ws.on('close', () => {
      this.#waiting.clear()
      run()
    })
  }

  send(frame: object): void {
    this.sendText(JSON.stringify(frame))
  }

  sendText(text: string): void {
    if (!this.open) return
    this.#ws.send(text, () => this.#sent())
    const bytes = this.#ws.bufferedAmount
    if (bytes > limits.hopeless) this.#ws.terminate()
    else if (bytes > limits.congested && !this.congested) {
      this.#congestedSince = Date.now()
      this.#ws.pause()
    }
  }

  /** Runs once, when what is on its way has shrunk. */
  whenFlowing(run: () => void): void {
    this.#waiting.add(run)
  }

  /** False when it says more than it may. */
  mayGoOn(): boolean {
    const now = Date.now()
    this.#tokens = Math.min(limits.burst, this.#tokens + ((now - this.#filledAt) / 1000) * limits.perSecond)
    this.#filledAt = now
    this.#tokens -= 1
    return this.#tokens >= 0
  }

  /** Called every `pauses.beat`: asks for a sign of life and ends what gave none since the last time. */
  beat(): void {
    const stuck = this.congested && Date.now() - this.#congestedSince > this.#pauses.hopeless
    if (!this.#alive || stuck) return this.#ws.terminate()
    this.#alive = false
    if (!this.open) return
    this.#ws.ping()
    this.sendText('{"beat":1}')
  }

  /** `signedOut`, `restarting` and so on; see closing. What does not close in time is cut. */
  close(why: keyof typeof closing): void {
    this.#ws.resume()
    this.#ws.close(closing[why], why)
    setTimeout(() => this.#ws.terminate(), this.#pauses.drain).unref()
  }

  #sent(): void {
    if (!this.congested || this.#ws.bufferedAmount > limits.flowing) return
    this.#congestedSince = 0
    this.#ws.resume()
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const run of waiting) run()
  }
}
