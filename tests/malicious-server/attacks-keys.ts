import {
  newKey,
  proveKey,
  wrapKey,
  wrapNextKey,
  wrapProven,
  type Place,
  type Wrap,
} from '../../platform/envelope/wraps.ts'
import { base64url, otherLetter, newest, ownKeys, secretsOf, withStanza, type Attack } from './attack.ts'
import { hospital, kitchen } from './scene.ts'
import { teamId, type Person, type Stored } from './stored.ts'

const x25519 = '-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n'
const costly = '-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n'

/** Promises 2 and 3 for content keys: which key a console opens, and to whom it will ever wrap one. */
export const attacksOnKeys: Attack[] = [
  {
    name: 'the wrap of one object is served for another',
    code: 'wrap.other-place',
    shows: 'names',
    lie(stored, { people }) {
      const [ours, theirs] = [hospital, kitchen].map((object) =>
        wrapFor(stored, { object, kind: 'crew', epoch: 1 }, people.dee),
      )
      theirs!.sealed = ours!.sealed
    },
  },
  {
    name: 'two objects are swapped, keys and records together',
    code: 'wrap.other-place',
    shows: 'names',
    lie(stored) {
      const swap = (object: string): string => (object === hospital ? kitchen : hospital)
      stored.contentWraps = stored.contentWraps.map((wrap) => ({ ...wrap, object: swap(wrap.object) }))
      stored.streams = new Map([...stored.streams].map(([track, rows]) => [track.replace(/^\S+/, swap), rows]))
    },
  },
  {
    name: "the wrap of one track is served for the other: what the crew says would be under the caller's key",
    code: 'wrap.other-place',
    shows: 'names',
    lie(stored, { people }) {
      const talk = wrapFor(stored, { object: kitchen, kind: 'talk', epoch: 1 }, people.dee)
      wrapFor(stored, { object: kitchen, kind: 'crew', epoch: 1 }, people.dee)!.sealed = talk!.sealed
    },
  },
  {
    name: 'an old key is served as the new one',
    code: 'wrap.other-place',
    shows: 'names',
    lie(stored, { people }) {
      const old = wrapFor(stored, { object: hospital, kind: 'crew', epoch: 1 }, people.dee)
      wrapFor(stored, { object: hospital, kind: 'crew', epoch: 2 }, people.dee)!.sealed = old!.sealed
    },
  },
  {
    name: "the server makes the crew's key itself",
    code: 'key.unsigned',
    shows: 'names',
    async lie(stored, { people }) {
      const place = { team: teamId, object: kitchen, kind: 'crew', epoch: 1 }
      await replace(stored, place, (recipient) => wrapKey(place, newKey(), recipient), people.dee)
    },
  },
  {
    name: "the server makes the crew's key and signs it in Ruth's name",
    code: 'key.forged',
    shows: 'names',
    async lie(stored, { people }) {
      const place = { team: teamId, object: kitchen, kind: 'crew', epoch: 1 }
      const seen = { responders: 7, coordinators: 5, stewards: 5 }
      const proven = await proveKey(
        place,
        { key: newKey(), before: null, seen },
        { id: people.ruth.id, key: (await ownKeys()).signing },
      )
      await replace(stored, place, (recipient) => wrapProven(place, proven, recipient), people.dee)
    },
  },
  {
    name: 'the server makes a next key for a conversation, hoping the answer is sealed under it',
    code: 'key.unlinked',
    shows: 'names',
    async lie(stored, { people }) {
      const place = { team: teamId, object: kitchen, kind: 'talk', epoch: 2 }
      const sealed = base64url(await wrapKey(place, newKey(), encOf(stored, people.dee)))
      stored.contentWraps.push({ object: kitchen, kind: 'talk', epoch: 2, reader: `member:${people.dee.id}`, sealed })
    },
  },
  {
    name: 'a removed steward, who held the old key, makes a next one and does not sign it: it opens, but nothing is sealed under it',
    code: 'key.stale',
    shows: 'everything true',
    async lie(stored, scene) {
      const place = { team: teamId, object: hospital, kind: 'talk', epoch: 3 }
      const keys = { key: newKey(), before: scene.caller.keys.get(2)! }
      const sealed = base64url(await wrapNextKey(place, keys, encOf(stored, scene.people.dee)))
      stored.contentWraps.push({
        object: hospital,
        kind: 'talk',
        epoch: 3,
        reader: `member:${scene.people.dee.id}`,
        sealed,
      })
    },
  },
  {
    name: 'a removed steward makes and signs a key after his removal: it opens, but nothing is sealed under it',
    code: 'key.stale',
    shows: 'everything true',
    async lie(stored, { people, before, caller }) {
      const place = { team: teamId, object: hospital, kind: 'talk', epoch: 3 }
      const made = {
        key: newKey(),
        before: caller.keys.get(2)!,
        seen: { responders: 99, coordinators: 99, stewards: 99 },
      }
      const proven = await proveKey(place, made, await secretsOf(before, people.omar))
      const sealed = base64url(await wrapProven(place, proven, encOf(stored, people.dee)))
      stored.contentWraps.push({ object: hospital, kind: 'talk', epoch: 3, reader: `member:${people.dee.id}`, sealed })
    },
  },
  {
    name: 'new keys are withheld and the old epoch is replayed: it is read, but nothing is sealed under it',
    code: 'key.stale',
    shows: 'everything true',
    lie(stored, { before }) {
      stored.contentWraps = structuredClone(before.contentWraps)
      stored.streams = structuredClone(before.streams)
    },
    remembers: false,
  },
  {
    name: 'one bit of a wrap is flipped',
    code: 'file.truncated',
    shows: 'names',
    lie(stored, { people }) {
      const wrap = wrapFor(stored, { object: hospital, kind: 'crew', epoch: 1 }, people.dee)!
      const bytes = Buffer.from(wrap.sealed, 'base64url')
      bytes[bytes.length - 5]! ^= 1
      wrap.sealed = bytes.toString('base64url')
    },
  },
  {
    name: "the key inside a wrap's header is changed",
    code: 'file.not-for-us',
    shows: 'names',
    lie(stored, { people }) {
      const wrap = wrapFor(stored, { object: hospital, kind: 'crew', epoch: 1 }, people.dee)!
      wrap.sealed = otherLetter(wrap.sealed)
    },
  },
  {
    name: 'a truncated stream: a wrap stops in the middle',
    code: 'file.truncated',
    shows: 'names',
    lie(stored, { people }) {
      const wrap = wrapFor(stored, { object: hospital, kind: 'crew', epoch: 1 }, people.dee)!
      wrap.sealed = wrap.sealed.slice(0, 400)
    },
  },
  {
    name: 'mixed recipients: a wrap that a classical key opens too',
    code: 'file.mixed-recipients',
    shows: 'names',
    lie: (stored, { people }) => change(stored, people.dee, (sealed) => withStanza(sealed, x25519)),
  },
  {
    name: 'oversized cost: a wrap that asks for gigabytes of memory before it can be refused',
    code: 'file.costly',
    shows: 'names',
    lie: (stored, { people }) => change(stored, people.dee, (sealed) => withStanza(sealed, costly)),
  },
]

const encOf = (stored: Stored, { id }: Person): string =>
  newest(stored, 'responders').members.find((member) => member.id === id)!.enc

const wrapFor = (stored: Stored, { object, kind, epoch }: Omit<Place, 'team'>, { id }: Person): Wrap | undefined =>
  stored.contentWraps.find(
    (wrap) => wrap.object === object && wrap.kind === kind && wrap.epoch === epoch && wrap.reader === `member:${id}`,
  )

async function replace(
  stored: Stored,
  place: Place,
  wrap: (recipient: string) => Promise<Uint8Array>,
  person: Person,
): Promise<void> {
  wrapFor(stored, place, person)!.sealed = base64url(await wrap(encOf(stored, person)))
}

function change(stored: Stored, person: Person, by: (sealed: string) => string): void {
  const wrap = wrapFor(stored, { object: hospital, kind: 'crew', epoch: 1 }, person)!
  wrap.sealed = by(wrap.sealed)
}
