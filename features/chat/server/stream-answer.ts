import type { Markup } from '#ui/page.ts'

/** Bytes on their way to one reader: above this it is told nothing more until they have gone. */
const highWater = 64 * 1024
const encoder = new TextEncoder()

/** An answer that is written while it is being read. */
export class Answer {
  over = false
  #body: ReadableStream<Uint8Array<ArrayBuffer>>
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  #stuck = false

  /** `flows`: a reader that was slow takes more again. `gone`: it hung up. */
  constructor(hears: { flows: () => void; gone: () => void }) {
    this.#body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          if (!this.#stuck) return
          this.#stuck = false
          hears.flows()
        },
        cancel: () => {
          this.over = true
          hears.gone()
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: highWater }),
    )
  }

  get flowing(): boolean {
    return !this.over && (this.#controller.desiredSize ?? 0) > 0
  }

  write(markup: Markup | string): void {
    const text = String(markup)
    if (this.over || text === '') return
    this.#controller.enqueue(encoder.encode(text))
    this.#stuck = !this.flowing
  }

  end(markup: string): void {
    this.write(markup)
    this.over = true
    this.#controller.close()
  }

  /** `Refresh` counts from the end of the answer: whatever ended it, the browser asks again after `seconds`. */
  response(seconds: number): Response {
    return new Response(this.#body, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        // Nobody on the way may keep it, pack it or hold it back.
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        refresh: String(seconds),
      },
    })
  }
}
