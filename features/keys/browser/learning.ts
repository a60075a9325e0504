import { ApiError, type Api } from '#platform/browser/api'
import type { LiveClient } from '#platform/browser/live'
import type { KeysView, TeamPageView, VaultJson } from '../wire.ts'
import type { Ceremonies } from './ceremonies.ts'
import type { Refused } from './core/team.ts'

type Tools = { api: Api; keyring: Ceremonies }

/**
 * Fetches what the server says of the team, verifies it and takes it in. When the pins moved, the vault is saved with them,
 * so that no device of this member can be shown an older team again. Throws EnvelopeError when the team does not hold.
 * `forged`: what was left out because it does not hold by itself.
 */
export async function learn({ api, keyring }: Tools): Promise<{ view: KeysView; forged: Forged }> {
  const view = await api.get<KeysView>('/api/keys')
  const { pinsMoved, refused } = await keyring.learnTeam(view)
  if (pinsMoved) await saveVault({ api, keyring }, view.vault?.version ?? 0)
  return { view, forged: forgedOf(refused) }
}

/** Members whose name is not shown, and whether something sealed to a circle cannot be opened. */
export type Forged = { names: string[]; circles: boolean }

/** A card that a steward signed who has since left is nobody's lie: it waits for its member's own. */
function forgedOf(refused: readonly Refused[]): Forged {
  const cards = refused.filter(({ what, code }) => what.startsWith('card:') && code !== 'card.untrusted')
  return {
    names: cards.map(({ what }) => what.slice('card:'.length)),
    circles: refused.some(({ what }) => what.startsWith('circle:')),
  }
}

/**
 * Saves the vault as it is now, after the version it was made from. When another device saved one meanwhile, its ways in and
 * pins are taken over first: two devices never undo each other.
 */
export async function saveVault({ api, keyring }: Tools, follows: number): Promise<void> {
  for (let version = follows, tries = 0; tries < 5; tries++) {
    try {
      return await api.put('/api/keys/vault', { follows: version, file: await keyring.vault() })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'vault-moved')) throw error
      const { vault } = await api.get<{ vault: VaultJson | null }>('/api/keys')
      await keyring.mergeVault(vault!.file)
      version = vault!.version
    }
  }
  throw new Error('the vault could not be saved')
}

/**
 * Learns the team again whenever an epoch moves, for as long as the console is unlocked. `onRefused` is called when what the
 * server says does not hold: the keyring then keeps the team it had. Returns how to stop.
 */
export function keepLearning(
  tools: Tools & { live: LiveClient },
  told: { onLearned?: (forged: Forged) => void; onRefused: (error: unknown) => void },
): () => void {
  let known = ''
  let working = Promise.resolve()
  return tools.live.follow('team', '', {
    onView(view) {
      const epochs = JSON.stringify((view as TeamPageView).epochs)
      if (epochs === known) return
      known = epochs
      working = working
        .then(() => learn(tools))
        .then(
          ({ forged }) => told.onLearned?.(forged),
          (error: unknown) => {
            known = ''
            told.onRefused(error)
          },
        ) as Promise<void>
    },
  })
}
