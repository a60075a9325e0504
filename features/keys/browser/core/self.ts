import { base64url, derive, fromBase64url, hashOf, parseObject, text, utf8, wipe } from '#platform/envelope/bytes'
import { demand, EnvelopeError } from '#platform/envelope/errors'
import { makeIdentity, recipientOf, seedOf, type Identity, type Recipient } from '#platform/envelope/identity'
import { memberSlot } from '#platform/envelope/records'
import type { RosterHead } from '#platform/envelope/roster'
import { makeSigningKey, signingKey, type SigningKey } from '#platform/envelope/signing'
import { openUnder, sealUnder } from '#platform/envelope/symmetric'
import { mergePins, openVault, sealVault, type Pins, type Vault, type WayIn } from '#platform/envelope/vault'
import type { Unlocks } from './unlocks.ts'

/** What only this device remembers, beyond the vault: sealed to the member themselves. */
export type DeviceMemory = { pins: Pins; heads: Record<string, Record<string, [number, string]>> }

/** The unlocked member: M, S, how far the rosters were verified, and the ways in. Exists only while unlocked. */
export class Self {
  readonly team: string
  readonly member: string
  readonly identity: Identity
  readonly recipient: Recipient
  readonly signing: SigningKey
  readonly slot: string
  pins: Pins
  #waysIn: WayIn[]

  private constructor(vault: Vault, keys: { recipient: Recipient; signing: SigningKey }) {
    this.team = vault.team
    this.member = vault.member
    this.identity = vault.enc
    this.recipient = keys.recipient
    this.signing = keys.signing
    this.slot = memberSlot(vault.member)
    this.pins = vault.pins
    this.#waysIn = vault.waysIn
  }

  /** A member to be, in no circle. `stewards` is what the invitation link says of the stewards roster; null founds a team. */
  static async begin(who: { team: string; member: string; stewards?: RosterHead | null }): Promise<Self> {
    const signing = await makeSigningKey()
    const pins: Pins = who.stewards ? { stewards: who.stewards } : {}
    const { team, member } = who
    return Self.#of({ v: 1, team, member, enc: await makeIdentity(), sign: base64url(signing.seed), pins, waysIn: [] })
  }

  /** Opens the vault with whichever way in was unlocked. */
  static async open(file: string, unlocks: Unlocks, expected: { team: string; member: string }): Promise<Self> {
    return Self.#of(await vaultOf(file, unlocks, expected))
  }

  static async #of(vault: Vault): Promise<Self> {
    const signing = await signingKey(fromBase64url(vault.sign))
    return new Self(vault, { recipient: await recipientOf(vault.enc), signing })
  }

  /** The vault as it is now. Ways in that were not unlocked here must have been in the vault already. */
  async vault(unlocks: Unlocks, recipients: readonly Recipient[] = this.waysIn): Promise<string> {
    const known = new Map([...this.#waysIn, ...unlocks.waysIn()].map((way) => [way.recipient, way]))
    const waysIn = recipients.map((recipient) => known.get(recipient))
    demand(
      waysIn.every((way) => way !== undefined),
      'vault.ways-in',
    )
    this.#waysIn = waysIn as WayIn[]
    const { team, member, identity: enc, pins } = this
    return sealVault({ v: 1, team, member, enc, sign: base64url(this.signing.seed), pins, waysIn: this.#waysIn })
  }

  /** Takes in what another device saved meanwhile: its ways in, and the higher of all pins. */
  async merge(file: string, unlocks: Unlocks): Promise<void> {
    const vault = await vaultOf(file, unlocks, this)
    demand(vault.enc === this.identity && vault.sign === base64url(this.signing.seed), 'vault.forged')
    this.pins = mergePins(this.pins, vault.pins)
    this.#waysIn = vault.waysIn
  }

  remember(pins: Pins): void {
    this.pins = mergePins(this.pins, pins)
  }

  get waysIn(): Recipient[] {
    return this.#waysIn.map((way) => way.recipient)
  }

  async sealMemory(memory: DeviceMemory): Promise<string> {
    const sealed = await sealUnder(this.#memoryKey(), `device memory ${this.member}`, utf8(JSON.stringify(memory)))
    return `${this.#memoryName()}.${sealed}`
  }

  /** What this device kept. Memory from before a re-invitation (other keys) is none; changed memory is refused. */
  async openMemory(kept: string): Promise<DeviceMemory> {
    const [name, sealed = ''] = kept.split('.')
    if (name !== this.#memoryName()) return { pins: {}, heads: {} }
    const bytes = await openUnder(this.#memoryKey(), `device memory ${this.member}`, sealed)
    return parseObject(text(bytes), 'file.malformed') as DeviceMemory
  }

  forget(): void {
    wipe(this.signing.seed)
    this.#waysIn = []
    this.pins = {}
  }

  #memoryName(): string {
    return hashOf({ memory: this.recipient }).slice(0, 16)
  }

  #memoryKey(): Uint8Array {
    return derive(seedOf(this.identity), 'beside device memory v1')
  }
}

async function vaultOf(file: string, unlocks: Unlocks, expected: { team: string; member: string }): Promise<Vault> {
  for (const unlock of unlocks.all()) {
    try {
      return await openVault(file, unlock, expected)
    } catch (thrown) {
      if (!(thrown instanceof EnvelopeError) || thrown.code !== 'file.not-for-us') throw thrown
    }
  }
  throw new EnvelopeError('file.not-for-us')
}
