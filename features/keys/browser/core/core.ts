import { demand } from '#platform/envelope/errors'
import { openWith, sealTo } from '#platform/envelope/identity'
import { rosterHash, type Circle } from '#platform/envelope/roster'
import type { Wrap } from '#platform/envelope/wraps'
import type { Difference } from '../../rules.ts'
import type { Card, Cosignature, FoundingKeys, Intake, KeysView, Package, RosterJson, TeamChange } from '../../wire.ts'
import { ContentKeys, type KeyName, type Reader, type RefusedWrap } from './content-keys.ts'
import { cosignatures, makeIntake, makePackage, nameCard, newestOf } from './packages.ts'
import { examinePackage } from './examine.ts'
import { found, type Founding } from './founding.ts'
import { labelled, unlabelled } from '#platform/envelope/labels'
import { recipientsFor } from './readers.ts'
import { Self, type DeviceMemory } from './self.ts'
import type { Refused, Team } from './team.ts'
import { Threads, type KeyringThread } from './threads.ts'
import { VerifiedTeam } from './verified-team.ts'
import { Unlocks, type PassphraseAsk, type ShownPaperKey } from './unlocks.ts'

/**
 * A member's keys, and everything that is done with them. Private keys never leave this object: it lives in the crypto
 * Worker (see ../keyring.ts), and directly in tests, benches and the demo. Every method throws `locked` while it is.
 */
export class KeyringCore {
  #unlocks = new Unlocks()
  #self: Self | null = null
  #team = new VerifiedTeam()
  #keys: ContentKeys | null = null
  #threads: Threads | null = null

  get state(): 'locked' | 'open' {
    return this.#self ? 'open' : 'locked'
  }

  /** Under which this console writes; new at every unlocking. */
  get slot(): string {
    return this.#me.slot
  }

  /* The ways in (members' Unlocker). Each leaves the derived identity here, so that the vault can be opened next. */

  passphrase(ask: PassphraseAsk): Promise<{ signInSecret: string; recipient: string }> {
    return this.#unlocks.passphrase(ask)
  }

  passkey(prf: Uint8Array): Promise<{ recipient: string }> {
    return this.#unlocks.passkey(prf)
  }

  newPaperKey(): Promise<ShownPaperKey> {
    return this.#unlocks.newPaperKey()
  }

  paperKey(typed: string): Promise<Omit<ShownPaperKey, 'text'>> {
    return this.#unlocks.paperKey(typed)
  }

  /* The vault. */

  /** Makes M and S. `stewards`: the stewards roster as the invitation link names it; left out only by who founds a team. */
  async begin(who: Parameters<typeof Self.begin>[0]): Promise<{ enc: string; sign: string }> {
    this.#become(await Self.begin(who))
    return { enc: this.#me.recipient, sign: this.#me.signing.sign }
  }

  /** Opens the vault with a way in unlocked before. `memory` is what this device kept (`deviceMemory`), if anything. */
  async openVault(given: { team: string; member: string; file: string; memory?: string | null }): Promise<void> {
    const self = await Self.open(given.file, this.#unlocks, given)
    const memory = given.memory ? await self.openMemory(given.memory) : { pins: {}, heads: {} }
    self.remember(memory.pins)
    this.#become(self, memory.heads)
  }

  /** The vault with the pins as they are now, sealed to these ways in (those it has, unless told). */
  vault(waysIn?: string[]): Promise<string> {
    return this.#me.vault(this.#unlocks, waysIn)
  }

  async waysIn(): Promise<string[]> {
    return this.#me.waysIn
  }

  /** Another device saved the vault meanwhile: takes over its ways in and the higher pins. Then `vault()` follows it. */
  mergeVault(file: string): Promise<void> {
    return this.#me.merge(file, this.#unlocks)
  }

  /** Pins and heads for this device alone, sealed to this member; keep it on the device, give it to `openVault`. */
  deviceMemory(): Promise<string> {
    return this.#me.sealMemory({ pins: this.#me.pins, heads: this.#threads!.heads() })
  }

  /** Forgets every key. Threads of before refuse with `locked`. */
  lock(): void {
    this.#keys?.forget()
    this.#team.forget()
    this.#self?.forget()
    this.#unlocks.forget()
    this.#threads?.close()
    this.#self = this.#keys = this.#threads = null
  }

  /* The team. */

  /** After `begin`: founds the team with this one steward. */
  found(founding: Founding): Promise<FoundingKeys> {
    return found(this.#me, this.#unlocks, founding)
  }

  /** Verifies what the server says of the team and takes it in, whole or not at all. `pinsMoved`: save the vault. */
  async learnTeam(view: KeysView): Promise<{ pinsMoved: boolean; refused: Refused[] }> {
    const self = this.#me
    return this.#team.learn(self, view, () => self === this.#self)
  }

  /** Resolves once the team was verified: right after unlocking it is not, and nothing can be opened. */
  async verified(): Promise<void> {
    demand(this.#self, 'locked')
    await this.#team.some()
  }

  async rosters(): Promise<Record<Circle, RosterJson>> {
    return newestOf(this.#verified)
  }

  async rosterHash(circle: Circle): Promise<string> {
    return rosterHash(this.#verified.newest(circle))
  }

  /** Who is called what, by verified name cards. */
  names(): Map<string, string> {
    return new Map(this.#verified.names)
  }

  propose(change: TeamChange, at: string): Promise<Package> {
    return makePackage(this.#me, this.#verified, { change, at })
  }

  examine(proposed: Package): Promise<Difference> {
    return examinePackage(this.#me, this.#verified, proposed)
  }

  async cosign(proposed: Package): Promise<Cosignature[]> {
    await this.examine(proposed)
    return cosignatures(this.#me, proposed)
  }

  makeIntake(line: string): Promise<Intake> {
    return makeIntake(this.#me, this.#verified, line)
  }

  /** This member's name card; a newcomer gives the responders' recipient of the invitation. */
  card(name: string, circleRecipient?: string, at = new Date().toISOString()): Promise<Card> {
    const recipient = circleRecipient ?? this.#verified.newest('responders').recipient
    return nameCard(this.#me, { member: this.#me.member, name, at }, recipient)
  }

  /* Content keys and conversations. */

  /** Opens the content keys in these wraps that are for this member. Says which were refused, and why. */
  async learn(wraps: readonly Wrap[]): Promise<{ refused: RefusedWrap[] }> {
    return { refused: await this.#held.learn(wraps) }
  }

  /** Makes the next key of a track (`epoch` is the newest known + 1) for these readers. Usable once learned from what the server kept. */
  makeKey(name: KeyName, readers: readonly Reader[]): Promise<Wrap[]> {
    return this.#held.make(name, readers)
  }

  /** Wraps a key this member holds to more readers. */
  rewrap(name: KeyName, readers: readonly Reader[]): Promise<Wrap[]> {
    return this.#held.rewrap(name, readers)
  }

  /** Whether a new key is due before anything more is written: there is none, or somebody who could read has left. */
  async needsKey(object: string, kind: string): Promise<boolean> {
    return !(await this.#held.isFresh(object, kind))
  }

  /** The newest epoch of a track this member holds; 0 for none. */
  async newestEpoch(object: string, kind: string): Promise<number> {
    return this.#held.newest(object, kind)
  }

  /** A name under the track's first key: see ContentKeys. Throws `key.unknown` without that key. */
  async nameUnder(object: string, kind: string, purpose: string): Promise<string> {
    return this.#held.nameUnder({ object, kind }, purpose)
  }

  /** The conversation of one track: one thread, until it is locked, forgotten or begun again. */
  thread(object: string, kind: string): KeyringThread {
    demand(this.#threads, 'locked')
    return this.#threads.of(object, kind)
  }

  /** An object is gone (erased, handed over): its keys, heads and pins are forgotten. */
  async forget(object: string): Promise<void> {
    this.#threads?.forget(object)
    this.#keys?.forget(object)
  }

  /* Single things for a circle. */

  /** Seals to the newest verified epoch of a circle. With `about`, it opens only as what it was sealed as. */
  sealToCircle(circle: Circle, bytes: Uint8Array, about?: string): Promise<Uint8Array> {
    const { recipient } = this.#verified.newest(circle)
    return sealTo([recipient], about === undefined ? bytes : labelled(this.#me.team, about, bytes))
  }

  /** Opens what was sealed to any circle or epoch this member is in. With `about`, refuses anything sealed as something else. */
  async openForCircle(file: Uint8Array, about?: string): Promise<Uint8Array> {
    const bytes = await openWith(this.#verified.circleIdentities(), file)
    return about === undefined ? bytes : unlabelled(this.#me.team, about, bytes)
  }

  /** Seals to some of the team (`member:<id>`, `circle:<name>`), who open it with `openForMe`, and only as this. */
  sealForReaders(readers: readonly string[], bytes: Uint8Array, about: string): Promise<Uint8Array> {
    return sealTo(recipientsFor(this.#verified, readers), labelled(this.#me.team, about, bytes))
  }

  async openForMe(file: Uint8Array, about: string): Promise<Uint8Array> {
    const mine = [this.#me.identity, ...this.#verified.circleIdentities()]
    return unlabelled(this.#me.team, about, await openWith(mine, file))
  }

  #become(self: Self, heads: DeviceMemory['heads'] = {}): void {
    this.#keys?.forget()
    this.#threads?.close()
    this.#team.forget()
    this.#self = self
    const keys = new ContentKeys(self, () => this.#verified)
    this.#keys = keys
    this.#threads = new Threads(self, keys, heads)
  }

  get #me(): Self {
    demand(this.#self, 'locked')
    return this.#self
  }

  get #verified(): Team {
    demand(this.#self, 'locked')
    return this.#team.now
  }

  get #held(): ContentKeys {
    demand(this.#keys, 'locked')
    return this.#keys
  }
}
