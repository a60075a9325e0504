import { canonical } from '#platform/envelope/bytes'
import { demand, EnvelopeError } from '#platform/envelope/errors'
import type { KeysView } from '../../wire.ts'
import type { Self } from './self.ts'
import { Team, type Refused } from './team.ts'

/** The team as this unlocking has verified it: nothing right after unlocking, and never more than was verified. */
export class VerifiedTeam {
  #team: Team | null = null
  #until = untilVerified()

  /** Throws `circle.unopened` before the first time. */
  get now(): Team {
    demand(this.#team, 'circle.unopened')
    return this.#team
  }

  /** Resolves once there is one; throws `locked` when it is locked before. */
  some(): Promise<void> {
    return this.#until.promise
  }

  /**
   * Verifies what the server says and takes it in, whole or not at all. `isStill`: whether this unlocking goes on.
   * `pinsMoved`: save the vault.
   */
  async learn(self: Self, view: KeysView, isStill: () => boolean): Promise<{ pinsMoved: boolean; refused: Refused[] }> {
    const team = await Team.learn(self, view, this.#team)
    demand(isStill(), 'locked')
    this.#team = team
    this.#until.resolve()
    const pinsMoved = canonical(team.pins) !== canonical(self.pins)
    self.pins = team.pins
    return { pinsMoved, refused: [...team.refused] }
  }

  /** Whoever still waits for one waits in vain. */
  forget(): void {
    this.#team?.forget()
    this.#team = null
    this.#until.reject(new EnvelopeError('locked'))
    this.#until = untilVerified()
  }
}

/** Nobody has to wait for it: then its refusal is nobody's. */
function untilVerified(): PromiseWithResolvers<void> {
  const waiting = Promise.withResolvers<void>()
  waiting.promise.catch(() => undefined)
  return waiting
}
