import type { DeadlineHandler, House } from '#platform/house'
import { isEnd, isRinging } from '../situation.ts'
import { step } from '../rules.ts'
import { change, momentsOf, type Tx } from './change.ts'
import { overDeadline } from './clocked-out.ts'
import { lookAtCover } from './cover.ts'
import { shortDeadline } from './short.ts'
import { liveInLockingOrder, readWaiting } from './store.ts'

export const queueDeadlines = (house: House): DeadlineHandler[] => [
  {
    /**
     * What comes next for one contact. Our row is already locked here: somebody who has the contact's may be waiting for it, so
     * we do not wait for theirs, but let them go first and come again at once.
     */
    kind: 'queue.next',
    async handle(sql, afterCommit, { teamId, kind, key }) {
      const place = { teamId, contactId: key }
      const changed = await change({ sql, afterCommit, house }, place, { kind: 'due' }, false)
      if (!('refused' in changed)) return
      const busy = await readWaiting(sql, place)
      if (busy && !isEnd(busy.situation.state)) {
        await house.deadlines.set(sql, { teamId, kind, key, dueAt: house.clock.now() })
      }
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
    /** Lines open and close, and an alarm waits a little before it sounds. */
    kind: 'queue.cover',
    async handle(sql, afterCommit, { teamId }) {
      await lookAtCover({ sql, afterCommit, house }, teamId)
    },
  },
  overDeadline(house),
  shortDeadline(house),
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
