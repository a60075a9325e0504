import type { House } from '#platform/house'
import { shiftRules } from '#features/shifts'
import { absentAt, isCalling, isRinging } from '../situation.ts'
import { countAsked, type Person } from '../waves.ts'
import type { CrewMember, MyRing, QueueView, WaitingContact } from '../wire.ts'
import { emptyViews, exceptionViews, myShifts, shortView } from './board-roster.ts'
import { aliveSince, dutyNow, isOnDuty, type DutyNow, type OnDuty } from './duty.ts'
import { practisingCrew } from './practising.ts'
import { closedLines } from './public-hours.ts'
import { rosterNow, type RosterNow } from './roster.ts'
import { shortNow, type ShortShift } from './short.ts'
import { liveWaitings, type Waiting } from './store.ts'
import { coversOf, unheardTestRings, type Cover, type TestRing } from './store-duty.ts'
import { usualWait } from './store-forget.ts'
import { whoIsHere } from './store-presence.ts'
import { openRings, type OpenRing } from './store-views.ts'

/** What all consoles of a team are shown from, read once for all who ask in the same turn. */
export type Board = {
  at: Date
  duty: DutyNow
  /** Who of them is on duty now. */
  crew: OnDuty[]
  roster: RosterNow
  short: ShortShift[]
  /** Lines whose public page says closed, by the team's rule, because nobody is on duty. */
  closed: ReadonlySet<string>
  waitings: Waiting[]
  rings: OpenRing[]
  covers: Cover[]
  testRings: (TestRing & { memberId: string })[]
  /** People asked now who can hear it, by contact. */
  asking: Map<string, number>
  /** Seconds, by line; asked for once for all who want it. */
  usualWait: (lineId: string) => Promise<number | null>
}

const shown = 50
type Reading = { now: Promise<unknown>; next: Promise<Board> | null }
/** By team: what is being read, and what will be right after it. */
const readings = new WeakMap<House, Map<string, Reading>>()

/** The `queue` view of one member. Null for nobody: every member may see it. */
export async function queueView(house: House, teamId: string, memberId: string): Promise<QueueView> {
  const board = await boardOf(house, teamId)
  const testRing = board.testRings.find((ring) => ring.memberId === memberId) ?? null
  const place = (waiting: Waiting): WaitingContact => contactOf(waiting, board.asking.get(waiting.contactId) ?? 0)
  const open = board.waitings.filter(
    ({ situation, practice }) => situation.state !== 'claimed' && (!practice || practice.includes(memberId)),
  )
  return {
    now: board.at.toISOString(),
    me: {
      duty: dutyOf(board, memberId),
      clockedIn: clockedInOf(board, memberId),
      shifts: myShifts(board.roster, memberId, { clockedIn: clockedIn(board.duty), at: board.at }),
      testRing: testRing && sayTestRing(testRing),
    },
    rings: ringsFor(board, memberId),
    waiting: open.slice(0, shown).map(place),
    waitingCount: open.length,
    crew: board.crew.map(memberOf),
    mine: board.waitings
      .filter(({ situation: s }) => holds(s, memberId))
      .map((waiting) => ({ ...place(waiting), ...mineOf(waiting.situation) })),
    uncovered: board.covers.map((cover) => ({
      lineId: cover.lineId,
      since: cover.uncoveredSince.toISOString(),
      alarmed: cover.alarmedAt !== null,
      closed: board.closed.has(cover.lineId),
    })),
    short: board.short.map((short) => shortView(short, memberId, board.at)),
    leftEmpty: emptyViews(board.roster, board.at),
    exceptions: exceptionViews(board.roster),
  }
}

/**
 * One reading at a time, and at most one that waits for it, shared by all who ask before it has begun: it is never older than
 * the question, and a night with twenty consoles costs what one costs.
 */
export function boardOf(house: House, teamId: string): Promise<Board> {
  const teams = readings.getOrInsertComputed(house, () => new Map())
  const reading = teams.getOrInsertComputed(teamId, () => ({ now: Promise.resolve(), next: null }))
  reading.next ??= reading.now.then(() => {
    const board = readBoard(house, teamId)
    reading.now = board.catch(() => {})
    reading.next = null
    return board
  })
  return reading.next
}

async function readBoard(house: House, teamId: string): Promise<Board> {
  const { sql } = house.db
  const at = house.clock.now()
  const here = whoIsHere(sql, { teamId, alive: aliveSince() })
  const [present, duty, waitings, rings, covers, testRings] = await Promise.all([
    here,
    dutyNow(sql, teamId, at, here),
    liveWaitings(sql, teamId),
    openRings(sql, teamId),
    coversOf(sql, teamId),
    unheardTestRings(sql, teamId),
  ])
  const roster = await rosterNow(sql, teamId, { at, seats: duty.seats })
  const crew = duty.clockedIn.filter(isOnDuty)
  const waits = new Map<string, Promise<number | null>>()
  const usual = (lineId: string) => waits.getOrInsertComputed(lineId, () => usualWait(sql, { teamId, lineId }))
  const crewFor = ({ practice }: Waiting): readonly Person[] =>
    practice ? practisingCrew(practice, crew, present) : crew
  const asking = countAsking(rings, new Map(waitings.map((waiting) => [waiting.contactId, crewFor(waiting)])))
  const short = shortNow(roster.shifts, clockedIn(duty), at)
  // Asked only where it shows: of a line that nobody answers.
  const isClosed = covers.length > 0 && (await shiftRules(sql, teamId)).rules.emptyShift === 'close'
  const closed = isClosed ? closedLines(duty) : new Set<string>()
  const now = { at, duty, crew, roster, short, closed }
  return { ...now, waitings, rings, covers, testRings, asking, usualWait: usual }
}

/** `crews`: by contact, who of it can hear a ring. */
function countAsking(rings: OpenRing[], crews: ReadonlyMap<string, readonly Person[]>): Map<string, number> {
  const byContact = Map.groupBy(rings, (ring) => ring.contactId)
  const inMs = (some: OpenRing[]) => some.map((ring) => ({ ...ring, since: ring.since.getTime() }))
  return new Map(
    [...byContact].map(([contactId, some]) => [contactId, countAsked(inMs(some), crews.get(contactId) ?? [])]),
  )
}

function ringsFor({ rings, waitings }: Board, memberId: string): MyRing[] {
  const mine = new Map(rings.filter((ring) => ring.memberId === memberId).map((ring) => [ring.contactId, ring]))
  const ringing = waitings.filter(({ contactId, situation }) => mine.has(contactId) && isRinging(situation.state))
  return ringing.map((waiting) => {
    const { contactId, lineId, channel, practice, situation: s } = waiting
    const { state, asks } = mine.get(contactId)!
    const since = new Date(s.since).toISOString()
    return {
      contactId,
      lineId,
      channel,
      language: s.language,
      purpose: s.purpose,
      since,
      state: state as MyRing['state'],
      asks,
      practice: practice !== null,
    }
  })
}

const contactOf = ({ contactId, lineId, channel, practice, situation: s }: Waiting, asked: number): WaitingContact => ({
  contactId,
  lineId,
  channel,
  language: s.language,
  state: s.state,
  purpose: s.purpose,
  since: new Date(s.since).toISOString(),
  asked,
  told: s.told,
  called: isCalling(s),
  responder: s.responder,
  practice: practice !== null,
})

function memberOf(person: OnDuty): CrewMember {
  const { memberId, lineIds, languages, since, busy } = person
  const state = person.onBreak ? 'break' : !person.reachable ? 'unreachable' : busy > 0 ? 'busy' : 'ready'
  return { memberId, lineIds, languages: [...languages], since: since.toISOString(), state, holds: busy }
}

function dutyOf({ crew }: Board, memberId: string): QueueView['me']['duty'] {
  const mine = crew.find((person) => person.memberId === memberId)
  if (!mine) return null
  return {
    lineIds: mine.lineIds,
    languages: [...mine.languages],
    since: mine.since.toISOString(),
    onBreak: mine.onBreak,
  }
}

function clockedInOf({ duty }: Board, memberId: string): QueueView['me']['clockedIn'] {
  const mine = duty.clockedIn.find((person) => person.memberId === memberId)
  if (!mine) return null
  return { since: mine.since.toISOString(), onBreak: mine.onBreak, offAt: mine.offAt?.toISOString() ?? null }
}

const clockedIn = (duty: DutyNow): Set<string> => new Set(duty.clockedIn.map(({ memberId }) => memberId))

const holds = (s: Waiting['situation'], memberId: string): boolean =>
  (s.responder === memberId && (s.state === 'claimed' || s.state === 'offered')) ||
  (s.claimer === memberId && s.state === 'unlocking')

const mineOf = (s: Waiting['situation']) => ({
  unlockBy: iso(s.unlockBy),
  callerGoneAt: iso(s.callerGoneAt),
  endsAt: iso(absentAt(s)),
})
const sayTestRing = ({ ringId, at }: TestRing) => ({ ringId, at: at.toISOString() })
const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())
