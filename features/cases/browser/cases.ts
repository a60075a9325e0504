import type { Desk } from '#features/keys/browser'
import type { CaseView } from '../wire.ts'

/** Every case this member may open, for a list; nothing of them is opened by it. A store. */
export class Cases {
  list: CaseView[] = []
  /** Whether the server has answered. */
  known = false
  #readers = new Set<(cases: Cases) => void>()

  constructor(desk: Desk) {
    desk.live.follow('cases', '', {
      onView: (list: CaseView[]) => {
        this.list = list
        this.known = true
        for (const read of this.#readers) read(this)
      },
    })
  }

  subscribe(read: (cases: Cases) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }
}

const known = new WeakMap<Desk['live'], Cases>()

export function casesOn(desk: Desk): Cases {
  const cases = known.get(desk.live) ?? new Cases(desk)
  known.set(desk.live, cases)
  return cases
}

/** What asks for this member: hand-overs offered to them, and their cases that lack somebody. */
export const pressing = (list: readonly CaseView[], me: string, isSteward: boolean): number =>
  list.filter(
    (of) =>
      of.state === 'open' &&
      (of.offer?.to === me ||
        (of.assigned.includes(me) && of.fallbackId === null) ||
        (isSteward && of.assigned.length === 0)),
  ).length
