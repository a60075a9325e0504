/** How far a mouse moves, and how long a finger rests, before it is a drag and not a click or a scroll. */
const farEnough = 6
const longEnough = 350

type Drag = {
  start: () => boolean
  /** Over which place it is now; null: over none. */
  over: (key: string | null) => void
  drop: (key: string | null) => void
  cancel: () => void
}

/** Lets a node be dragged by mouse, pen or finger. For fingers it begins after a moment of rest, so that the board still scrolls. */
export function draggable(node: HTMLElement, drag: Drag): () => void {
  let from: { x: number; y: number; id: number } | null = null
  let isDragging = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function begin(): void {
    if (!from || !drag.start()) return
    isDragging = true
    node.setPointerCapture(from.id)
  }
  function down(event: PointerEvent): void {
    if (event.button !== 0) return
    from = { x: event.clientX, y: event.clientY, id: event.pointerId }
    if (event.pointerType === 'touch') timer = setTimeout(begin, longEnough)
  }
  function moved(event: PointerEvent): void {
    if (!from) return
    const far = Math.hypot(event.clientX - from.x, event.clientY - from.y) > farEnough
    if (isDragging) return drag.over(placeUnder(event))
    if (far && event.pointerType === 'touch') end()
    else if (far) begin()
  }
  function up(event: PointerEvent): void {
    if (isDragging) {
      drag.drop(placeUnder(event))
      // The click that follows belongs to the drag.
      node.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => node.removeEventListener('click', swallow, { capture: true }))
    }
    end()
  }
  function cancelled(): void {
    if (isDragging) drag.cancel()
    end()
  }
  function end(): void {
    clearTimeout(timer)
    from = null
    isDragging = false
  }
  const holdStill = (event: TouchEvent): void => void (isDragging && event.cancelable && event.preventDefault())

  node.addEventListener('pointerdown', down)
  node.addEventListener('pointermove', moved)
  node.addEventListener('pointerup', up)
  node.addEventListener('pointercancel', cancelled)
  node.addEventListener('touchmove', holdStill, { passive: false })
  return () => {
    end()
    node.removeEventListener('pointerdown', down)
    node.removeEventListener('pointermove', moved)
    node.removeEventListener('pointerup', up)
    node.removeEventListener('pointercancel', cancelled)
    node.removeEventListener('touchmove', holdStill)
  }
}

function swallow(event: Event): void {
  event.stopImmediatePropagation()
  event.preventDefault()
}

const placeUnder = ({ clientX, clientY }: PointerEvent): string | null =>
  document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? null
