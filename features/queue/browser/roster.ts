import type { Desk } from '#features/keys/browser'
import { ShiftNames } from '#features/shifts/browser'
import type { Language } from '#platform/words'
import type { MayClockIn, QueueView } from '../wire.ts'
import { queueOf } from './queue.ts'

export type RosterDesk = Parameters<typeof queueOf>[0] & {
  api: Pick<Desk['api'], 'get'>
  keyring: Pick<Desk['keyring'], 'openForCircle'>
}

/**
 * Where somebody could clock in, and what seats are called, as this console knows it. A store; one for each console. A seat whose
 * name does not open (the console is locked, or it was never written) is said by its kind.
 */
export class DutyRoster {
  where: MayClockIn | null = null
  #desk: RosterDesk
  #names: ShiftNames
  #known = new Set<string>()
  #readers = new Set<(roster: DutyRoster) => void>()

  constructor(desk: RosterDesk) {
    this.#desk = desk
    this.#names = new ShiftNames(desk.keyring)
    queueOf(desk).subscribe(({ view }) => {
      if (view && mentioned(view).some((patternId) => !this.#known.has(patternId))) void this.look()
    })
    desk.keyring.subscribe((state) => state === 'open' && this.#known.size > 0 && void this.look())
  }

  subscribe(read: (roster: DutyRoster) => void): () => void {
    this.#readers.add(read)
    read(this)
    return () => this.#readers.delete(read)
  }

  /** Asks the server anew. False, and what was known stays: there is no connection. */
  async look(): Promise<boolean> {
    const { view } = queueOf(this.#desk).now
    for (const patternId of view ? mentioned(view) : []) this.#known.add(patternId)
    try {
      this.where = await this.#desk.api.get<MayClockIn>('/api/duty')
    } catch {
      return false
    }
    if (this.#desk.keyring.state === 'open') await this.#names.learn(this.where.patterns)
    for (const read of this.#readers) read(this)
    return true
  }

  nameOf = ({ patternId, seatId }: { patternId: string; seatId: string }, language: Language): string | null =>
    this.#names.seat(patternId, seatId, language)
}

const mentioned = ({ me, short, leftEmpty }: QueueView): string[] =>
  [...me.shifts, ...leftEmpty, ...short.flatMap(({ missing }) => missing)].map(({ patternId }) => patternId)

const known = new WeakMap<RosterDesk['live'], DutyRoster>()

export function rosterOf(desk: RosterDesk): DutyRoster {
  const roster = known.get(desk.live) ?? new DutyRoster(desk)
  known.set(desk.live, roster)
  return roster
}
