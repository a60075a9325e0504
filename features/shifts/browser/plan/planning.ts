import { ApiError, type Api } from '#platform/browser/api'
import type { Desk } from '#features/keys/browser'
import type { Line } from '#features/lines/browser'
import type { AvailabilityView, SeatingsRefused, ShiftsView, ShiftView } from '../../views.ts'
import { Board } from './board.ts'
import { addDays, dateAt, mondayOf } from './clock.ts'
import { askedFor, type Plan, type Shown, type Weeks } from './plan-state.ts'
import { openAvailability, openPattern, openReason, type Sealer } from './sealing.ts'

type Doors = { api: Api; live: Pick<Desk['live'], 'follow'>; keyring: Sealer; team: { timeZone: string } }
/** What the server's rules find in a change; `final`: in two places at once, which nobody may set aside. */
export type Against = { changes: SeatingsRefused['changes']; final: boolean }
/** `conflict`: somebody changed the same places; nothing is lost, the board shows both. Else a sentence why not, and what exactly. */
export type Saved = 'saved' | 'conflict' | { refused: string; against?: Against }

/**
 * The plan as this console knows it and what is changed in it. A store; one for each console, so that what is not saved stays while its
 * reader looks at another screen.
 */
export class Planning {
  readonly board = new Board()
  now: Plan
  #doors: Doors
  #opened = new Map<string, unknown>()
  #readers = new Set<(plan: Plan) => void>()
  #asked = 0

  constructor(doors: Doors, at: number) {
    this.#doors = doors
    const first = mondayOf(dateAt(at, doors.team.timeZone))
    const unread = {
      view: null,
      lines: [],
      availabilities: [],
      words: new Map(),
      reasons: new Map(),
      wishes: new Map(),
    }
    this.now = { stage: 'loading', shown: { first, weeks: 4 }, ...unread, stale: false, saving: false, gone: 0 }
    void this.read()
    let isFirst = true
    doors.live.follow('shifts', '', {
      onView: () => {
        if (!isFirst) void this.read()
        isFirst = false
      },
    })
  }

  subscribe(read: (plan: Plan) => void): () => void {
    this.#readers.add(read)
    read(this.now)
    return () => this.#readers.delete(read)
  }

  show(first: string, weeks: Weeks): Promise<void> {
    this.#set({ shown: { first: mondayOf(first), weeks } })
    return this.read()
  }

  /** Only the newest answer counts. A failed one is asked again with the next change or connection. */
  async read(): Promise<void> {
    const asked = ++this.#asked
    const answer = await this.#ask(this.now.shown).catch(() => null)
    if (asked !== this.#asked) return
    if (!answer) return this.#set({ stage: this.now.view ? 'here' : 'failed', stale: true })
    const opened = await this.#openAll(answer.view, answer.availabilities)
    if (asked !== this.#asked) return
    const gone = this.board.merge(answer.view.shifts).length
    this.#set({ stage: 'here', stale: false, ...answer, ...opened, gone: this.now.gone + gone })
  }

  /** The shifts from a date on, as far as the server tells at once. */
  async ahead(from: string): Promise<ShiftView[]> {
    const view = await this.#doors.api.get<ShiftsView>(`/api/shifts?from=${from}&to=${addDays(from, 99)}`)
    return view.shifts
  }

  /** Everything that is changed, all or nothing. `anyway`: whoever plans read what the server's rules find, and means it. */
  async save(anyway = this.board.anyway): Promise<Saved> {
    if (!this.board.isDirty) return 'saved'
    if (this.board.conflicts().length > 0) return 'conflict'
    const done = await this.does(() =>
      this.#doors.api.post('/api/shifts/seatings', { changes: this.board.changes(), anyway }),
    )
    return done === 'saved' ? this.#unlessChanged() : done
  }

  /** Sends something and reads what came of it. */
  async does(send: () => Promise<unknown>): Promise<Saved> {
    this.#set({ saving: true })
    try {
      await send()
      await this.read()
      return 'saved'
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // Whatever spoke against it is on the board then too.
      if (error.status === 409) await this.read()
      return error.code === 'changed' ? 'conflict' : { refused: error.words, ...againstIn(error) }
    } finally {
      this.#set({ saving: false })
    }
  }

  forgetGone(): void {
    this.#set({ gone: 0 })
  }

  /** What was saved is what the server has; an answer that did not come afterwards is a plan that is not known to be saved. */
  #unlessChanged(): Saved {
    return this.board.conflicts().length > 0 ? 'conflict' : 'saved'
  }

  async #ask(shown: Shown): Promise<Pick<Plan, 'view' | 'lines' | 'availabilities'> & { view: ShiftsView }> {
    const { api } = this.#doors
    const [from, to] = askedFor(shown)
    const [view, lines, availabilities] = await Promise.all([
      api.get<ShiftsView>(`/api/shifts?from=${from}&to=${to}`),
      api.get<Line[]>('/api/lines'),
      api.get<AvailabilityView[]>('/api/shifts/availability?all=1'),
    ])
    return { view, lines, availabilities }
  }

  async #openAll(
    { patterns, closures }: ShiftsView,
    given: AvailabilityView[],
  ): Promise<Pick<Plan, 'words' | 'reasons' | 'wishes'>> {
    const { keyring } = this.#doors
    const [words, reasons, wishes] = await Promise.all([
      this.#open(
        patterns,
        ({ patternId }) => patternId,
        (sealed) => openPattern(keyring, sealed),
      ),
      this.#open(
        closures,
        ({ closureId }) => closureId,
        (sealed) => openReason(keyring, sealed),
      ),
      this.#open(
        given,
        ({ memberId }) => memberId,
        (sealed) => openAvailability(keyring, sealed),
      ),
    ])
    return { words, reasons, wishes }
  }

  /** What was opened once is not opened again with every change of something else. What does not open is left out. */
  async #open<One extends { sealed: string }, What>(
    ones: One[],
    nameOf: (one: One) => string,
    open: (sealed: string) => Promise<What>,
  ): Promise<Map<string, What>> {
    const opened = await Promise.all(
      ones.map(async (one): Promise<[string, What][]> => {
        const key = `${nameOf(one)} ${one.sealed}`
        const what = (this.#opened.get(key) as What | undefined) ?? (await open(one.sealed).catch(() => undefined))
        if (what === undefined) return []
        this.#opened.set(key, what)
        return [[nameOf(one), what]]
      }),
    )
    return new Map(opened.flat())
  }

  #set(changed: Partial<Plan>): void {
    this.now = { ...this.now, ...changed }
    for (const read of this.#readers) read(this.now)
  }
}

function againstIn({ code, said }: ApiError): { against?: Against } {
  const changes = (said as Partial<SeatingsRefused>).changes
  return changes && changes.length > 0 ? { against: { changes, final: code !== 'rules' } } : {}
}

const plans = new WeakMap<object, Planning>()

export function planningOn(desk: Doors & { live: object }): Planning {
  const planning = plans.get(desk.live) ?? new Planning(desk, Date.now())
  plans.set(desk.live, planning)
  return planning
}
