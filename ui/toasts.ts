/** A sentence at the bottom of the console, for a while. `undo` gives it a button that takes the act back. */
export type Toast = { id: number; sentence: string; undo?: { words: string; act: () => void } }

/** Long enough to read and to reach the button by keyboard. */
const lifetime = 10_000
let latest = 0
let shown: Toast[] = []
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
  show([...shown, { id, sentence, ...options }].slice(-3))
  const dismiss = (): void => show(shown.filter((other) => other.id !== id))
  setTimeout(dismiss, lifetime)
  return dismiss
}

/** Takes the act back and the sentence away. */
export function takeBack(one: Toast): void {
  show(shown.filter((other) => other.id !== one.id))
  one.undo?.act()
}

function show(toastsNow: Toast[]): void {
  shown = toastsNow
  for (const read of readers) read(shown)
}
