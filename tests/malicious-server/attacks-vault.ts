import { makeIdentity } from '../../platform/envelope/identity.ts'
import { readPaperKey } from '../../platform/envelope/paper-key.ts'
import { base64url as encode } from '../../platform/envelope/bytes.ts'
import { sealVault } from '../../platform/envelope/vault.ts'
import { decoded, ownKeys, withStanza, type Attack } from './attack.ts'
import type { Desk } from './console.ts'
import { teamId, type Person, type Stored } from './stored.ts'

const x25519 = '-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n'
const costly = '-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n'

/** Promise 2 for the vault, and for single things sealed to a circle. */
export const attacksOnTheVault: Attack[] = [
  {
    name: 'the old vault and the old rosters are served after the pins moved, to a device that remembers',
    code: 'roster.rolled-back',
    lie(stored, { before }) {
      stored.vaults = new Map(before.vaults)
      for (const part of ['rosters', 'wraps', 'ladders', 'intakes'] as const)
        stored[part] = structuredClone(before[part]) as never
    },
  },
  {
    name: 'old rosters are served to a new device: the vault itself remembers',
    code: 'roster.rolled-back',
    remembers: false,
    lie(stored, { before }) {
      for (const part of ['rosters', 'wraps', 'ladders', 'intakes'] as const)
        stored[part] = structuredClone(before[part]) as never
    },
  },
  {
    name: "the server makes a vault of its own to Dee's ways in: Dee would write with keys the server made",
    code: 'vault.forged',
    async lie(stored, { people }) {
      const { signing } = await ownKeys()
      const proof = encode(new Uint8Array(32))
      const waysIn = await Promise.all(
        people.dee.paper.map(async (text) => ({ recipient: (await readPaperKey(text)).recipient, proof })),
      )
      const vault = {
        v: 1 as const,
        team: teamId,
        member: people.dee.id,
        enc: await makeIdentity(),
        sign: encode(signing.seed),
        pins: {},
        waysIn,
      }
      stored.vaults.set(people.dee.id, await sealVault(vault))
    },
  },
  {
    name: "another member's vault is served",
    code: 'file.not-for-us',
    lie: (stored, { people }) => void stored.vaults.set(people.dee.id, stored.vaults.get(people.ruth.id)!),
  },
  {
    name: 'one bit of the vault is flipped',
    code: 'file.truncated',
    lie: (stored, { people }) => change(stored, people.dee, (sealed) => flipped(sealed)),
  },
  {
    name: 'the vault is truncated',
    code: 'file.truncated',
    lie: (stored, { people }) => change(stored, people.dee, (sealed) => encode(decoded(sealed).subarray(0, -150))),
  },
  {
    name: 'mixed recipients: a vault that a classical key opens too',
    code: 'file.mixed-recipients',
    lie: (stored, { people }) => change(stored, people.dee, (sealed) => withStanza(sealed, x25519)),
  },
  {
    name: 'oversized cost: a vault that asks for a passphrase computation of gigabytes',
    code: 'file.costly',
    lie: (stored, { people }) => change(stored, people.dee, (sealed) => withStanza(sealed, costly)),
  },
  {
    name: 'something sealed to a circle as one thing is served as another',
    code: 'file.other-place',
    shows: 'everything true',
    lie: () => {},
    work: () => async (desk: Desk) => {
      const { keyring, show } = desk
      const note = await keyring.sealToCircle('responders', new TextEncoder().encode('LIE'), 'quick phrases')
      show(new TextDecoder().decode(await keyring.openForCircle(note, 'guide card')))
    },
  },
]

function change(stored: Stored, { id }: Person, by: (sealed: string) => string): void {
  stored.vaults.set(id, by(stored.vaults.get(id)!))
}

function flipped(sealed: string): string {
  const bytes = decoded(sealed)
  bytes[bytes.length - 20]! ^= 1
  return encode(bytes)
}
