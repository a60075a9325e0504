/**
 * What turns a way in into keys, as the member screens need it. The keys feature implements it over its Worker: secrets stay
 * there. Each call leaves the derived identity in the Worker, so that the vault can be opened next.
 */
export type Unlocker = {
  /** One run of argon2id, about a second; `onProgress` gets a share from 0 to 1. `signInSecret` is base64url of 32 bytes. */
  passphrase(ask: {
    teamId: string
    memberId: string
    passphrase: string
    onProgress?: (share: number) => void
  }): Promise<{ signInSecret: string; recipient: string }>
  /** `prf` is the 32-byte result of the passkey's PRF for `prfSalt`. */
  passkey(prf: Uint8Array): Promise<{ recipient: string }>
  /** A fresh paper key. `text` is what is printed; it must not be kept anywhere. */
  newPaperKey(): Promise<{ text: string; signInSecret: string; lookup: string; recipient: string }>
  /** Reads a printed paper key, whatever its spaces and case. Throws an error with a `code` when it is not one. */
  paperKey(text: string): Promise<{ signInSecret: string; lookup: string; recipient: string }>
}

/**
 * The vault, as settings need it: changing ways in means sealing it again, first. The list of recipients comes from inside
 * the vault, never from the server.
 */
export type VaultDoor = {
  addWay(recipient: string): Promise<void>
  dropWay(recipient: string): Promise<void>
}
