import type { DeadlineHandler, House } from '#platform/house'
import { offerIsDue, offerKind } from './offer-steps.ts'
import { remindKind, remindShift } from './reminders.ts'

export const movingDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: offerKind,
    handle: (sql, afterCommit, { teamId, key }) => offerIsDue({ sql, afterCommit, house }, teamId, key),
  },
  {
    kind: remindKind,
    handle: (sql, afterCommit, { teamId, key }) => remindShift({ sql, afterCommit, house }, teamId, key),
  },
]
