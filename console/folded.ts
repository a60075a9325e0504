import { shelf } from './shelf.ts'

const place = 'beside.folded'

/** Which groups of the navigation this device has folded: a store. Names of groups and nothing else. */
let now: ReadonlySet<string> = read()
const readers = new Set<(folded: ReadonlySet<string>) => void>()

export const folded = {
  subscribe(reader: (folded: ReadonlySet<string>) => void): () => void {
    readers.add(reader)
    reader(now)
    return () => readers.delete(reader)
  },
  turn(group: string): void {
    const next = new Set(now)
    if (!next.delete(group)) next.add(group)
    now = next
    keep(next)
    for (const reader of readers) reader(now)
  },
}

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(shelf()?.getItem(place) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}

/** A full or forbidden shelf only means that they stay folded until the page is closed. */
function keep(groups: ReadonlySet<string>): void {
  try {
    shelf()?.setItem(place, JSON.stringify([...groups]))
  } catch {
    return
  }
}
