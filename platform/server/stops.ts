/** What was started, to be stopped in reverse; and which part of it is being stopped, for whoever waits for too long. */
export class Stops {
  #steps: { part: string; stop: () => unknown }[] = []
  #at = ''

  /** Empty before the first one. */
  get at(): string {
    return this.#at
  }

  add(part: string, stop: () => unknown): void {
    this.#steps.push({ part, stop })
  }

  /** Each finishes what it has begun before the one below it stops. */
  async stopAll(): Promise<void> {
    for (const { part, stop } of this.#steps.splice(0).reverse()) {
      this.#at = part
      await stop()
    }
  }
}
