import { openGroup } from '#platform/envelope/circles'
import { demand, type EnvelopeCode } from '#platform/envelope/errors'
import type { Identity, Recipient } from '#platform/envelope/identity'
import { intakeIsCurrent, verifyIntakes, type Chains, type IntakeStatement } from '#platform/envelope/intake'
import {
  circles,
  headOf,
  lastRemoval,
  memberIn,
  verifyChain,
  type Circle,
  type Roster,
  type RosterMember,
} from '#platform/envelope/roster'
import { mergePins, type Pins } from '#platform/envelope/vault'
import type { Seen } from '#platform/envelope/wraps'
import { isWhole } from '../../rules.ts'
import type { KeysView } from '../../wire.ts'
import { openNames } from './names.ts'
import type { Self } from './self.ts'

export type Refused = { what: string; code: EnvelopeCode }
type Circles = Record<Circle, Map<number, Identity>>
export type KnownIntake = { statement: IntakeStatement; identity: Identity | null; current: boolean }

/** The team as this member verified it: nothing in here was taken on the server's word. Never changed, only replaced. */
export class Team {
  readonly chains: Chains
  readonly pins: Pins
  readonly names: ReadonlyMap<string, string>
  readonly refused: readonly Refused[]
  #identities: Circles
  #intakes: Map<string, KnownIntake[]>
  /** What each sealed card said: opened once, verified again whenever the team changes. */
  #cards: Map<string, string>

  private constructor(parts: {
    chains: Chains
    pins: Pins
    names: Map<string, string>
    refused: Refused[]
    identities: Circles
    intakes: Map<string, KnownIntake[]>
    cards: Map<string, string>
  }) {
    this.chains = parts.chains
    this.pins = parts.pins
    this.names = parts.names
    this.refused = parts.refused
    this.#identities = parts.identities
    this.#intakes = parts.intakes
    this.#cards = parts.cards
  }

  /** Verifies everything the server says of the team, or throws and leaves `before` as it was. */
  static async learn(self: Self, view: KeysView, before: Team | null): Promise<Team> {
    demand(view.team === self.team && view.member === self.member, 'roster.other-team')
    const chains = await verifiedChains(self, view)
    refuseDisagreement(self, chains)
    const pins = mergePins(
      self.pins,
      Object.fromEntries(circles.map((circle) => [circle, headOf(chains[circle].at(-1)!)])),
    )
    const refused: Refused[] = []
    const identities = await openCircles(self, { view, chains, refused }, before)
    const intakes = await openIntakes(self, { view, chains, before }, identities)
    const responders = [...identities.responders.values()]
    const opened = (sealed: string): string | undefined => (before ? before.#cards.get(sealed) : undefined)
    const { names, cards } = await openNames(responders, { view, chains, refused, opened })
    return new Team({ chains, pins, names, refused, identities, intakes, cards })
  }

  newest(circle: Circle): Roster {
    return this.chains[circle].at(-1)!
  }

  /** A member of today, by the verified rosters. Everybody sits among the responders. */
  member(id: string): RosterMember | null {
    return memberIn(this.newest('responders'), id)
  }

  /** Every signing key this member ever had. */
  signingKeysOf(id: string): string[] {
    const seats = this.chains.responders.flatMap((roster) => memberIn(roster, id) ?? [])
    return [...new Set(seats.map((seat) => seat.sign))]
  }

  get seen(): Seen {
    const [responders, coordinators, stewards] = (['responders', 'coordinators', 'stewards'] as const).map(
      (circle) => this.newest(circle).epoch,
    )
    return { responders: responders!, coordinators: coordinators!, stewards: stewards! }
  }

  /** Whether nobody has left the circle since this epoch. */
  isFresh(circle: Circle, epoch: number): boolean {
    return epoch >= lastRemoval(this.chains[circle]) && epoch <= this.newest(circle).epoch
  }

  identityOf(circle: Circle, epoch: number): Identity | null {
    return this.#identities[circle].get(epoch) ?? null
  }

  /** Every circle identity, newest first. */
  circleIdentities(): Identity[] {
    const all = circles.flatMap((circle) => [...this.#identities[circle]])
    return all.toSorted(([a], [b]) => b - a).map(([, identity]) => identity)
  }

  intakes(line: string): readonly KnownIntake[] {
    return this.#intakes.get(line) ?? []
  }

  get lines(): string[] {
    return [...this.#intakes.keys()]
  }

  /** What new things for this line are sealed to. Throws `intake.stale` when there is none that may be used. */
  currentIntake(line: string): { epoch: number; recipient: Recipient } {
    const newest = this.intakes(line).at(-1)
    demand(newest, 'reader.unknown')
    demand(newest.current, 'intake.stale')
    return newest.statement
  }

  /** Forgets the circles' and intakes' identities, and who is called what. */
  forget(): void {
    circles.forEach((circle) => this.#identities[circle].clear())
    this.#intakes.clear()
    this.#cards.clear()
  }
}

type Given = { view: KeysView; chains: Chains; refused: Refused[] }

async function verifiedChains(self: Self, view: KeysView): Promise<Chains> {
  // A newcomer's first pin comes with the invitation link, a founder's from their own founding: never from the server.
  demand(self.pins.stewards, 'roster.unpinned')
  const chain = (circle: Circle): Roster[] => {
    const all = view.rosters.filter((roster) => roster.circle === circle)
    return all.toSorted((a, b) => a.epoch - b.epoch) as Roster[]
  }
  demand(
    view.rosters.every((roster) => circles.includes(roster.circle)),
    'roster.other-circle',
  )
  const chains = { responders: chain('responders'), coordinators: chain('coordinators'), stewards: chain('stewards') }
  await verifyChain(chains.stewards, { team: self.team, circle: 'stewards', pin: self.pins.stewards })
  for (const circle of ['responders', 'coordinators'] as const) {
    await verifyChain(chains[circle], { team: self.team, circle, pin: self.pins[circle] }, chains.stewards)
  }
  return chains
}

/** The circles tell one story: the same seats in each, by roles; and nothing newer rests on a steward who has left. */
function refuseDisagreement(self: Self, chains: Chains): void {
  const newest = (circle: Circle): Roster => chains[circle].at(-1)!
  const left = lastRemoval(chains.stewards)
  for (const circle of ['responders', 'coordinators'] as const) {
    demand(newest(circle).stewards!.epoch >= left, 'roster.stale-stewards')
  }
  const team = { responders: newest('responders'), coordinators: newest('coordinators'), stewards: newest('stewards') }
  demand(isWhole(team), 'roster.disagree')
  const seat = memberIn(team.responders, self.member)
  demand(seat === null || (seat.enc === self.recipient && seat.sign === self.signing.sign), 'roster.disagree')
}

/** The newest identity by the member's own wrap, the older ones down the ladder. Each must be the one whose recipient was signed. */
async function openCircles(self: Self, { view, chains, refused }: Given, before: Team | null): Promise<Circles> {
  const opened: Circles = { responders: new Map(), coordinators: new Map(), stewards: new Map() }
  for (const circle of circles) {
    const chain = chains[circle]
    if (!memberIn(chain.at(-1), self.member)) continue
    for (let epoch = chain.length; epoch >= 1; epoch--) {
      const known = before?.identityOf(circle, epoch)
      const place = { team: self.team, group: `circle:${circle}`, epoch, recipient: chain[epoch - 1]!.recipient }
      const steps =
        epoch === chain.length
          ? ownWrap(self, view, { circle, epoch })
          : ladder(view, { circle, epoch }, opened[circle].get(epoch + 1))
      const identity = known ?? (steps ? await openGroup(place, [steps.with], steps.sealed) : null)
      demand(identity || epoch < chain.length, 'circle.unopened')
      if (!identity) {
        refused.push({ what: `circle:${circle}:${epoch}`, code: 'circle.unopened' })
        break
      }
      opened[circle].set(epoch, identity)
    }
  }
  return opened
}

type Step = { with: Identity; sealed: string } | null

function ownWrap(self: Self, view: KeysView, at: { circle: Circle; epoch: number }): Step {
  const wrap = view.wraps.find(
    ({ circle, epoch, member }) => circle === at.circle && epoch === at.epoch && member === self.member,
  )
  return wrap ? { with: self.identity, sealed: wrap.sealed } : null
}

function ladder(view: KeysView, at: { circle: Circle; epoch: number }, above: Identity | undefined): Step {
  const step = view.ladders.find(({ circle, epoch }) => circle === at.circle && epoch === at.epoch + 1)
  return step && above ? { with: above, sealed: step.sealed } : null
}

async function openIntakes(
  self: Self,
  { view, chains, before }: Omit<Given, 'refused'> & { before: Team | null },
  identities: Circles,
): Promise<Map<string, KnownIntake[]>> {
  const lines = Map.groupBy(view.intakes, (intake) => intake.statement.line)
  const known = new Map<string, KnownIntake[]>()
  for (const [line, intakes] of lines) {
    const sorted = intakes.toSorted((a, b) => a.statement.epoch - b.statement.epoch)
    await verifyIntakes(
      sorted.map((intake) => intake.statement),
      { team: self.team, line },
      chains,
    )
    const opened = sorted.map(async ({ statement, wrap }) => {
      const responders = identities.responders.get(statement.responders.epoch)
      const place = { team: self.team, group: `intake:${line}`, epoch: statement.epoch, recipient: statement.recipient }
      const known = before?.intakes(line).find((one) => one.statement.recipient === statement.recipient)?.identity
      const identity = known ?? (responders ? await openGroup(place, [responders], wrap) : null)
      return { statement, identity, current: await intakeIsCurrent(statement, chains) }
    })
    known.set(line, await Promise.all(opened))
  }
  return known
}
