import type { Identity, Recipient } from '#platform/envelope/identity'
import { newPaperKey, readPaperKey, type PaperKey } from '#platform/envelope/paper-key'
import { unlockByPasskey } from '#platform/envelope/passkey'
import { unlockByPassphrase } from '#platform/envelope/passphrase'
import { wayInOf, type WayIn } from '#platform/envelope/vault'

export type PassphraseAsk = {
  teamId: string
  memberId: string
  passphrase: string
  onProgress?: (share: number) => void
}
export type ShownPaperKey = { text: string; signInSecret: string; lookup: string; recipient: string }

/** The ways in that were unlocked in this sitting. Their identities (U) stay here; only what the server or paper needs goes out. */
export class Unlocks {
  #identities = new Map<Recipient, Identity>()

  async passphrase(ask: PassphraseAsk): Promise<{ signInSecret: string; recipient: string }> {
    const { signInSecret, identity, recipient } = await unlockByPassphrase(ask)
    this.#identities.set(recipient, identity)
    return { signInSecret, recipient }
  }

  async passkey(prf: Uint8Array): Promise<{ recipient: string }> {
    const { identity, recipient } = await unlockByPasskey(prf)
    this.#identities.set(recipient, identity)
    return { recipient }
  }

  async newPaperKey(): Promise<ShownPaperKey> {
    return this.#shown(await newPaperKey())
  }

  async paperKey(text: string): Promise<Omit<ShownPaperKey, 'text'>> {
    const { signInSecret, lookup, recipient } = this.#shown(await readPaperKey(text))
    return { signInSecret, lookup, recipient }
  }

  all(): { recipient: Recipient; identity: Identity }[] {
    return [...this.#identities].map(([recipient, identity]) => ({ recipient, identity }))
  }

  waysIn(): WayIn[] {
    return this.all().map(({ recipient, identity }) => wayInOf(recipient, identity))
  }

  forget(): void {
    this.#identities.clear()
  }

  #shown({ text, identity, recipient, signInSecret, lookup }: PaperKey): ShownPaperKey {
    this.#identities.set(recipient, identity)
    return { text, signInSecret, lookup, recipient }
  }
}
