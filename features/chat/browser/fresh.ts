import type { Keyring } from '#features/keys/browser'

/** Who reads a contact's threads on this console now. The keyring has one thread for a track, so there is one reader. */
const owners = new Map<string, object>()
const used = new Set<string>()

/**
 * Takes over the threads of an object, from their first row on. Within one unlocking the keyring remembers what it has
 * opened and would refuse the same rows as replayed: whoever comes second begins with a fresh thread.
 */
export async function takeOver(keyring: Keyring, object: string, owner: object): Promise<void> {
  owners.set(object, owner)
  const name = `${keyring.slot} ${object}`
  if (used.has(name)) await keyring.forget(object)
  used.add(name)
}

export const isOwner = (object: string, owner: object): boolean => owners.get(object) === owner
