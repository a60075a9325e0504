import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { circleLeft, memberJoined, memberRemoved } from '#features/keys'
import { membersOf } from '#features/members'
import { shiftEnded, shiftWith } from '#features/shifts'
import { standingChanged } from '#features/training'
import { letGo, memberDoes, passOn, standingOf, takeUp, type Tx } from './server/cards.ts'
import { newcomerDeadlines } from './server/deadlines.ts'
import { publicRoutes } from './server/public.ts'
import { newcomerRoutes, newcomerTopics } from './server/routes.ts'
import { cardOfMember } from './server/store.ts'

/** Somebody wants to help: their application, who looks after it, and their way into the team. See README.md. */
export const newcomers: Feature = {
  name: 'newcomers',
  routes: (house) => [...publicRoutes(house), ...newcomerRoutes(house)],
  topics: newcomerTopics,
  deadlines: newcomerDeadlines,
  moments: (house) => [
    on(memberRemoved, (sql, afterCommit, gone) => leaves({ sql, afterCommit, house }, gone)),
    on(circleLeft, (sql, afterCommit, left) => passOn({ sql, afterCommit, house }, left)),
    on(memberJoined, (sql, afterCommit, { teamId }) => takeUp({ sql, afterCommit, house }, teamId)),
    on(standingChanged, async (sql, afterCommit, of) => {
      const standing = await standingOf(sql, of.teamId, of.memberId)
      await memberDoes({ sql, afterCommit, house }, of, { kind: 'stands', standing })
    }),
    on(shiftEnded, (sql, afterCommit, of) => haveSat({ sql, afterCommit, house }, of)),
  ],
}

/** Whoever leaves the team takes the way in along. Who comes back with new keys has not left. */
async function leaves(tx: Tx, gone: { teamId: string; memberId: string }): Promise<void> {
  await passOn(tx, gone)
  const { teamId, memberId } = gone
  const isActive = (await membersOf(tx.sql, teamId)).some((one) => one.memberId === memberId && one.state === 'active')
  const newcomerId = isActive ? null : await cardOfMember(tx.sql, teamId, memberId)
  if (newcomerId) await letGo(tx, { teamId, newcomerId })
}

/** The first shift of whoever sat in it alone: not beside somebody, and not as a back-up that was not needed. */
async function haveSat(tx: Tx, { teamId, shiftId }: { teamId: string; shiftId: string }): Promise<void> {
  const shift = await shiftWith(tx.sql, { teamId, shiftId })
  const backUps = new Set(shift?.seats.filter(({ kind }) => kind === 'back-up').map(({ seatId }) => seatId))
  for (const { memberId, seatId, beside } of shift?.seatings ?? [])
    if (!beside && !backUps.has(seatId)) await memberDoes(tx, { teamId, memberId }, { kind: 'seated' })
}
