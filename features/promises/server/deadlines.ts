import type { DeadlineHandler, House } from '#platform/house'
import { backKind, comeBack } from './away.ts'
import { lookAtShifts, shiftKind } from './digest.ts'
import { happens, nextKind } from './happen.ts'
import { lockPromise } from './store.ts'

export const promiseDeadlines = (house: House): DeadlineHandler[] => [
  {
    /** What comes next for one promise: an attempt ends by itself, or it is due. */
    kind: nextKind,
    async handle(sql, afterCommit, { teamId, kind, key }) {
      const place = { teamId, promiseId: key }
      const row = await lockPromise(sql, place)
      if (!row?.nextAt) return
      // It was moved while this row was taken.
      if (row.nextAt > house.clock.now()) return house.deadlines.set(sql, { teamId, kind, key, dueAt: row.nextAt })
      await happens({ sql, afterCommit, house }, place, { kind: row.state === 'trying' ? 'ran out' : 'due' })
    },
  },
  {
    kind: backKind,
    handle: (sql, afterCommit, { teamId, key }) => comeBack({ sql, afterCommit, house }, { teamId, memberId: key }),
  },
  { kind: shiftKind, handle: (sql, afterCommit, { teamId }) => lookAtShifts({ sql, afterCommit, house }, teamId) },
]
