import { later } from '#platform/clock'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { addDays, beginOf, dateAt, type Dates } from '../nights.ts'
import { whyNotNow } from '../rules.ts'
import type { OpenView, WhyNot } from '../views.ts'
import { askingFor, type Asking } from './problem.ts'
import { freeSlots, whyNotTake } from './sign-up.ts'
import type { ShiftRow } from './store.ts'
import { teamOf } from '#features/members'

/** Free places in shifts to come that are published, with what keeps whoever looks from each. */
export async function openView(house: House, { teamId, memberId }: Member, dates: Dates): Promise<OpenView> {
  const { sql } = house.db
  const now = house.clock.now()
  const timeZone = (await teamOf(sql, teamId))?.timeZone ?? 'UTC'
  const first = dates.from < dateAt(now, timeZone) ? dateAt(now, timeZone) : dates.from
  if (first > dates.to) return { seats: [], months: [] }
  const span = { from: beginOf(first, timeZone), to: later(beginOf(addDays(dates.to, 1), timeZone), -1) }
  const asking = await askingFor(sql, teamId, { ...span, whose: [memberId] })
  const open = asking.shifts.filter(
    ({ published, startsAt, night }) => published && startsAt > now && night >= first && night <= dates.to,
  )
  const seats = open.flatMap((shift) =>
    shift.seats.flatMap(({ seatId }) => {
      const free = freeSlots(asking, shift, seatId).length
      if (free === 0) return []
      const why = whyNot(asking, { shift, seatId, memberId }, now)
      return [{ shiftId: shift.shiftId, seatId, free, why }]
    }),
  )
  return { seats, months: monthsOf(asking, memberId, { from: first, to: dates.to }) }
}

function whyNot(
  asking: Asking,
  { shift, seatId, memberId }: { shift: ShiftRow; seatId: string; memberId: string },
  now: Date,
): WhyNot[] {
  const isIn = asking.problem.agreed.some(
    (one) => one.personId === memberId && one.seatId.startsWith(`${shift.shiftId} `),
  )
  if (isIn) return [{ kind: 'in-it' }]
  const notNow = whyNotNow(asking.rules, shift.startsAt.getTime(), now.getTime())
  const against = whyNotTake(asking, shift, { shiftId: shift.shiftId, seatId, memberId })
  return notNow ? [notNow, ...against] : against
}

function monthsOf({ problem, shifts }: Asking, memberId: string, { from, to }: Dates): OpenView['months'] {
  const me = problem.people.find(({ id }) => id === memberId)
  const mine = new Set(
    problem.agreed.filter(({ personId }) => personId === memberId).map(({ seatId }) => seatId.split(' ')[0]),
  )
  const months: OpenView['months'] = []
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = addDays(`${month}-28`, 4).slice(0, 7)) {
    const count = shifts.filter(({ shiftId, night }) => night.startsWith(month) && mine.has(shiftId)).length
    const { shiftsPerMonth, fewestShiftsPerMonth } = me!.caps
    months.push({ month, shifts: count, most: shiftsPerMonth ?? count, fewest: fewestShiftsPerMonth })
  }
  return months
}
