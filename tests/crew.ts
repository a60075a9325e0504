import { firstLine, insertLine, weekdays, type Weekday } from '#features/lines'
import { base64url, utf8 } from '#platform/envelope/bytes'
import type { Feature } from '#platform/house'
import { orderedId } from '#platform/ids'
import { on } from '#platform/moments'
import { features } from '../features.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { foundTeam, type People, type Person } from './people.ts'
import { nothingGiven } from '../features/shifts/rules.ts'
import { seatedChanged, seatingGone, shiftBegan, shiftEnded, shiftNears } from '../features/shifts/server/moments.ts'
import type { ShiftsView, ShiftView } from '../features/shifts/views.ts'
import type { Availability, Pattern, Seat } from '../features/shifts/wire.ts'

/* A crew that plans, for tests: a house, its people, a line, and what happened in it. */

export type Crew = { house: TestHouse; people: People; lineId: string; happened: () => string[] }

/** Friday 20 November 2026, 13:00 in Los Angeles. Nobody says who they are: what happened is told with names. */
export async function openCrew(): Promise<Crew> {
  const seen: string[] = []
  const names = new Map<string, string>()
  const listener: Feature = {
    name: 'listener',
    moments: () => [
      on(seatedChanged, async () => void seen.push('seated changed')),
      on(seatingGone, async (_sql, _after, { memberId }) => void seen.push(`gone: ${names.get(memberId)}`)),
      on(shiftNears, async () => void seen.push('nears')),
      on(shiftBegan, async () => void seen.push('began')),
      on(shiftEnded, async () => void seen.push('ended')),
    ],
  }
  const house = await openTestHouse({ features: [...features, listener] })
  const people = await foundTeam(house)
  for (const [name, one] of Object.entries(people)) if ('memberId' in one) names.set(one.memberId, name)
  const lineId = orderedId()
  const place = { teamId: people.team.teamId, lineId, at: house.clock.now() }
  const open = Object.fromEntries(weekdays.map((day) => [day, []])) as unknown as Record<Weekday, []>
  // Never open: nobody is alarmed that nobody is there.
  const line = { ...firstLine(['en', 'es']), path: 'night', hours: { weekly: open, exceptions: [] } }
  await house.house.db.transact((sql) => insertLine(sql, place, line))
  return { house, people, lineId, happened: () => seen.splice(0) }
}

export const seatOf = (more: Partial<Seat> = {}): Seat => ({
  seatId: orderedId(),
  count: 2,
  skills: [],
  languages: [],
  trainee: true,
  kind: 'line',
  ...more,
})

/** Friday nights from this week on, unless said. */
export const nights = (seats: Seat[], more: Partial<Pattern> = {}): Pattern => ({
  repeats: { kind: 'weekly', days: ['fri'], every: 1, first: '2026-11-16' },
  from: '20:00',
  to: '02:00',
  skips: [],
  seats,
  ...more,
})

export type Answer = { status: number; refused?: string; words?: string; version?: number } & Record<string, unknown>

/** `POST /api/shifts/…` and what was answered. */
export async function does(by: Person, what: string, body?: unknown, language = 'en'): Promise<Answer> {
  const [method = '', path = ''] = what.split(' ')
  const headers = { 'x-language': language }
  const answer = await by.request(path, { method, headers, ...(body === undefined ? {} : { body }) })
  return { ...((await answer.json()) as object), status: answer.status }
}

export async function newPattern({ people, lineId }: Crew, pattern: Pattern): Promise<string> {
  const patternId = orderedId()
  const sealed = await seal(people.amara, { name: { en: 'Friday at the river', es: 'Viernes' }, seats: {} })
  const { status } = await does(people.amara, 'POST /api/shifts/patterns', { patternId, lineId, pattern, sealed })
  if (status !== 201) throw new Error(`the pattern was refused with ${status}`)
  return patternId
}

export const seal = async ({ keyring }: Person, words: object): Promise<string> =>
  base64url(await keyring.sealToCircle('responders', utf8(JSON.stringify(words)), 'shift pattern'))

/** The shifts of a pattern as somebody sees them, 98 days from this date. */
export async function seen(by: Person, patternId: string, from = '2026-11-18'): Promise<ShiftView[]> {
  const to = Temporal.PlainDate.from(from).add({ days: 98 }).toString()
  const view = (await (await by.request(`/api/shifts?from=${from}&to=${to}`)).json()) as ShiftsView
  return view.shifts.filter((shift) => shift.patternId === patternId)
}

export const publishAll = (by: Person): Promise<Answer> =>
  does(by, 'POST /api/shifts/publish', { firstDate: '2026-11-01', lastDate: '2027-12-31' })

/** These can always, and speak these. */
export async function canAlways(people: Person[], more: Partial<Availability> = {}): Promise<void> {
  const always = [{ from: '00:00', to: '24:00' }]
  const week = Object.fromEntries(weekdays.map((day) => [day, always])) as Availability['week']
  for (const one of people) {
    const { version } = await does(one, 'GET /api/shifts/availability')
    const given = { ...nothingGiven, week, ...more }
    await does(one, 'PUT /api/shifts/availability', { version, given, sealed: 'abc' })
  }
}

export type Change = { shift: ShiftView; seat: Seat; slot?: number; who: Person | null; was?: Person | null }

export const place = (by: Person, changes: Change[], anyway = false): Promise<Answer> =>
  does(by, 'POST /api/shifts/seatings', {
    anyway,
    changes: changes.map(({ shift, seat, slot = 0, who, was = null }) => ({
      shiftId: shift.shiftId,
      seatId: seat.seatId,
      slot,
      memberId: who?.memberId ?? null,
      was: was?.memberId ?? null,
    })),
  })

/** Who sits in a shift, by name, in the order of its seats. */
export const sitting = ({ people }: Crew, { seats, seatings }: ShiftView): string[] =>
  seats.flatMap(({ seatId }) =>
    seatings.filter((one) => one.seatId === seatId).map(({ memberId }) => nameOf(people, memberId)),
  )

const nameOf = (people: People, memberId: string): string =>
  Object.entries(people).find(([, one]) => 'memberId' in one && one.memberId === memberId)?.[0] ?? 'somebody'
