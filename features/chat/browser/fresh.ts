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
  await learned(keyring)
  const name = `${keyring.slot} ${object}`
  if (used.has(name)) await keyring.forget(object)
  used.add(name)
}

/** Right after unlocking the keyring is open but has not verified the team yet: nothing can be opened before that. */
async function learned(keyring: Keyring): Promise<void> {
  for (;;) {
    try {
      await keyring.rosters()
      return
    } catch (error) {
      if ((error as { code?: string }).code !== 'circle.unopened') throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export const isOwner = (object: string, owner: object): boolean => owners.get(object) === owner
