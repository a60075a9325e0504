import { base64url, canonical, derive, fromBase64url, hasExactly, mac, parseObject, same, utf8 } from './bytes.ts'
import { demand, guarded } from './errors.ts'
import { isRecipient, openText, sealText, seedOf } from './identity.ts'
import type { Identity, Recipient } from './identity.ts'
import type { Circle, RosterHead } from './roster.ts'

/** How far each circle's chain was verified. Merged by maximum, never moved back. */
export type Pins = Partial<Record<Circle, RosterHead>>
/** One way in: the recipient the vault is sealed to, and the code by which the vault proves that we wrote it. */
export type WayIn = { recipient: Recipient; proof: string }
/** A member's own secrets. `sign` is the Ed25519 seed, base64url. */
export type Vault = { v: 1; team: string; member: string; enc: Identity; sign: string; pins: Pins; waysIn: WayIn[] }

const fields = ['enc', 'macs', 'member', 'pins', 'sign', 'team', 'v', 'waysIn'] as const

/** The way in that belongs to an unlock identity. `proof` is secret: it stays inside the vault. */
export const wayInOf = (recipient: Recipient, unlock: Identity): WayIn => ({
  recipient,
  proof: base64url(proofKey(unlock)),
})

/**
 * Seals the vault to all its ways in (two or more, or the first loss is the last). age names no sender, and the server
 * may know the recipients, so the vault carries one code per way in that only their holder can make.
 */
export async function sealVault(vault: Vault): Promise<string> {
  demand(
    vault.waysIn.length >= 2 && new Set(vault.waysIn.map((way) => way.recipient)).size === vault.waysIn.length,
    'vault.ways-in',
  )
  const macs = Object.fromEntries(
    vault.waysIn.map(({ recipient, proof }) => [recipient, code(vault, fromBase64url(proof))]),
  )
  return sealText(
    vault.waysIn.map((way) => way.recipient),
    canonical({ ...vault, macs }),
  )
}

/** The vault, if this unlock identity opens it and it proves to be ours and this member's. */
export async function openVault(
  sealed: string,
  unlock: { identity: Identity; recipient: Recipient },
  expected: { team: string; member: string },
): Promise<Vault> {
  const { macs, ...inside } = parseObject(await openText([unlock.identity], sealed), 'vault.forged')
  demand(macs !== null && typeof macs === 'object' && hasExactly({ ...inside, macs }, fields), 'vault.forged')
  const vault = inside as Vault
  const given = (macs as Record<string, string>)[unlock.recipient]
  demand(typeof given === 'string' && same(utf8(given), utf8(code(vault, proofKey(unlock.identity)))), 'vault.forged')
  demand(vault.v === 1 && vault.team === expected.team && vault.member === expected.member, 'vault.other-member')
  await guarded('vault.forged', () =>
    demand(seedOf(vault.enc) && vault.waysIn.every((way) => isRecipient(way.recipient)), 'vault.forged'),
  )
  return vault
}

/** The higher of two pins for every circle. Two different rosters of one epoch are not merged: somebody forked the chain. */
export function mergePins(a: Pins, b: Pins): Pins {
  const merged: Pins = { ...a }
  for (const [circle, pin] of Object.entries(b) as [Circle, RosterHead][]) {
    const held = merged[circle]
    demand(!held || held.epoch !== pin.epoch || held.hash === pin.hash, 'roster.forked')
    if (!held || pin.epoch > held.epoch) merged[circle] = pin
  }
  return merged
}

const proofKey = (unlock: Identity): Uint8Array => derive(seedOf(unlock), 'beside vault proof v1')
const code = (vault: Vault, key: Uint8Array): string => base64url(mac(key, utf8(canonical(vault))))
