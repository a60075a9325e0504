import type { Api } from '#platform/browser/api'
import type { FeedView, NewFeed } from '../../views.ts'

const path = '/api/shifts/calendar'

/** The secret address of one's own shifts. Told once, when it is made; nothing here keeps it. */
export class CalendarFeed {
  #api: Api
  #origin: string

  constructor(api: Api, origin: string) {
    this.#api = api
    this.#origin = origin
  }

  since = async (): Promise<string | null> => (await this.#api.get<FeedView>(path)).madeAt

  /** The one before ends at once. */
  async make(): Promise<{ address: string; madeAt: string }> {
    const made = await this.#api.post<NewFeed>(path)
    return { address: `${this.#origin}${made.path}`, madeAt: made.madeAt }
  }

  revoke = (): Promise<void> => this.#api.delete(path)
}
