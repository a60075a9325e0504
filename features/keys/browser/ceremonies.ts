import type { Card, Circle, Cosignature, FoundingKeys, KeysView, Package, RosterJson, Seat, TeamChange } from '../wire.ts'

/**
 * What KeyringCore (and Keyring, its page side) does for founding, joining and changes of the team. Every private key stays
 * inside it. Promises are made and kept by features/keys/browser/core; this is the shape that the team page, the set-up wizard,
 * the join page and tests/people.ts stand on. Each refuses with an EnvelopeError.
 */
export type Ceremonies = {
  /** Makes M and S of a member to be. The keyring is then unlocked, in no circle. */
  begin(who: { team: string; member: string }): Promise<{ enc: string; sign: string }>
  /** After `begin`: the three genesis rosters with this one steward in each, wraps, name card and the vault sealed to the ways in. */
  found(founding: { name: string; at: string; waysIn: string[] }): Promise<FoundingKeys>
  /** The vault, with the pins as they are now, as one age file (base64url) to `waysIn` (or to those it already names). */
  vault(waysIn?: string[]): Promise<string>
  /** This member's name card, signed with S, sealed to `circleRecipient` (a newcomer's) or to the verified responders' circle. */
  card(name: string, circleRecipient?: string): Promise<Card>
  /** Verifies every roster from the pins on, opens the circles and takes it all in. Moves the pins; `pinsMoved` then tells to save the vault. */
  learnTeam(view: KeysView): Promise<{ pinsMoved: boolean }>
  /** The verified newest roster of each circle. */
  rosters(): Promise<Record<Circle, RosterJson>>
  rosterHash(circle: Circle): Promise<string>
  /** The package for a change, carrying this steward's signature on each roster (and on intakes, when somebody leaves a circle). */
  propose(change: TeamChange, at: string): Promise<Package>
  /** What a package does, from verified rosters alone, never from what the server says of it. Throws when it does not follow. */
  examine(proposed: Package): Promise<{ joined: Seat[]; left: Seat[]; changed: { before: Seat; after: Seat }[]; rekeyed: Seat[] }>
  /** This steward's signatures under each roster of a package that `examine` accepted. */
  cosign(proposed: Package): Promise<Cosignature[]>
}
