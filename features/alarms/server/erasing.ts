import type { Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'

const kind = 'alarms.erase'

/** The key of an address goes as soon as your transaction is committed. A deadline, so that no crash in between keeps it. */
export const eraseSoon = (
  sql: Sql,
  house: House,
  { teamId, objectId }: { teamId: string; objectId: string },
): Promise<void> => house.deadlines.set(sql, { teamId, kind, key: objectId, dueAt: house.clock.now() })

export const eraseDeadline = (house: House): DeadlineHandler => ({
  kind,
  async handle(_sql, _afterCommit, { key }) {
    house.keyStore.erase(key)
  },
})
