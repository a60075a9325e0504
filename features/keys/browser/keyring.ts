import { EnvelopeError } from '#platform/envelope/errors'
import type { RosterHead } from '#platform/envelope/roster'
import type { Wrap } from '#platform/envelope/wraps'
import type { Difference } from '../rules.ts'
import type {
  Card,
  Circle,
  Cosignature,
  FoundingKeys,
  Intake,
  KeysView,
  Package,
  RosterJson,
  TeamChange,
} from '../wire.ts'
import type { KeyName, Reader, RefusedWrap } from './core/content-keys.ts'
import type { Answered, Port } from './core/serve.ts'
import type { Refused } from './core/team.ts'
import type { KeyringThread } from './core/threads.ts'
import type { PassphraseAsk, ShownPaperKey } from './core/unlocks.ts'
import { settle, type Calls } from './keyring-calls.ts'

export type { KeyName, Reader, RefusedWrap } from './core/content-keys.ts'
export type { KeyringThread, OpenedRow, StreamRow } from './core/threads.ts'
export type KeyringState = 'locked' | 'open'
export type KeyringWorker = Port & { terminate(): void }

type PublicKeys = { enc: string; sign: string }

/**
 * The page's side of the crypto Worker: the same as KeyringCore, over messages, and without a key. A store of its state:
 * `$keyring` is 'locked' or 'open'. Everything asked of a locked keyring is refused with the code `locked`.
 */
export class Keyring {
  #spawn: () => KeyringWorker
  #worker: KeyringWorker | null = null
  #calls: Calls = new Map()
  #last = 0
  #slot: string | null = null
  #names: Map<string, string> = new Map()
  #readers = new Set<(state: KeyringState) => void>()

  constructor(spawn: () => KeyringWorker) {
    this.#spawn = spawn
  }

  get state(): KeyringState {
    return this.#slot === null ? 'locked' : 'open'
  }

  get slot(): string {
    if (this.#slot === null) throw new EnvelopeError('locked')
    return this.#slot
  }

  /** Who is called what, by verified name cards; as of the last `learnTeam`. */
  names(): Map<string, string> {
    return new Map(this.#names)
  }

  subscribe(read: (state: KeyringState) => void): () => void {
    this.#readers.add(read)
    read(this.state)
    return () => this.#readers.delete(read)
  }

  /** Ends the Worker and with it every key. Whatever was going on is refused with `locked`. */
  lock(): void {
    const calls = [...this.#calls.values()]
    this.#worker?.terminate()
    this.#worker = null
    this.#calls = new Map()
    this.#names = new Map()
    this.#became(null)
    calls.forEach(({ reject }) => reject(new EnvelopeError('locked')))
  }

  passphrase({ onProgress, ...ask }: PassphraseAsk): Promise<{ signInSecret: string; recipient: string }> {
    return this.#call('passphrase', [ask], onProgress)
  }

  passkey(prf: Uint8Array): Promise<{ recipient: string }> {
    return this.#call('passkey', [prf])
  }

  newPaperKey(): Promise<ShownPaperKey> {
    return this.#call('newPaperKey', [])
  }

  paperKey(typed: string): Promise<Omit<ShownPaperKey, 'text'>> {
    return this.#call('paperKey', [typed])
  }

  async begin(who: { team: string; member: string; stewards?: RosterHead | null }): Promise<PublicKeys> {
    const keys = await this.#call<PublicKeys>('begin', [who])
    this.#became(await this.#call('slot', []))
    return keys
  }

  async openVault(given: { team: string; member: string; file: string; memory?: string | null }): Promise<void> {
    await this.#call('openVault', [given])
    this.#became(await this.#call('slot', []))
  }

  vault(waysIn?: string[]): Promise<string> {
    return this.#call('vault', [waysIn])
  }

  waysIn(): Promise<string[]> {
    return this.#call('waysIn', [])
  }

  mergeVault(file: string): Promise<void> {
    return this.#call('mergeVault', [file])
  }

  deviceMemory(): Promise<string> {
    return this.#call('deviceMemory', [])
  }

  found(founding: { name: string; at: string; waysIn: string[]; roles?: string[] }): Promise<FoundingKeys> {
    return this.#call('found', [founding])
  }

  async learnTeam(view: KeysView): Promise<{ pinsMoved: boolean; refused: Refused[] }> {
    const learned = await this.#call<{ pinsMoved: boolean; refused: Refused[] }>('learnTeam', [view])
    this.#names = await this.#call('names', [])
    return learned
  }

  verified(): Promise<void> {
    return this.#call('verified', [])
  }

  rosters(): Promise<Record<Circle, RosterJson>> {
    return this.#call('rosters', [])
  }

  rosterHash(circle: Circle): Promise<string> {
    return this.#call('rosterHash', [circle])
  }

  propose(change: TeamChange, at: string): Promise<Package> {
    return this.#call('propose', [change, at])
  }

  examine(proposed: Package): Promise<Difference> {
    return this.#call('examine', [proposed])
  }

  cosign(proposed: Package): Promise<Cosignature[]> {
    return this.#call('cosign', [proposed])
  }

  makeIntake(line: string): Promise<Intake> {
    return this.#call('makeIntake', [line])
  }

  card(name: string, circleRecipient?: string, at?: string): Promise<Card> {
    return this.#call('card', [name, circleRecipient, at])
  }

  learn(wraps: readonly Wrap[]): Promise<{ refused: RefusedWrap[] }> {
    return this.#call('learn', [wraps])
  }

  makeKey(name: KeyName, readers: readonly Reader[]): Promise<Wrap[]> {
    return this.#call('makeKey', [name, readers])
  }

  rewrap(name: KeyName, readers: readonly Reader[]): Promise<Wrap[]> {
    return this.#call('rewrap', [name, readers])
  }

  needsKey(object: string, kind: string): Promise<boolean> {
    return this.#call('needsKey', [object, kind])
  }

  newestEpoch(object: string, kind: string): Promise<number> {
    return this.#call('newestEpoch', [object, kind])
  }

  nameUnder(object: string, kind: string, purpose: string): Promise<string> {
    return this.#call('nameUnder', [object, kind, purpose])
  }

  forget(object: string): Promise<void> {
    return this.#call('forget', [object])
  }

  sealToCircle(circle: Circle, bytes: Uint8Array, about?: string): Promise<Uint8Array> {
    return this.#call('sealToCircle', [circle, bytes, about])
  }

  openForCircle(file: Uint8Array, about?: string): Promise<Uint8Array> {
    return this.#call('openForCircle', [file, about])
  }

  sealForReaders(readers: readonly string[], bytes: Uint8Array, about: string): Promise<Uint8Array> {
    return this.#call('sealForReaders', [readers, bytes, about])
  }

  openForMe(file: Uint8Array, about: string): Promise<Uint8Array> {
    return this.#call('openForMe', [file, about])
  }

  thread(object: string, kind: string): KeyringThread {
    return {
      open: (rows) => this.#call('thread.open', [object, kind, rows]),
      glance: (rows) => this.#call('thread.glance', [object, kind, rows]),
      beginAgain: () => this.#call('thread.beginAgain', [object, kind]),
      seal: (body) => this.#call('thread.seal', [object, kind, body]),
      withdraw: () => this.#call('thread.withdraw', [object, kind]),
      caughtUp: () => this.#call('thread.caughtUp', [object, kind]),
    }
  }

  #call<Result>(method: string, args: unknown[], progress?: (share: number) => void): Promise<Result> {
    this.#worker ??= this.#started()
    const worker = this.#worker
    const id = ++this.#last
    return new Promise<Result>((resolve, reject) => {
      this.#calls.set(id, { resolve: resolve as (ok: never) => void, reject, progress })
      worker.postMessage({ id, method, args })
    })
  }

  #started(): KeyringWorker {
    const worker = this.#spawn()
    const calls = this.#calls
    worker.addEventListener('message', (event) => settle(calls, event.data as Answered))
    // A Worker that cannot run is a locked one, not one to wait for.
    worker.addEventListener('error', () => this.lock())
    return worker
  }

  #became(slot: string | null): void {
    this.#slot = slot
    for (const read of this.#readers) read(this.state)
  }
}
