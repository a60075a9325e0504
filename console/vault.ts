import type { Keyring } from '#features/keys/browser'
import type { VaultDoor } from '#features/members/browser'
import { ApiError, type Api } from '#platform/browser/api'
import { EnvelopeError } from '#platform/envelope/errors'

type KeysView = Parameters<Keyring['learnTeam']>[0]
type Whose = { teamId: string; memberId: string }

/**
 * Opens the vault with what the Worker was just given, then verifies and takes in the team. Throws when there is no vault,
 * it does not open, or the team the server shows does not follow from the one this member knows: then the Worker is ended,
 * so that a console that says it is locked holds no key.
 */
export async function openVault(api: Api, keyring: Keyring, me: Whose): Promise<void> {
  try {
    const view = await api.get<KeysView>('/api/keys')
    if (!view.vault) throw new Error('there is no vault')
    const memory = readMemory(me)
    await keyring.openVault({ team: me.teamId, member: me.memberId, file: view.vault.file, memory }).catch(asVault)
    await keyring.learnTeam(view)
  } catch (error) {
    keyring.lock()
    throw error
  }
}

/** A sealed file that this way in does not open is no vault of this member's; other files come later and mean other things. */
function asVault(error: unknown): never {
  if (error instanceof EnvelopeError && error.code.startsWith('file.')) throw new EnvelopeError('vault.forged')
  throw error
}

/** Sealed pins of this device: what conversations it has seen, so that a server cannot roll them back. Unreadable without the vault. */
export async function keepMemory(keyring: Keyring, me: Whose): Promise<void> {
  if (keyring.state !== 'open') return
  const memory = await keyring.deviceMemory()
  try {
    localStorage.setItem(memoryPlace(me), memory)
  } catch {
    return
  }
}

function readMemory(me: Whose): string | null {
  try {
    return localStorage.getItem(memoryPlace(me))
  } catch {
    return null
  }
}

const memoryPlace = ({ memberId }: Whose): string => `beside.memory.${memberId}`

/** Seals the vault again for another set of ways in. The set comes from inside the vault; the server only keeps the file. */
export const vaultDoor = (api: Api, keyring: Keyring): VaultDoor => ({
  addWay: async (recipient) => saveWith(api, keyring, (ways) => [...new Set([...ways, recipient])]),
  dropWay: async (recipient) => saveWith(api, keyring, (ways) => ways.filter((way) => way !== recipient)),
})

async function saveWith(api: Api, keyring: Keyring, change: (ways: string[]) => string[]): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const { vault } = await api.get<KeysView>('/api/keys')
    if (vault) await keyring.mergeVault(vault.file)
    const file = await keyring.vault(change(await keyring.waysIn()))
    try {
      return await api.put('/api/keys/vault', { follows: vault?.version ?? 0, file })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'vault-moved')) throw error
    }
  }
  throw new Error('the vault could not be saved')
}
