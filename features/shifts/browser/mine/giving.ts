import { newOffer } from '../../offers.ts'
import type { MyCard } from './cards.ts'

/** What "I cannot come" sets going: who is asked first, and when it goes on. Milliseconds since 1970. */
export type DropPlan = { first: 'early' | 'lateBackUps' | 'lateEverybody' | 'lateCoordinators'; goesOnAt: number }

/** As the server will do it (see offers.ts). `could`: who could take it by the rules; whoever plans is not counted here. */
export function dropPlan(
  { shift, others, seating }: MyCard,
  at: { now: number; noticeHours: number; could: readonly string[] },
): DropPlan {
  const startsAt = Date.parse(shift.startsAt)
  const notice = at.noticeHours * 3_600_000
  const backUps = others.filter(({ seat }) => seat.kind === 'back-up').map(({ seating: { memberId } }) => memberId)
  const situation = { now: at.now, startsAt, notice, backUps, everybody: [...at.could], planners: [] }
  const { offer } = newOffer({ kind: 'drop', holderId: seating.memberId, asked: null }, situation)
  const goesOnAt = offer.nextAt ?? startsAt
  if (at.now < startsAt - notice) return { first: 'early', goesOnAt }
  const firsts = {
    'back-ups': 'lateBackUps',
    everybody: 'lateEverybody',
    coordinators: 'lateCoordinators',
    some: 'early',
  } as const
  return { first: firsts[offer.stage], goesOnAt }
}
