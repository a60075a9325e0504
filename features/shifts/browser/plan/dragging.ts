/** How far a mouse moves, and how long a finger rests, before it is a drag and not a click or a scroll. */
const farEnough = 6
const longEnough = 350
/** So near an edge it scrolls, and so far with each move. */
const nearEdge = 40
const step = 14

type Drag = {
  start: () => void
  /** Over which place it is now; null: over none. */
  over: (key: string | null) => void
  drop: (key: string | null) => void
  cancel: () => void
}

/** Lets a node be dragged by mouse, pen or finger. For fingers it begins after a moment of rest, so that the board still scrolls. */
export function draggable(node: HTMLElement, drag: Drag): () => void {
  const dragging = new Dragging(node, drag)
  node.addEventListener('pointerdown', dragging.down)
  node.addEventListener('touchmove', dragging.holdStill, { passive: false })
  return () => {
    dragging.end()
    node.removeEventListener('pointerdown', dragging.down)
    node.removeEventListener('touchmove', dragging.holdStill)
  }
}

class Dragging {
  #node: HTMLElement
  #drag: Drag
  #from: { x: number; y: number } | null = null
  #isOn = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(node: HTMLElement, drag: Drag) {
    this.#node = node
    this.#drag = drag
  }

  down = (event: PointerEvent): void => {
    if (event.button !== 0) return
    this.#from = { x: event.clientX, y: event.clientY }
    if (event.pointerType === 'touch') this.#timer = setTimeout(() => this.#begin(), longEnough)
    // A fast hand is over another place with its first move.
    addEventListener('pointermove', this.#moved)
    addEventListener('pointerup', this.#up)
    addEventListener('pointercancel', this.#cancelled)
  }

  /** While somebody is carried the page does not scroll under the finger. */
  holdStill = (event: TouchEvent): void => {
    if (this.#isOn && event.cancelable) event.preventDefault()
  }

  end = (): void => {
    clearTimeout(this.#timer)
    this.#from = null
    this.#isOn = false
    removeEventListener('pointermove', this.#moved)
    removeEventListener('pointerup', this.#up)
    removeEventListener('pointercancel', this.#cancelled)
  }

  #begin(): void {
    this.#isOn = true
    this.#drag.start()
  }

  #moved = (event: PointerEvent): void => {
    if (!this.#from) return
    const isFar = Math.hypot(event.clientX - this.#from.x, event.clientY - this.#from.y) > farEnough
    if (!this.#isOn && isFar && event.pointerType === 'touch') return this.end()
    if (!this.#isOn && isFar) this.#begin()
    if (!this.#isOn) return
    this.#drag.over(placeUnder(event))
    scrollAt(this.#node, event.clientY)
  }

  #up = (event: PointerEvent): void => {
    if (this.#isOn) {
      // The click that may follow belongs to the drag.
      this.#node.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => this.#node.removeEventListener('click', swallow, { capture: true }))
      this.#drag.drop(placeUnder(event))
    }
    this.end()
  }

  #cancelled = (): void => {
    if (this.#isOn) this.#drag.cancel()
    this.end()
  }
}

/** Near an edge the board goes on, so that every night can be reached. */
function scrollAt(node: HTMLElement, y: number): void {
  const room = node.closest('main')
  if (!room) return
  const { top, bottom } = room.getBoundingClientRect()
  if (y < top + nearEdge) room.scrollBy(0, -step)
  else if (y > bottom - nearEdge) room.scrollBy(0, step)
}

function swallow(event: Event): void {
  event.stopImmediatePropagation()
  event.preventDefault()
}

const placeUnder = ({ clientX, clientY }: PointerEvent): string | null =>
  document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? null
