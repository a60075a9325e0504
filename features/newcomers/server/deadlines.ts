import { later } from '#platform/clock'
import type { DeadlineHandler, House } from '#platform/house'
import { membersWhoMay } from '#features/members'
import { hears, overdueAgain } from '../rules.ts'
import { destroy, dueKind, goesKind, goneKind, notice, tell } from './cards.ts'
import { lockCard, putCard } from './store.ts'

export const newcomerDeadlines = (house: House): DeadlineHandler[] => [
  {
    /** A step is overdue: its owner hears, a day later everybody who plans, every day until it is done. */
    kind: dueKind,
    async handle(sql, afterCommit, { teamId, key }) {
      const tx = { sql, afterCommit, house }
      const row = await lockCard(sql, { teamId, newcomerId: key })
      if (!row?.dueAt) return
      const now = house.clock.now()
      if (row.dueAt > now) return house.deadlines.set(sql, { teamId, kind: dueKind, key, dueAt: row.dueAt })
      const isOwners = hears(row.told, row.ownerId) === 'owner'
      notice(tx, teamId, isOwners ? [row.ownerId!] : await membersWhoMay(sql, teamId, 'crew.plan'))
      await putCard(sql, teamId, { ...row, told: row.told + 1 })
      await house.deadlines.set(sql, { teamId, kind: dueKind, key, dueAt: later(now, overdueAgain) })
      tell(tx, teamId)
    },
  },
  {
    kind: goesKind,
    async handle(sql, afterCommit, { teamId, key }) {
      const place = { teamId, newcomerId: key }
      const goesAt = (await lockCard(sql, place))?.goesAt
      // It was taken up again while this row was taken.
      if (goesAt && goesAt <= house.clock.now()) await destroy({ sql, afterCommit, house }, place)
    },
  },
  {
    kind: goneKind,
    handle: (sql, afterCommit, { teamId, key }) => destroy({ sql, afterCommit, house }, { teamId, newcomerId: key }),
  },
]
