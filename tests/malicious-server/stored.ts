import assert from 'node:assert/strict'
import type { KeysView, Package, TeamChange, TeamRole } from '../../features/keys/wire.ts'
import type { StreamRow } from '../../features/keys/browser/core/threads.ts'
import { KeyringCore } from '../../features/keys/browser/core/core.ts'
import type { Roster } from '../../platform/envelope/roster.ts'
import type { EnvelopeCode } from '../../platform/envelope/errors.ts'
import { signaturesNeeded } from '../../platform/envelope/roster.ts'
import type { Wrap } from '../../platform/envelope/wraps.ts'

export const teamId = '00000000-0000-7000-8000-00000000beef'
export const at = '2026-11-20T20:00:00.000Z'
export const [ruthsId, deesId, samsId] = [1, 2, 3].map((number) => `00000000-0000-7000-8000-00000000000${number}`) as [
  string,
  string,
  string,
]

/** Everything an installation stores that a console reads, as the tables hold it. A lying server is one that changes this. */
export type Stored = {
  rosters: Roster[]
  wraps: KeysView['wraps']
  ladders: KeysView['ladders']
  intakes: KeysView['intakes']
  cards: KeysView['cards']
  vaults: Map<string, string>
  contentWraps: Wrap[]
  /** Streams by `object kind`. */
  streams: Map<string, StreamRow[]>
}

export const nothingStored = (): Stored => ({
  rosters: [],
  wraps: [],
  ladders: [],
  intakes: [],
  cards: [],
  vaults: new Map(),
  contentWraps: [],
  streams: new Map(),
})

/** What the server hands one member. */
export function viewOf(stored: Stored, member: string): KeysView {
  const { rosters, wraps, ladders, intakes, cards, vaults } = structuredClone(stored)
  const file = vaults.get(member)
  const vault = file ? { version: 1, file } : null
  const own = wraps.filter((wrap) => wrap.member === member)
  return { team: teamId, member, vault, rosters: rosters as KeysView['rosters'], wraps: own, ladders, intakes, cards }
}

export function apply(stored: Stored, changes: Package): void {
  stored.rosters.push(...(changes.rosters as Roster[]))
  stored.wraps.push(...changes.wraps)
  stored.ladders.push(...changes.ladders)
  stored.intakes.push(...changes.intakes)
}

export type Person = { name: string; id: string; roles: TeamRole[]; keyring: KeyringCore; paper: string[] }

/** A member to be, with two paper keys as ways in (they cost no argon2). */
export async function newPerson(name: string, id: string, roles: TeamRole[]): Promise<Person> {
  const keyring = new KeyringCore()
  const paper = [await keyring.newPaperKey(), await keyring.newPaperKey()].map(({ text }) => text)
  return { name, id, roles, keyring, paper }
}

/** The first steward founds the team: an honest server keeps what their console made. */
export async function found(stored: Stored, steward: Person): Promise<void> {
  const { keyring, id: member, name } = steward
  await keyring.begin({ team: teamId, member })
  const founding = await keyring.found({ name, at, waysIn: await waysInOf(steward) })
  stored.rosters.push(...(founding.rosters as Roster[]))
  stored.wraps.push(...founding.wraps)
  stored.cards.push(founding.card)
  stored.vaults.set(member, founding.vault)
  await learn(stored, steward)
}

/** Joins somebody whose keys were compared: the stewards change the rosters, the newcomer learns them. */
export async function join(stored: Stored, stewards: Person[], newcomer: Person): Promise<void> {
  const [steward] = stewards as [Person]
  const { keyring, id: member, roles, name } = newcomer
  const stewardsRoster = stored.rosters.findLast((roster) => roster.circle === 'stewards')!
  const named = { epoch: stewardsRoster.epoch, hash: await steward.keyring.rosterHash('stewards') }
  const keys = await keyring.begin({ team: teamId, member, stewards: named })
  const responders = (await steward.keyring.rosters()).responders.recipient
  stored.cards.push(await keyring.card(name, responders, at))
  stored.vaults.set(member, await keyring.vault(await waysInOf(newcomer)))
  await change(stored, stewards, { kind: 'join', seat: { id: member, roles, ...keys } })
  await learn(stored, newcomer)
}

/** Ruth's team, with Dee and Sam, each of whom has learned of the others. */
export async function foundThree(): Promise<{ stored: Stored; ruth: Person; dee: Person; sam: Person }> {
  const stored = nothingStored()
  const ruth = await newPerson('Ruth', ruthsId, ['steward'])
  const dee = await newPerson('Dee', deesId, ['responder'])
  const sam = await newPerson('Sam', samsId, ['responder'])
  await found(stored, ruth)
  for (const newcomer of [dee, sam]) await join(stored, [ruth], newcomer)
  await learn(stored, dee)
  return { stored, ruth, dee, sam }
}

/** One steward proposes, others sign as far as it takes, the server applies it whole, the stewards learn it. */
export async function change(stored: Stored, stewards: Person[], wanted: TeamChange): Promise<Package> {
  const [first, ...others] = stewards as [Person, ...Person[]]
  const proposed = await first.keyring.propose(wanted, at)
  const newest = stored.rosters.findLast((roster) => roster.circle === 'stewards')!
  for (const cosigner of others.slice(0, signaturesNeeded(newest) - 1)) await sign(proposed, cosigner)
  apply(stored, proposed)
  for (const steward of stewards) await learn(stored, steward)
  return proposed
}

export async function sign(proposed: Package, cosigner: Person): Promise<void> {
  for (const { circle, by, sig } of await cosigner.keyring.cosign(proposed)) {
    proposed.rosters.find((roster) => roster.circle === circle)!.signatures.push({ by, sig })
  }
}

export const learn = (stored: Stored, { keyring, id }: Person): Promise<{ pinsMoved: boolean }> =>
  keyring.learnTeam(viewOf(stored, id))

/** A fresh console on the same keys: unlocked with paper, knowing only what the vault and this server say. */
export async function unlockAgain(
  stored: Stored,
  { id: member, paper }: Person,
  memory?: string,
): Promise<KeyringCore> {
  const keyring = new KeyringCore()
  await keyring.paperKey(paper[0]!)
  await keyring.openVault({ team: teamId, member, file: stored.vaults.get(member)!, memory: memory ?? null })
  return keyring
}

async function waysInOf({ keyring, paper }: Person): Promise<string[]> {
  return Promise.all(paper.map(async (text) => (await keyring.paperKey(text)).recipient))
}

/** For `assert.rejects`. */
export const refusedAs = (code: EnvelopeCode) => (thrown: unknown) => {
  assert.equal((thrown as { code?: string }).code, code)
  return true
}
