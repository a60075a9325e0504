/** How far a mouse moves, and how long a finger rests, before it is a drag and not a click or a scroll. */
const farEnough = 6
const longEnough = 350
/** So near an edge it scrolls, and so far with each frame. */
const nearEdge = 40
const step = 8

type Point = Pick<PointerEvent, 'clientX' | 'clientY'>
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
  #at: Point | null = null
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
    this.#at = null
    this.#isOn = false
    removeEventListener('pointermove', this.#moved)
    removeEventListener('pointerup', this.#up)
    removeEventListener('pointercancel', this.#cancelled)
  }

  #begin(): void {
    this.#isOn = true
    this.#drag.start()
    requestAnimationFrame(this.#follow)
  }

  /** A finger that rests near an edge goes on scrolling, and is over another place then. */
  #follow = (): void => {
    if (!this.#isOn) return
    if (this.#at && scrollAt(this.#node, this.#at.clientY)) this.#drag.over(placeUnder(this.#at))
    requestAnimationFrame(this.#follow)
  }

  #moved = (event: PointerEvent): void => {
    if (!this.#from) return
    const isFar = Math.hypot(event.clientX - this.#from.x, event.clientY - this.#from.y) > farEnough
    if (!this.#isOn && isFar && event.pointerType === 'touch') return this.end()
    if (!this.#isOn && isFar) this.#begin()
    if (!this.#isOn) return
    this.#at = event
    this.#drag.over(placeUnder(event))
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

/** Near an edge the board goes on, so that every night can be reached. Whether it did. */
function scrollAt(node: HTMLElement, y: number): boolean {
  const room = node.closest('main')
  if (!room) return false
  const { top, bottom } = room.getBoundingClientRect()
  const by = y < top + nearEdge ? -step : y > bottom - nearEdge ? step : 0
  if (by !== 0) room.scrollBy(0, by)
  return by !== 0
}

function swallow(event: Event): void {
  event.stopImmediatePropagation()
  event.preventDefault()
}

const placeUnder = ({ clientX, clientY }: Point): string | null =>
  document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? null
