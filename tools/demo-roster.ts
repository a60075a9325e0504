import type { House } from '#platform/house'
import { base64url, utf8 } from '#platform/envelope/bytes'
import { orderedId, randomId } from '#platform/ids'
import { weekdays, type LineDraft } from '#features/lines'
import { words } from '../features/keys/words.ts'
import { availabilityLabel, sealPattern, type Named } from '../features/shifts/browser/plan/sealing.ts'
import { addDays, dateAt, instantsOf, localTime } from '../features/shifts/nights.ts'
import { nothingGiven, usualShiftRules } from '../features/shifts/rules.ts'
import { seat } from '../features/shifts/server/store-seats.ts'
import { insertShifts, publishShifts } from '../features/shifts/server/store.ts'
import type { ShiftsView, ShiftView } from '../features/shifts/views.ts'
import type { Availability, Pattern, Seat, ShiftRules } from '../features/shifts/wire.ts'
import type { ConsolePerson } from './founding.ts'

/*
 * The demo's roster: weekend nights, planned for five weeks with one hole and one offer, worked for the six weeks before, and a shift
 * that runs now, in which everybody who answers is seated. Planned at Amara's console as people plan; what is over cannot be, so it
 * is written down.
 */

/** Whoever answers, by name, at consoles of their own. */
export type DemoCrew = Record<'amara' | 'noor' | 'dee' | 'mateo' | 'ines' | 'sam', ConsolePerson>
export type DemoPlan = { house: House; teamId: string; timeZone: string; lineId: string; crew: DemoCrew }

const weeksAhead = 5
const weeksBefore = 6

type Hours = LineDraft['hours']
/** Today from the full hour on, for 23 hours: whenever a demo is started, somebody is seated. */
function todayAt(now: Date, timeZone: string): { date: string; from: string; to: string } {
  const { hour } = localTime(now, timeZone)
  const clock = (at: number): string => `${String(at % 24).padStart(2, '0')}:00`
  return { date: dateAt(now, timeZone), from: clock(hour), to: clock(hour + 23) }
}

/** The line's hours: weekend nights, and what runs today. The day after is closed, so that nobody works twice. */
export function demoHours(now: Date, timeZone: string): Hours {
  const { date, from, to } = todayAt(now, timeZone)
  const night = [{ from: '20:00', to: '08:00' }]
  const weekly = Object.fromEntries(weekdays.map((day) => [day, day === 'fri' || day === 'sat' ? night : []]))
  return {
    weekly: weekly as Hours['weekly'],
    exceptions: [
      { date, spans: [{ from, to: to === '00:00' ? '24:00' : to }] },
      { date: addDays(date, 1), spans: [] },
    ],
  }
}

type Demo = { patternId: string; pattern: Pattern; name: Named }

/** Makes all of it. The last shift that Dee and Mateo worked, for what else remembers it. */
export async function makeRoster(plan: DemoPlan): Promise<string> {
  const { house, timeZone, crew } = plan
  const { api } = crew.amara
  const now = house.clock.now()
  const { date } = todayAt(now, timeZone)
  const patterns = demoPatterns(now, timeZone)
  await api.put('/api/shifts/rules', { version: 0, rules })
  await Promise.all([everybodyCan(plan, date), ...patterns.all.map((one) => savePattern(plan, one))])
  const over = await workedBefore(plan, patterns)
  const last = addDays(date, weeksAhead * 7)
  const { shifts } = await api.get<ShiftsView>(`/api/shifts?from=${date}&to=${last}`)
  await api.post('/api/shifts/seatings', { changes: seatedIn(plan, patterns, shifts), anyway: true })
  await api.post('/api/shifts/publish', { firstDate: date, lastDate: last })
  await offersOne(plan, patterns, shifts)
  return over
}

/** As long as the demo's own shift is: nobody in it breaks a rule. */
const rules: ShiftRules = { ...usualShiftRules, mostShiftsPerMonth: 12, mostHoursPerWeek: 36, mostHoursPerMonth: 96 }

type Patterns = { today: Demo; early: Demo; late: Demo; all: Demo[] }

function demoPatterns(now: Date, timeZone: string): Patterns {
  const { date, from, to } = todayAt(now, timeZone)
  const [tomorrow, after] = [addDays(date, 1), addDays(date, 2)]
  const weekly = (days: ('fri' | 'sat' | 'sun')[]) => ({ kind: 'weekly' as const, days, every: 1, first: date })
  const made = (name: 'today' | 'evening' | 'late', pattern: Pattern): Demo => ({
    patternId: orderedId(now.getTime()),
    pattern,
    name: inBoth(name),
  })
  const today = made('today', {
    repeats: { kind: 'once', date },
    from,
    to,
    skips: [],
    seats: [answers(4), learns()],
  })
  const early = made('evening', {
    repeats: weekly(['fri', 'sat']),
    from: '20:00',
    to: '02:00',
    skips: [date, tomorrow],
    seats: [answers(2), learns()],
  })
  // The second half of a night begins on the next day.
  const late = made('late', {
    repeats: weekly(['sat', 'sun']),
    from: '02:00',
    to: '08:00',
    skips: [date, tomorrow, after],
    seats: [answers(2)],
  })
  return { today, early, late, all: [today, early, late] }
}

const inBoth = (name: 'today' | 'evening' | 'late' | 'answers' | 'learns'): Named => ({
  en: words.en.demo[name],
  es: words.es.demo[name],
})
const seatOf = (count: number, trainee: boolean): Seat => ({
  seatId: orderedId(),
  count,
  skills: [],
  languages: [],
  trainee,
  kind: 'line',
})
const answers = (count: number): Seat => seatOf(count, false)
const learns = (): Seat => seatOf(1, true)

async function savePattern({ lineId, crew }: DemoPlan, { patternId, pattern, name }: Demo): Promise<void> {
  const seats = pattern.seats.map(({ seatId, trainee }) => [seatId, inBoth(trainee ? 'learns' : 'answers')])
  const sealed = await sealPattern(crew.amara.keyring, { name, seats: Object.fromEntries(seats) as never })
  await crew.amara.api.post('/api/shifts/patterns', { patternId, lineId, pattern, sealed })
}

/** Weekend nights, and today; Mateo and Inés in both languages. What each wishes is sealed to them and to whoever plans. */
async function everybodyCan({ crew }: DemoPlan, today: string): Promise<void> {
  const [always, night] = [[{ from: '00:00', to: '24:00' }], [{ from: '18:00', to: '10:00' }]]
  const dates = [today, addDays(today, 1)].map((date) => ({ date, spans: always }))
  const { amara: _plans, ...answering } = crew
  const saved = Object.entries(answering).map(async ([name, { memberId, keyring, api }]) => {
    const given: Availability = {
      ...nothingGiven,
      week: { ...nothingGiven.week, fri: night, sat: night },
      dates,
      languages: name === 'mateo' || name === 'ines' ? ['en', 'es'] : ['en'],
    }
    const inside = utf8(JSON.stringify({ wishes: name === 'dee' ? words.en.demo.wishes : '', leave: {} }))
    const readers = [`member:${memberId}`, 'circle:coordinators'] as const
    const sealed = base64url(await keyring.sealForReaders([...readers], inside, availabilityLabel))
    await api.put('/api/shifts/availability', { version: 0, given, sealed })
  })
  await Promise.all(saved)
}

/** Dee and Mateo have one half of the nights, Noor and Inés the other, changing every week; Sam learns beside the first half. */
function sittingIn({ crew }: DemoPlan, patterns: Patterns, { patternId, week }: { patternId: string; week: number }) {
  const { noor, dee, mateo, ines, sam } = crew
  if (patternId === patterns.today.patternId) return { answer: [noor, dee, mateo, ines], learn: sam }
  const isEarly = patternId === patterns.early.patternId
  const answer = isEarly === (week % 2 === 0) ? [dee, mateo] : [noor, ines]
  return { answer, learn: isEarly ? sam : null }
}

/** The week of a night, counted so that both halves of a weekend are in the same one. */
const weekOf = (night: string): number =>
  Math.floor(Temporal.PlainDate.from('2024-01-01').until(night, { largestUnit: 'days' }).days / 7)

type Place = { shiftId: string; seatId: string; slot: number; memberId: string; beside: boolean }
function placesIn(
  plan: DemoPlan,
  patterns: Patterns,
  shift: Pick<ShiftView, 'shiftId' | 'patternId' | 'night' | 'seats'>,
): Place[] {
  const { shiftId, patternId, night, seats } = shift
  const { answer, learn } = sittingIn(plan, patterns, { patternId, week: weekOf(night) })
  return seats.flatMap(({ seatId, trainee }) =>
    (trainee ? (learn ? [learn] : []) : answer).map(({ memberId }, slot) => ({
      shiftId,
      seatId,
      slot,
      memberId,
      beside: trainee,
    })),
  )
}

/** Everywhere but in the hole: the second seat of a late night, some weeks ahead. */
function seatedIn(plan: DemoPlan, patterns: Patterns, shifts: readonly ShiftView[]) {
  const hole = shifts.filter(({ patternId }) => patternId === patterns.late.patternId)[2]?.shiftId
  return shifts
    .flatMap((shift) => placesIn(plan, patterns, shift))
    .filter(({ shiftId, slot }) => shiftId !== hole || slot === 0)
    .map(({ beside: _beside, ...place }) => ({ ...place, was: null }))
}

/** Mateo would like to give away one of his. */
async function offersOne(
  { crew: { mateo } }: DemoPlan,
  { early }: Patterns,
  shifts: readonly ShiftView[],
): Promise<void> {
  for (const { shiftId, patternId, night, seats } of shifts) {
    if (patternId !== early.patternId || weekOf(night) % 2 !== 0) continue
    const { seatId } = seats.find(({ trainee }) => !trainee)!
    const place = { shiftId, seatId, slot: 1 }
    await mateo.api.post('/api/shifts/offers', { offerId: randomId(), ...place, kind: 'swap', asked: null })
    return
  }
}

/** The weekends before, as rows: nobody can plan what is over. */
async function workedBefore(plan: DemoPlan, patterns: Patterns): Promise<string> {
  const { house, teamId, timeZone, lineId } = plan
  const now = house.clock.now()
  const today = dateAt(now, timeZone)
  const first = addDays(today, -7 * weeksBefore)
  const nights = Array.from({ length: 7 * weeksBefore }, (_none, day) => addDays(first, day))
  const rows = [patterns.early, patterns.late].flatMap(({ patternId, pattern }) =>
    nights
      .filter((night) => worksOn(pattern, night))
      .map((night) => ({ night, ...instantsOf(pattern, night, timeZone)! }))
      .filter(({ endsAt }) => endsAt < now)
      .map((shift) => ({ ...shift, shiftId: orderedId(), patternId, lineId, seats: pattern.seats })),
  )
  const places = rows.flatMap((row) =>
    placesIn(plan, patterns, row).map((place) => ({ ...place, how: 'placed' as const })),
  )
  await house.db.transact(async (sql) => {
    await insertShifts(
      sql,
      teamId,
      rows.map((row) => ({ ...row, state: 'on', published: false })),
    )
    await publishShifts(sql, teamId, { firstDate: first, lastDate: today, at: new Date(`${first}T00:00:00Z`) })
    await seat(sql, teamId, places, now)
  })
  const isTheirs = new Set(
    places.filter(({ memberId }) => memberId === plan.crew.dee.memberId).map(({ shiftId }) => shiftId),
  )
  const last = rows
    .toSorted((a, b) => a.endsAt.getTime() - b.endsAt.getTime())
    .findLast(({ shiftId }) => isTheirs.has(shiftId))
  return last!.shiftId
}

const worksOn = ({ repeats }: Pattern, date: string): boolean =>
  repeats.kind === 'weekly' && repeats.days.includes(weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1]!)
