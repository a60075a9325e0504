import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { openingServes } from '../rules.ts'

/**
 * Whose console has left an entry in which case. Rows are shown only to a session that wrote one first, so that nobody in
 * the team looks without being noticed. In this process's memory: after a restart a console writes another.
 */
export class Openings {
  #house: House
  #since = new Map<string, number>()

  constructor(house: House) {
    this.#house = house
  }

  note(visitor: Member, caseId: string): void {
    const now = this.#house.clock.now().getTime()
    for (const [name, at] of this.#since) if (at + openingServes <= now) this.#since.delete(name)
    this.#since.set(nameOf(visitor, caseId), now)
  }

  has(visitor: Member, caseId: string): boolean {
    const at = this.#since.get(nameOf(visitor, caseId))
    return at !== undefined && this.#house.clock.now().getTime() < at + openingServes
  }
}

const nameOf = ({ teamId, sessionId }: Member, caseId: string): string => `${teamId} ${sessionId} ${caseId}`

const known = new WeakMap<House, Openings>()

export function openingsOf(house: House): Openings {
  const openings = known.get(house) ?? new Openings(house)
  known.set(house, openings)
  return openings
}
