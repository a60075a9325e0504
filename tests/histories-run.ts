import { hour, later, minute, second } from '#platform/clock'
import type { Database, Sql } from '#platform/database'
import { randomId } from '#platform/ids'
import type { SeatPlace } from '../features/shifts/offers.ts'
import type { Deed, HistoryTeam } from './histories.ts'
import { problemsIn } from './histories-audit.ts'

/* Random histories, many crews side by side: what is drawn, by whom it is done, and how time goes on. */

/** A process of the server. What it was doing when it died was not answered: null. */
export type Doer = { does: (deed: Deed) => Promise<{ won: boolean } | null>; goOn: (to: Date) => Promise<void> }
export type Below = (limit: number) => number

export function randomBelow(seed: number): Below {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/**
 * The same database, in which every so many transactions one dies between two of its statements: `dies` ends the connection, or the
 * whole process.
 */
export const dying = (
  db: Database,
  { below, oneIn, dies }: { below: Below; oneIn: number; dies: (sql: Sql) => Promise<void> },
): Database => ({
  ...db,
  transact: (work) =>
    db.transact((sql, afterCommit) => {
      if (below(oneIn) > 0) return work(sql, afterCommit)
      let left = 1 + below(16)
      const counting = new Proxy(sql, {
        apply: (target, self, given: [TemplateStringsArray, ...unknown[]]) => {
          const isStatement = Array.isArray(given[0]) && 'raw' in given[0]
          if (!isStatement || left-- !== 1) return Reflect.apply(target, self, given) as unknown
          return dies(sql).then(() => {
            throw new Error('died between two statements')
          })
        },
      })
      return work(counting, afterCommit)
    }),
})

type State = {
  seats: (SeatPlace & { memberId: string; kind: string })[]
  offers: string[]
  versions: Map<string, number>
  here: string[]
}

async function stateOf(sql: Sql, { teamId, planner }: HistoryTeam): Promise<State> {
  const seats = await sql<State['seats']>`
    select shift_id as "shiftId", seat_id as "seatId", slot, member_id as "memberId", '' as kind from seatings
    where team_id = ${teamId} order by shift_id, seat_id, slot`
  const offers = await sql<{ id: string }[]>`
    select offer_id as id from seat_offers where team_id = ${teamId} and state = 'open' order by made_at desc, offer_id`
  const patterns = await sql<{ id: string; version: number }[]>`
    select pattern_id as id, version from shift_patterns where team_id = ${teamId}`
  const members = await sql<{ id: string }[]>`
    select member_id as id from members where team_id = ${teamId} and state = 'active' and member_id <> ${planner} order by 1`
  return {
    seats: [...seats],
    offers: offers.map(({ id }) => id),
    versions: new Map(patterns.map(({ id, version }) => [id, version])),
    here: members.map(({ id }) => id),
  }
}

const kinds = ['swap', 'swap', 'return', 'drop', 'drop', 'take', 'take', 'take', 'take', 'decline', 'withdraw', 'coming', 'place', 'place', 'empty', 'pattern', 'leave'] as const // prettier-ignore

/** What is done at the same time. */
function draw(team: HistoryTeam, { seats, offers, versions, here }: State, below: Below): Deed[] {
  const one = <Thing>(all: readonly Thing[]): Thing => all[below(all.length)]!
  const { teamId } = team
  const kind = one(kinds)
  if (seats.length === 0 || here.length < 2) return []
  const [mine, theirs] = [one(seats), one(seats)]
  const { memberId: holder, kind: _kind, ...place } = mine
  const offerId = offers.length > 0 ? one(offers) : null
  if (kind === 'swap' || kind === 'return' || kind === 'drop') {
    const { memberId: other, kind: _other, ...inReturn } = theirs
    const asked = kind === 'return' ? [other] : kind === 'swap' && below(2) === 0 ? [one(here), one(here)] : null
    const made = { offerId: randomId(), ...place, asked, inReturn: kind === 'return' ? inReturn : null }
    return [{ teamId, by: holder, kind: 'offer', made: { ...made, kind: kind === 'drop' ? 'drop' : 'swap' } }]
  }
  if (kind === 'coming') return [{ teamId, by: holder, kind, shiftId: mine.shiftId, coming: below(2) === 0 }]
  if (kind === 'place' || kind === 'empty')
    return [{ teamId, by: team.planner, kind, change: { ...place, was: holder, memberId: kind === 'place' ? one(here) : null } }] // prettier-ignore
  if (kind === 'pattern') return [changedPattern(team, versions, below)]
  if (kind === 'leave') return here.length > 4 && below(3) === 0 ? [{ teamId, by: team.planner, kind, memberId: one(here) }] : [] // prettier-ignore
  if (!offerId) return []
  // Several people, each taking what two others offer, at once: no more than one of the two can be theirs when they overlap.
  if (kind === 'take')
    return here
      .slice(below(here.length))
      .flatMap((by) => offers.slice(0, 2).map((id) => ({ teamId, by, kind, offerId: id })))
  return [{ teamId, by: one([holder, ...here]), kind, offerId }]
}

/** Other times, or one place fewer, or as it was. */
function changedPattern({ teamId, patterns, planner }: HistoryTeam, versions: Map<string, number>, below: Below): Deed {
  const [patternId, pattern] = Object.entries(patterns)[below(4)]!
  const from = ['20:00', '21:00', '19:00'][below(3)]!
  const [seat, ...others] = pattern.seats
  const seats = below(4) === 0 ? [{ ...seat!, count: 1 }, ...others] : pattern.seats
  const changed = { ...pattern, from, seats }
  return { teamId, by: planner, kind: 'pattern', patternId, version: versions.get(patternId) ?? 1, pattern: changed }
}

export type Batch = { db: Database; doers: Doer[]; teams: HistoryTeam[]; below: Below; ticks: number; now: Date }

/** Plays them, and says what went wrong. `now`: when they were founded. */
export async function playBatch({
  db,
  doers,
  teams,
  below,
  ticks,
  now,
}: Batch): Promise<{ problems: string[]; deeds: number }> {
  const won = new Map<string, string[]>()
  let [deeds, at] = [0, now]
  const goOn = async (milliseconds: number): Promise<void> => {
    at = later(at, milliseconds)
    await Promise.all(doers.map((doer) => doer.goOn(at)))
  }
  const does = async (deed: Deed): Promise<void> => {
    deeds++
    const said = await doers[below(doers.length)]!.does(deed)
    if (said?.won && deed.kind === 'take') won.set(deed.offerId, [...(won.get(deed.offerId) ?? []), deed.by])
  }
  const problems: string[] = []
  const look = async (isOver: boolean): Promise<void> => {
    for (const { teamId } of teams) problems.push(...(await problemsIn(db.sql, teamId, { won, isOver })))
  }
  for (let tick = 0; tick < ticks; tick++) {
    await Promise.all(
      teams.map(async (team) => {
        const state = await stateOf(db.sql, team)
        await Promise.all([0, 1].flatMap(() => draw(team, state, below)).map(does))
      }),
    )
    await goOn([minute, 20 * minute, 3 * hour, 14 * hour][below(4)]!)
  }
  await look(false)
  // Whatever was dying on the way is tried again; then all shifts have begun.
  for (const step of [4 * second, 12 * 24 * hour, ...Array.from({ length: 12 }, () => 5 * minute)]) await goOn(step)
  await look(true)
  return { problems: [...new Set(problems)], deeds }
}
