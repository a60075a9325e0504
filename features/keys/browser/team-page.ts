import type { EnvelopeError } from '#platform/envelope/errors'
import type { Difference } from '../rules.ts'
import type {
  InvitationView,
  KeysView,
  ProposalView,
  RosterJson,
  Seat,
  TeamChange,
  TeamPageView,
  TeamRole,
} from '../wire.ts'
import type { Desk } from './desk.ts'
import { Comparing } from './comparing.ts'
import { learn } from './learning.ts'
import { isRefusedByEnvelope } from './problems.ts'
import {
  change,
  cosign,
  invite,
  letIn,
  keysOf,
  revoke,
  secretsOf,
  teamCode,
  withdraw,
  type Outcome,
  type Secrets,
} from './stewarding.ts'
import type { InvitationLink } from './link.ts'

export type MemberLine = { seat: Seat; name: string | null; since: string }
export type InvitationLine = { view: InvitationView; secrets: Secrets | null }
export type ProposalLine = { view: ProposalView; does: Difference | null }
export type TeamState =
  | { at: 'loading' | 'locked' | 'wrong' }
  | {
      at: 'here'
      members: MemberLine[]
      stewards: number
      invitations: InvitationLine[]
      proposals: ProposalLine[]
      code: string
    }

/**
 * The team page without its looks. Members, roles and what a proposal does come from verified rosters, never from what the
 * server says about them; invitations and proposals are the server's lists, and each is checked when it is opened.
 */
export class TeamPage {
  #desk: Desk
  #state: TeamState = { at: 'loading' }
  #readers = new Set<(state: TeamState) => void>()
  #keys: KeysView | null = null
  #epochs = ''
  #seeing = Promise.resolve()
  /** Comparisons of this console; they outlive the page, because the nonce must. */
  static comparisons = new Map<string, Comparing>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  subscribe(read: (state: TeamState) => void): () => void {
    this.#readers.add(read)
    read(this.#state)
    return () => this.#readers.delete(read)
  }

  /** Follows the team until the returned function is called. */
  follow(): () => void {
    return this.#desk.live.follow('team', '', { onView: (view) => this.see(view as TeamPageView) })
  }

  /** Takes in what the server shows now; one after the other. */
  see(view: TeamPageView): Promise<void> {
    this.#seeing = this.#seeing.then(() => this.#see(view)).catch((error: unknown) => this.#failed(error))
    return this.#seeing
  }

  invite(wanted: { roles: TeamRole[]; note: string; member?: string }): Promise<InvitationLink> {
    return invite(this.#desk, wanted)
  }

  revoke(invitation: string): Promise<unknown> {
    return revoke(this.#desk.api, invitation)
  }

  compare(view: InvitationView): Comparing {
    const comparing = new Comparing(this.#desk, view.invitation)
    TeamPage.comparisons.set(view.invitation, comparing)
    const stop = this.#desk.keyring.subscribe((state) => {
      if (state === 'open') return
      // It knows the link's secret, which a locked console must not.
      TeamPage.comparisons.delete(view.invitation)
      queueMicrotask(() => stop())
    })
    void comparing.begin(view)
    return comparing
  }

  change(wanted: TeamChange): Promise<Outcome> {
    return change(this.#desk, wanted)
  }

  /** Signs the place of somebody who was compared, when the first package was overtaken or the page was closed in between. */
  letIn({ view, secrets }: InvitationLine): Promise<Outcome> {
    return letIn(this.#desk, view, keysOf(view, secrets!))
  }

  cosign(view: ProposalView): Promise<Outcome> {
    return cosign(this.#desk, view)
  }

  withdraw(view: ProposalView): Promise<unknown> {
    return withdraw(this.#desk.api, view.proposal)
  }

  async #see(view: TeamPageView): Promise<void> {
    const { keyring } = this.#desk
    if (keyring.state === 'locked') return this.#be({ at: 'locked' })
    const epochs = JSON.stringify(view.epochs)
    if (epochs !== this.#epochs || !this.#keys) this.#keys = (await learn(this.#desk)).view
    this.#epochs = epochs
    const { responders, stewards } = await keyring.rosters()
    const invitations = await Promise.all(view.invitations.map((one) => this.#invitation(one)))
    const proposals = await Promise.all(view.proposals.map((one) => this.#proposal(one)))
    for (const comparing of TeamPage.comparisons.values()) {
      void comparing.see(view.invitations.find((one) => one.invitation === comparing.invitation))
    }
    const members = membersOf(responders, this.#keys.rosters, keyring.names())
    this.#be({
      at: 'here',
      members,
      stewards: stewards.members.length,
      invitations,
      proposals,
      code: await teamCode(keyring),
    })
  }

  async #invitation(view: InvitationView): Promise<InvitationLine> {
    return { view, secrets: await secretsOf(this.#desk.keyring, view).catch(unlessUnexpected) }
  }

  async #proposal(view: ProposalView): Promise<ProposalLine> {
    return { view, does: await this.#desk.keyring.examine(view.package).catch(unlessUnexpected) }
  }

  #failed(error: unknown): void {
    this.#be({
      at: (error as EnvelopeError).code === 'locked' ? 'locked' : isRefusedByEnvelope(error) ? 'wrong' : 'loading',
    })
  }

  #be(state: TeamState): void {
    this.#state = state
    for (const read of this.#readers) read(state)
  }
}

function unlessUnexpected(error: unknown): null {
  if (isRefusedByEnvelope(error)) return null
  throw error
}

/** Everybody of the verified roster by name, with the day since when rosters have named them without a break. */
export function membersOf(
  responders: RosterJson,
  rosters: readonly RosterJson[],
  names: ReadonlyMap<string, string>,
): MemberLine[] {
  const chain = rosters.filter(({ circle }) => circle === 'responders').toSorted((a, b) => a.epoch - b.epoch)
  const since = (id: string): string => {
    const lastWithout = chain.findLastIndex((roster) => !roster.members.some((seat) => seat.id === id))
    return (chain[lastWithout + 1] ?? responders).at
  }
  const lines = responders.members.map((seat) => ({ seat, name: names.get(seat.id) ?? null, since: since(seat.id) }))
  return lines.toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
}
