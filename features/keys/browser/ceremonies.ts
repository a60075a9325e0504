import type { RosterHead } from '#platform/envelope/roster'
import type { Difference } from '../rules.ts'
import type { Card, Circle, Cosignature, FoundingKeys, KeysView, Package, RosterJson, TeamChange } from '../wire.ts'
import type { Refused } from './core/team.ts'

type Soon<Value> = Value | Promise<Value>

/**
 * What founding, joining and changes of the team need of a keyring: Keyring in a page, KeyringCore in Node. Every private
 * key stays inside it; each method refuses with an EnvelopeError.
 */
export type Ceremonies = {
  begin(who: { team: string; member: string; stewards?: RosterHead | null }): Promise<{ enc: string; sign: string }>
  found(founding: { name: string; at: string; waysIn: string[]; roles?: string[] }): Promise<FoundingKeys>
  openVault(given: { team: string; member: string; file: string }): Promise<void>
  vault(waysIn?: string[]): Promise<string>
  mergeVault(file: string): Promise<void>
  card(name: string, circleRecipient?: string): Promise<Card>
  learnTeam(view: KeysView): Promise<{ pinsMoved: boolean; refused: Refused[] }>
  rosters(): Promise<Record<Circle, RosterJson>>
  rosterHash(circle: Circle): Promise<string>
  names(): Soon<Map<string, string>>
  propose(change: TeamChange, at: string): Promise<Package>
  examine(proposed: Package): Promise<Difference>
  cosign(proposed: Package): Promise<Cosignature[]>
  sealToCircle(circle: Circle, bytes: Uint8Array, about?: string): Promise<Uint8Array>
  openForCircle(file: Uint8Array, about?: string): Promise<Uint8Array>
}
