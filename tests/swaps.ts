import { hour, later } from '#platform/clock'
import { randomId } from '#platform/ids'
import type { TestHouse } from './house.ts'
import type { People, Person } from './people.ts'
import { remindSoon } from '../features/shifts/server/reminders.ts'
import { shiftOf } from '../features/shifts/server/store.ts'
import type { OffersView } from '../features/shifts/views.ts'
import { weekdays } from '#features/lines'
import type { NewOffer, Seat } from '../features/shifts/wire.ts'

/* For the tests of what changes hands: published shifts as rows, and what people do, without a screen. */

export const lineSeat = (more: Partial<Seat> = {}): Seat => ({
  seatId: randomId(),
  ...{ count: 2, skills: [], languages: [], trainee: false, kind: 'line' as const },
  ...more,
})

export type Night = { shiftId: string; seats: Seat[]; startsAt: Date; endsAt: Date }
export type Place = { shiftId: string; seatId: string; slot: number }
export const placeIn = ({ shiftId, seats }: Night, slot = 0, seat = 0): Place => ({
  shiftId,
  seatId: seats[seat]!.seatId,
  slot,
})

/** A published shift `inHours` from now, of twelve hours, and who sits in its seats: `[seat][slot]`. */
export async function makeNight(
  house: TestHouse,
  people: Pick<People, 'team'>,
  {
    inHours,
    hours = 12,
    seats = [lineSeat()],
    sit,
  }: {
    inHours: number
    hours?: number
    seats?: Seat[]
    sit: (Person | null)[][]
  },
): Promise<Night> {
  const { teamId } = people.team
  const now = house.clock.now()
  const night = { shiftId: randomId(), seats, startsAt: later(now, inHours * hour), endsAt: later(now, (inHours + hours) * hour) } // prettier-ignore
  await house.house.db.transact(async (sql, afterCommit) => {
    await sql`
      insert into shifts (team_id, shift_id, pattern_id, line_id, night, starts_at, ends_at, seats, state, published)
      values (${teamId}, ${night.shiftId}, ${randomId()}, ${randomId()}, ${night.startsAt.toISOString().slice(0, 10)},
        ${night.startsAt}, ${night.endsAt}, ${seats as never}, 'on', true)`
    for (const [at, row] of sit.entries())
      for (const [slot, person] of row.entries())
        if (person)
          await sql`
            insert into seatings (team_id, shift_id, seat_id, slot, member_id, how, beside, since, coming)
            values (${teamId}, ${night.shiftId}, ${seats[at]!.seatId}, ${slot}, ${person.memberId}, 'placed', false, ${now},
              'not asked')`
    const shift = (await shiftOf(sql, { teamId, shiftId: night.shiftId }))!
    await remindSoon({ sql, afterCommit, house: house.house }, teamId, shift)
  })
  return night
}

/** Everybody can always. */
export async function givenAlways(house: TestHouse, people: Pick<People, 'team'>, who: Person[]): Promise<void> {
  const always = [{ from: '00:00', to: '24:00' }]
  const given = {
    week: Object.fromEntries(weekdays.map((day) => [day, always])),
    ...{ dates: [], leave: [], languages: [] },
    wishes: { mostShifts: null, with: [], apart: [], earlyAfter: [], rather: null },
  }
  for (const { memberId } of who)
    await house.house.db.sql`
      insert into availabilities (team_id, member_id, version, given, sealed, changed_at)
      values (${people.team.teamId}, ${memberId}, 1, ${given as never}, 'x', ${house.clock.now()})`
}

export type Refused = { refused?: string; words?: string; takenBy?: string }

export async function offer(
  by: Person,
  made: Omit<NewOffer, 'offerId' | 'asked' | 'inReturn'> & { asked?: Person[]; inReturn?: Place },
): Promise<{ offerId: string } & Refused> {
  const offerId = randomId()
  const { asked, inReturn = null, ...rest } = made
  const body = { ...rest, offerId, asked: asked?.map(({ memberId }) => memberId) ?? null, inReturn }
  const answer = await by.request('/api/shifts/offers', { method: 'POST', body })
  return { offerId, ...((await answer.json()) as Refused) }
}

/** What the server says: null is yes, else the code of its refusal. */
export async function act(by: Person, offerId: string, path: 'take' | 'decline' | 'withdraw'): Promise<Refused> {
  const answer =
    path === 'withdraw'
      ? by.request(`/api/shifts/offers/${offerId}`, { method: 'DELETE' })
      : by.request(`/api/shifts/offers/${offerId}/${path}`, { method: 'POST' })
  return (await (await answer).json()) as Refused
}

export async function coming(by: Person, { shiftId }: Night, yes: boolean | null): Promise<string | null> {
  const answer = await by.request('/api/shifts/coming', { method: 'POST', body: { shiftId, coming: yes } })
  return ((await answer.json()) as Refused).refused ?? null
}

/** Whoever plans puts somebody else into a seat, whatever the rules say, or empties it. */
export async function place(
  by: Person,
  at: Place,
  { was, now }: { was: Person | null; now: Person | null },
): Promise<string | null> {
  const change = { ...at, was: was?.memberId ?? null, memberId: now?.memberId ?? null }
  const answer = await by.request('/api/shifts/seatings', { method: 'POST', body: { changes: [change], anyway: true } })
  return ((await answer.json()) as Refused).refused ?? null
}

export const offersSeen = async (by: Person): Promise<OffersView> =>
  (await (await by.request('/api/shifts/offers')).json()) as OffersView

/** Who sits where in a shift, and how they answered: `name: coming`, in the order of the slots. */
export async function sitting(house: TestHouse, people: People, { shiftId, seats }: Night): Promise<string[]> {
  const rows = await house.house.db.sql<{ seatId: string; slot: number; memberId: string; coming: string }[]>`
    select seat_id as "seatId", slot, member_id as "memberId", coming from seatings
    where team_id = ${people.team.teamId} and shift_id = ${shiftId}`
  const order = (seatId: string): number => seats.findIndex((seat) => seat.seatId === seatId)
  return rows
    .toSorted((a, b) => order(a.seatId) - order(b.seatId) || a.slot - b.slot)
    .map(({ memberId, coming: said }) => `${nameOf(people, memberId)}: ${said}`)
}

export const nameOf = (people: People, memberId: string): string =>
  Object.entries(people).find(([, one]) => 'memberId' in one && one.memberId === memberId)?.[0] ?? 'somebody'

/** Of a house with `mailing`: writes down who hears a notice and who an alarm, as `alarm: amara, ruth`, and forgets it when told. */
export function hear(house: TestHouse, people: People): () => string[] {
  const heard = { push: new Set<string>(), 'alarm mail': new Set<string>() }
  const { rates } = house.house
  const take = rates.take.bind(rates)
  rates.take = (kind, who, rate) => {
    if (kind === 'push' || kind === 'alarm mail') heard[kind].add(nameOf(people, who))
    return take(kind, who, rate)
  }
  return () => {
    // Only an alarm writes mails.
    const alarmed = [...heard['alarm mail']].toSorted()
    const noticed = [...heard.push].filter((name) => !alarmed.includes(name)).toSorted()
    for (const names of Object.values(heard)) names.clear()
    const lines = { alarm: alarmed, notice: noticed }
    return Object.entries(lines).flatMap(([kind, names]) => (names.length > 0 ? [`${kind}: ${names.join(', ')}`] : []))
  }
}

/** A mail server that nobody reaches, so that what would be mailed can be told from what would not. */
export const mailing = { config: { smtpUrl: 'smtp://127.0.0.1:9' } }
