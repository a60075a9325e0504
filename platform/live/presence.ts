import type { Visitors } from '#platform/visitors'

/** Somebody's first socket on this process opened, or their last one closed. Another process says so for itself. */
export type Presence = { teamId: string; memberId?: string; contactId?: string; sessionId?: string; connected: boolean }
type Somebody = Omit<Presence, 'connected'>

export class Presences {
  #sockets = new Map<string, { who: Somebody; count: number }>()
  #hearers: ((presence: Presence) => void)[] = []

  on(hear: (presence: Presence) => void): void {
    this.#hearers.push(hear)
  }

  /** Everybody of this team with a socket on this process. */
  of(teamId: string): { memberIds: string[]; contactIds: string[] } {
    const here = [...this.#sockets.values()].map(({ who }) => who).filter((who) => who.teamId === teamId)
    return {
      memberIds: here.flatMap((who) => who.memberId ?? []),
      contactIds: here.flatMap((who) => who.contactId ?? []),
    }
  }

  /** How many sockets these people have on this process; of two, whoever has more. */
  most(visitors: Visitors): number {
    return Math.max(0, ...peopleOf(visitors).map((who) => this.#sockets.get(nameOf(who))?.count ?? 0))
  }

  count(visitors: Visitors, by: 1 | -1): void {
    for (const who of peopleOf(visitors)) {
      const name = nameOf(who)
      const sockets = this.#sockets.get(name) ?? { who, count: 0 }
      sockets.count += by
      if (sockets.count > 0) this.#sockets.set(name, sockets)
      else this.#sockets.delete(name)
      if (sockets.count === (by === 1 ? 1 : 0)) for (const hear of this.#hearers) hear({ ...who, connected: by === 1 })
    }
  }
}

const nameOf = (who: Somebody): string => `${who.teamId} ${who.memberId ?? ''} ${who.contactId ?? ''}`

const peopleOf = ({ member, caller }: Visitors): Somebody[] => [
  ...(member ? [{ teamId: member.teamId, memberId: member.memberId, sessionId: member.sessionId }] : []),
  ...(caller ? [{ teamId: caller.teamId, contactId: caller.contactId }] : []),
]
