import { base64url, canonical, derive, fromBase64url, same, wipe, type Bytes } from '#platform/envelope/bytes'
import { codeOf, demand, EnvelopeError, type EnvelopeCode } from '#platform/envelope/errors'
import { isRecipient, type Identity, type Recipient } from '#platform/envelope/identity'
import { circles, type Circle } from '#platform/envelope/roster'
import {
  callerReader,
  keyIsBy,
  linked,
  newKey,
  proveKey,
  unwrapProven,
  wrapProven,
  type Place,
  type ProvenKey,
  type Wrap,
} from '#platform/envelope/wraps'
import type { Self } from './self.ts'
import type { Team } from './team.ts'

/** Whom to wrap a key to. `recipient` only for a caller's page; everybody else's comes from the verified rosters. */
export type Reader = { reader: string; recipient?: string }
/** Which key: a track of an object, and the epoch. */
export type KeyName = { object: string; kind: string; epoch: number }
export type RefusedWrap = KeyName & { reader: string; code: EnvelopeCode }

type Held = ProvenKey & { readers: Set<string> }

/** The tracks whose keys a caller's page may make; the crew makes all others. */
const callerTracks = ['talk']

/** The content keys this member could open, each checked for who made it. */
export class ContentKeys {
  #self: Self
  #team: () => Team
  #tracks = new Map<string, Map<number, Held>>()

  constructor(self: Self, team: () => Team) {
    this.#self = self
    this.#team = team
  }

  /** Opens what is for this member. What does not hold is refused, one by one, and changes nothing. */
  async learn(wraps: readonly Wrap[]): Promise<RefusedWrap[]> {
    const refused: RefusedWrap[] = []
    const names = Map.groupBy(wraps, ({ object, kind, epoch }) => JSON.stringify([object, kind, epoch]))
    const sorted = [...names.values()].toSorted((a, b) => a[0]!.epoch - b[0]!.epoch)
    for (const alike of sorted) {
      const { object, kind, epoch } = alike[0]!
      const held = this.#held({ object, kind, epoch })
      if (held) alike.forEach(({ reader }) => held.readers.add(reader))
      else refused.push(...(await this.#open({ object, kind, epoch }, alike)))
    }
    return refused
  }

  key(name: KeyName): Bytes | null {
    return this.#held(name)?.key ?? null
  }

  /**
   * A name for one thing about an object that whoever holds its first key can work out, always the same (128 bits, base64url);
   * to everybody else, the server included, it is random.
   */
  nameUnder({ object, kind }: Omit<KeyName, 'epoch'>, purpose: string): string {
    const first = this.key({ object, kind, epoch: 1 })
    demand(first, 'key.unknown')
    return base64url(
      derive(first, `beside name v1\n${canonical({ team: this.#self.team, object, kind, purpose })}`, 16),
    )
  }

  newest(object: string, kind: string): number {
    return Math.max(0, ...(this.#tracks.get(trackOf({ object, kind }))?.keys() ?? []))
  }

  /**
   * Makes a track's next key, signs for it, and wraps it to the readers. It serves only once it is learned from what the
   * server keeps: two who make the same epoch at once must never each read and write under their own.
   */
  async make(name: KeyName, readers: readonly Reader[]): Promise<Wrap[]> {
    demand(name.epoch === this.newest(name.object, name.kind) + 1, 'key.unknown')
    const before = name.epoch === 1 ? null : this.key({ ...name, epoch: name.epoch - 1 })
    const made = { key: newKey(), before, seen: this.#team().seen }
    const proven = await proveKey(this.#place(name), made, { id: this.#self.member, key: this.#self.signing })
    const wraps = await this.#wrap(name, proven, readers)
    wipe(proven.key)
    return wraps
  }

  /** Wraps a key this member holds to more readers, with its maker's signature as it was. */
  async rewrap(name: KeyName, readers: readonly Reader[]): Promise<Wrap[]> {
    const held = this.#held(name)
    demand(held, 'key.unknown')
    const wraps = await this.#wrap(name, held, readers)
    wraps.forEach((wrap) => held.readers.add(wrap.reader))
    return wraps
  }

  /**
   * Whether the track's newest key may seal something new: made by today's member after the last removal (or by the
   * caller, as the first), and every reader it is known to have is still in the team.
   */
  async isFresh(object: string, kind: string): Promise<boolean> {
    const epoch = this.newest(object, kind)
    const held = this.#held({ object, kind, epoch })
    if (!held || ![...held.readers].every((reader) => this.#readerIsCurrent(reader))) return false
    const { by, seen } = held.proof
    if (by === null) return epoch === 1
    const maker = this.#team().member(by)
    if (!maker || !seen || !circles.every((circle) => this.#team().isFresh(circle, seen[circle]))) return false
    return keyIsBy(maker.sign, this.#place({ object, kind, epoch }), held)
  }

  /** Forgets one object (it was erased, or handed over), or everything. */
  forget(object?: string): void {
    for (const [track, epochs] of this.#tracks) {
      if (object !== undefined && !track.startsWith(trackOf({ object, kind: '' }))) continue
      epochs.forEach((held) => wipe(held.key))
      this.#tracks.delete(track)
    }
  }

  async #open(name: KeyName, wraps: readonly Wrap[]): Promise<RefusedWrap[]> {
    const refused: RefusedWrap[] = []
    for (const wrap of wraps) {
      const identity = this.#identityFor(wrap.reader)
      if (!identity) continue
      try {
        const proven = await unwrapProven(this.#place(name), [identity], fromBase64url(wrap.sealed))
        await this.#check(name, proven)
        this.#hold(name, { ...proven, readers: new Set(wraps.map(({ reader }) => reader)) })
        return refused
      } catch (thrown) {
        refused.push({ ...name, reader: wrap.reader, code: codeOf(thrown, 'wrap.malformed') })
      }
    }
    return refused
  }

  async #check(name: KeyName, proven: ProvenKey): Promise<void> {
    const { by, link } = proven.proof
    const place = this.#place(name)
    const before = this.key({ ...name, epoch: name.epoch - 1 })
    if (before) demand(typeof link === 'string' && linked(place, { key: proven.key, before }, link), 'key.unlinked')
    if (by === null) {
      demand(callerTracks.includes(name.kind) && (name.epoch === 1 || before), 'key.unsigned')
      return
    }
    const keys = this.#team().signingKeysOf(by)
    const signed = await Promise.all(keys.map((publicKey) => keyIsBy(publicKey, place, proven)))
    demand(signed.includes(true), 'key.forged')
  }

  #hold(name: KeyName, fresh: Held): void {
    const track = trackOf(name)
    const epochs = this.#tracks.get(track) ?? new Map<number, Held>()
    const known = epochs.get(name.epoch)
    demand(!known || same(known.key, fresh.key), 'key.changed')
    if (known) fresh.readers.forEach((reader) => known.readers.add(reader))
    else epochs.set(name.epoch, fresh)
    this.#tracks.set(track, epochs)
  }

  async #wrap(name: KeyName, proven: ProvenKey, readers: readonly Reader[]): Promise<Wrap[]> {
    const resolved = readers.map((reader) => this.#resolve(name, reader))
    const wraps = resolved.map(async ({ reader, recipient }) => {
      const sealed = base64url(await wrapProven(this.#place(name), proven, recipient))
      return { object: name.object, kind: name.kind, epoch: name.epoch, reader, sealed }
    })
    return Promise.all(wraps)
  }

  /** A reader's full name and verified recipient. The server never supplies one. */
  #resolve(name: KeyName, { reader, recipient }: Reader): { reader: string; recipient: Recipient } {
    const [what, which = '', at] = reader.split(':')
    if (what === 'caller') return this.#caller(name, reader, recipient)
    demand(recipient === undefined, 'reader.unknown')
    if (what === 'member') {
      const member = this.#team().member(which)
      demand(member, 'reader.unknown')
      return { reader: `member:${member.id}`, recipient: member.enc }
    }
    demand(what === 'intake' || (what === 'circle' && circles.includes(which as Circle)), 'reader.unknown')
    const current = what === 'intake' ? this.#team().currentIntake(which) : this.#team().newest(which as Circle)
    demand(at === undefined || at === String(current.epoch), 'reader.unknown')
    return { reader: `${what}:${which}:${current.epoch}`, recipient: current.recipient }
  }

  #caller(
    { object, kind }: KeyName,
    reader: string,
    recipient: string | undefined,
  ): { reader: string; recipient: Recipient } {
    demand(isRecipient(recipient), 'reader.unproven')
    const place = { team: this.#self.team, object, kind }
    const keys = [...(this.#tracks.get(trackOf({ object, kind }))?.values() ?? [])]
    demand(
      callerTracks.includes(kind) && keys.some(({ key }) => callerReader(place, key, recipient) === reader),
      'reader.unproven',
    )
    return { reader, recipient }
  }

  #identityFor(reader: string): Identity | null {
    const [what, which = '', at] = reader.split(':')
    if (what === 'member') return which === this.#self.member ? this.#self.identity : null
    if (what === 'circle' && circles.includes(which as Circle))
      return this.#team().identityOf(which as Circle, Number(at))
    if (what === 'intake') return this.#team().intakes(which)[Number(at) - 1]?.identity ?? null
    return null
  }

  #readerIsCurrent(reader: string): boolean {
    const [what, which = '', at] = reader.split(':')
    const team = this.#team()
    if (what === 'member') return team.member(which) !== null
    if (what === 'circle') return circles.includes(which as Circle) && team.isFresh(which as Circle, Number(at))
    if (what === 'intake') return team.intakes(which)[Number(at) - 1]?.current ?? false
    return what === 'caller'
  }

  #held({ object, kind, epoch }: KeyName): Held | undefined {
    return this.#tracks.get(trackOf({ object, kind }))?.get(epoch)
  }

  #place({ object, kind, epoch }: KeyName): Place {
    if (!Number.isSafeInteger(epoch) || epoch < 1) throw new EnvelopeError('wrap.malformed')
    return { team: this.#self.team, object, kind, epoch }
  }
}

export const trackOf = ({ object, kind }: { object: string; kind: string }): string => `${object} ${kind}`
