import { keepPreferences, readPreferences, type Preferences } from '#features/members/browser'
import { shelf } from './shelf.ts'

let current = readPreferences(shelf(), globalThis.navigator?.languages ?? [])
const readers = new Set<(preferences: Preferences) => void>()

/** What this device remembers, as a store. */
export const preferences = {
  get: (): Preferences => current,
  set(next: Preferences): void {
    current = next
    keepPreferences(shelf(), next)
    for (const read of readers) read(next)
  },
  subscribe(read: (preferences: Preferences) => void): () => void {
    readers.add(read)
    read(current)
    return () => readers.delete(read)
  },
}
