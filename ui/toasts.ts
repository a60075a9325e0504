/** A sentence at the bottom of the console, for a while. `undo` gives it a button that takes the act back. */
export type Toast = { id: number; sentence: string; undo?: { words: string; act: () => void } }

/** Milliseconds: long enough to read and to reach the button by keyboard. */
const lifetime = 10_000
/** So many stand there at once, the newest; the others are counted, and come when asked for. */
export const atOnce = 2

let latest = 0
let held = false
let shown: Toast[] = []
const timers = new Map<number, ReturnType<typeof setTimeout> | undefined>()
const readers = new Set<(toasts: Toast[]) => void>()

export const toasts = {
  subscribe(read: (toasts: Toast[]) => void): () => void {
    readers.add(read)
    read(shown)
    return () => readers.delete(read)
  },
}

/** Says a sentence. Give `undo` instead of asking "are you sure". Returns how to take the sentence away early. */
export function toast(sentence: string, options: { undo?: { words: string; act: () => void } } = {}): () => void {
  const id = ++latest
  // The same again is said once; what can be taken back stands by itself.
  for (const other of shown) if (other.sentence === sentence && !other.undo && !options.undo) forget(other.id)
  show([...shown.filter((other) => timers.has(other.id)), { id, sentence, ...options }])
  count(id)
  return () => dismiss(id)
}

/** Takes the act back and the sentence away. */
export function takeBack(one: Toast): void {
  dismiss(one.id)
  one.undo?.act()
}

/** While somebody reads them or has the keyboard on them, none goes; afterwards each has its whole time again. */
export function hold(isHeld: boolean): void {
  if (held === isHeld) return
  held = isHeld
  for (const { id } of shown) count(id)
}

function count(id: number): void {
  clearTimeout(timers.get(id))
  timers.set(id, held ? undefined : setTimeout(() => dismiss(id), lifetime))
}

function dismiss(id: number): void {
  forget(id)
  show(shown.filter((other) => other.id !== id))
  // Whoever held them held what is gone.
  if (shown.length === 0) held = false
}

function forget(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
}

function show(toastsNow: Toast[]): void {
  shown = toastsNow
  for (const read of readers) read(shown)
}
