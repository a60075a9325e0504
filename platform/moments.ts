import type { AfterCommit, Sql } from '#platform/database'

/** Something that happens in one feature and that later features act upon, inside the same transaction. */
export type Moment<Event> = { name: string; event?: Event }
type Act<Event> = (sql: Sql, afterCommit: AfterCommit, event: Event) => Promise<void>
export type MomentHandler = { name: string; act: Act<never> }

export const moment = <Event>(name: string): Moment<Event> => ({ name })

export const on = <Event>(happening: Moment<Event>, act: Act<Event>): MomentHandler => ({ name: happening.name, act })

export class Moments {
  #handlers: MomentHandler[]

  constructor(handlers: MomentHandler[]) {
    this.#handlers = handlers
  }

  /** Runs every handler in floor-plan order. A handler that throws undoes the whole transaction. */
  async fire<Event>(sql: Sql, afterCommit: AfterCommit, event: { of: Moment<Event>; is: Event }): Promise<void> {
    for (const handler of this.#handlers) {
      if (handler.name === event.of.name) await (handler.act as Act<Event>)(sql, afterCommit, event.is)
    }
  }
}
