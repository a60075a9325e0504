import type { Keyring } from '#features/keys/browser'

const read = new Set<string>()

/**
 * Call right before these tracks of an object are followed from their first row on, whatever brought rows before being
 * stopped. The keyring has one thread for a track, so one reader has it (who only looks in uses `glance`), and within one
 * unlocking it would refuse what it has opened before as replayed: then each begins with a fresh one. The keyring does what it
 * is asked in order, so that no row of the new reading comes before.
 */
export function beginAgain(keyring: Keyring, object: string, kinds: readonly string[]): void {
  const name = `${keyring.slot} ${object}`
  const begins = read.has(name) ? kinds.map((kind) => keyring.thread(object, kind).beginAgain()) : []
  // When it is locked meanwhile, all of them are fresh.
  for (const one of begins) one.catch(() => {})
  read.add(name)
}
