import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { Decrypter } from 'age-encryption'
import { makeTeamKeys, type PlannedPerson, type TeamKeys } from '../tools/ready-team.ts'
import { testFolder } from './postgres.ts'

/*
 * The keys of every test's people, made once for a whole run: each house has a database of its own, so they never meet. What
 * was sealed with them is opened for the first time by the real code and remembered, byte for byte; opening seven vaults and
 * forty-nine name cards again for each of several hundred houses would be most of the time the tests take.
 */

type Remembered = { keys: TeamKeys; openings: Map<string, Uint8Array> }

const file = join(testFolder, 'ready-keys')
let remembered: Promise<Remembered> | null = null
/** The sealed files of the ready team; nothing else is remembered. */
let sealedFiles = new Set<string>()
let openings = new Map<string, Uint8Array>()
let known = 0

/** Keys for these people, the same for every file of a run. */
export async function readyKeys(people: readonly PlannedPerson[]): Promise<TeamKeys> {
  const { keys } = await (remembered ??= begin(people))
  return keys
}

/** Keeps what has been opened since for the other files of this run. */
export async function keepOpenings(): Promise<void> {
  if (!remembered || openings.size === known) return
  known = openings.size
  const { keys } = await remembered
  mkdirSync(testFolder, { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, serialize({ keys, openings } satisfies Remembered), { mode: 0o600 })
  renameSync(draft, file)
}

async function begin(people: readonly PlannedPerson[]): Promise<Remembered> {
  const found = readRemembered()
  const all = found ?? { keys: await makeTeamKeys(people, new Date('2026-11-20T20:00:00Z')), openings: new Map() }
  const { keys } = all
  const sealed = [...keys.sealed.flatMap(({ vault, card }) => [vault, card]), ...keys.wraps.map((wrap) => wrap.sealed)]
  sealedFiles = new Set(sealed.map((text) => digestOf(Buffer.from(text, 'base64url'))))
  openings = all.openings
  known = openings.size
  rememberOpenings()
  return all
}

function readRemembered(): Remembered | null {
  try {
    return deserialize(readFileSync(file)) as Remembered
  } catch {
    return null
  }
}

/** The same identities and the same file give the same bytes: what the library said the first time is said again. */
function rememberOpenings(): void {
  const { addIdentity } = Decrypter.prototype
  const decrypt = Decrypter.prototype.decrypt as unknown as (this: Decrypter, sealed: Uint8Array) => Promise<Uint8Array>
  const given = new WeakMap<Decrypter, string[]>()
  Decrypter.prototype.addIdentity = function (identity) {
    given.set(this, [...(given.get(this) ?? []), String(identity)])
    addIdentity.call(this, identity)
  }
  const remembering = async function (this: Decrypter, sealed: Uint8Array): Promise<Uint8Array> {
    const digest = digestOf(sealed)
    if (!sealedFiles.has(digest)) return decrypt.call(this, sealed)
    const name = `${digest} ${(given.get(this) ?? []).join(' ')}`
    const opened = openings.get(name) ?? (await decrypt.call(this, sealed))
    openings.set(name, opened.slice())
    return opened.slice()
  }
  Decrypter.prototype.decrypt = remembering as unknown as typeof Decrypter.prototype.decrypt
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')
