import type { DeadlineHandler, House } from '#platform/house'
import { isEnd, isRinging } from '../situation.ts'
import { step } from '../rules.ts'
import { change, momentsOf, type Tx } from './change.ts'
import { lookAtCover } from './cover.ts'
import { liveInLockingOrder } from './store.ts'

export const queueDeadlines = (house: House): DeadlineHandler[] => [
  {
    /** What comes next for one contact. */
    kind: 'queue.next',
    async handle(sql, afterCommit, { teamId, key }) {
      await change({ sql, afterCommit, house }, { teamId, contactId: key }, { kind: 'due' })
    },
  },
  {
    /** Who can be asked has changed: those who ring are looked at again, and the lines' cover with them. */
    kind: 'queue.crew',
    async handle(sql, afterCommit, { teamId }) {
      await askAround({ sql, afterCommit, house }, teamId)
      await lookAtCover({ sql, afterCommit, house }, teamId)
    },
  },
  {
    /** Lines open and close, and an alarm waits a little before it sounds. Comes again at least every minute. */
    kind: 'queue.cover',
    async handle(sql, afterCommit, { teamId }) {
      await lookAtCover({ sql, afterCommit, house }, teamId)
    },
  },
]

/** Only contacts that really change are locked, one after the other in one order. */
async function askAround(tx: Tx, teamId: string): Promise<void> {
  const ringing = (await liveInLockingOrder(tx.sql, teamId)).filter((waiting) => isRinging(waiting.situation.state))
  const { house, afterCommit } = tx
  const moments = await momentsOf(tx, teamId, ringing)
  for (const [index, waiting] of ringing.entries()) {
    const outcome = step(moments[index]!, { kind: 'crew' })
    const changes =
      !('refused' in outcome) && (outcome.rings.length > 0 || outcome.situation.wave !== waiting.situation.wave)
    if (changes && !isEnd(waiting.situation.state)) await change(tx, waiting, { kind: 'crew' })
    else afterCommit(() => house.live.changed(teamId, 'waiting', waiting.contactId))
  }
  afterCommit(() => house.live.changed(teamId, 'queue', ''))
}
