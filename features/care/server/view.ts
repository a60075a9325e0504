import { later } from '#platform/clock'
import type { House } from '#platform/house'
import type { Member } from '#platform/visitors'
import { aheadOf, workedIn } from '#features/shifts'
import { monthsOf } from '../load.ts'
import { nightsKeptFor, recentFor, restUntilOf } from '../rules.ts'
import type {
  AnsweredView,
  AskedView,
  CareView,
  CrewView,
  HoursView,
  RecentView,
  RestView,
  ThanksView,
} from '../wire.ts'
import { careRules, loadsOf, nudgesNow } from './nights.ts'
import { carerOf, debriefsOf, questionsOf, type DebriefRow } from './store-debriefs.ts'
import { listeningsOf } from './store-listenings.ts'
import { restNow } from './rest.ts'
import { hardNights, markedBy } from './store-nights.ts'
import { thanksOf, type ThanksRow } from './store-thanks.ts'
import { activeMembers } from './tx.ts'

/** Everything that is theirs, and nothing of anybody else. */
export async function careView(house: House, { teamId, memberId }: Member): Promise<CareView> {
  const { sql } = house.db
  const questions = await questionsOf(sql, teamId)
  const debriefs = await debriefsOf(sql, teamId, memberId)
  const mine = debriefs.filter((one) => one.memberId === memberId && one.state !== 'answered')
  const thanks = await thanksOf(sql, teamId, memberId)
  const listenings = await listeningsOf(sql, teamId, memberId)
  const nudges = await nudgesNow({ sql, house }, teamId, { memberId, reader: 'self' })
  return {
    questions: { version: questions.version, sealed: questions.sealed && text(questions.sealed) },
    rules: await careRules(sql, teamId),
    carerId: await carerOf(sql, teamId, memberId),
    asked: mine.map(askedView),
    answered: debriefs.filter(({ state }) => state === 'answered').map(answeredView),
    listenings: listenings.map(({ dueAt, endedAt, madeAt: _madeAt, ...listening }) => ({
      ...listening,
      dueAt: dueAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
    recent: await recentOf(house, { teamId, memberId }, thanks),
    rest: await restOf(house, { teamId, memberId }),
    nudges: nudges.get(memberId) ?? [],
    thanks: thanks.map(thanksView),
  }
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
type Who = { teamId: string; memberId: string }

const askedView = ({ debriefId, startsAt, endsAt, state, goesAt }: DebriefRow): AskedView => ({
  debriefId,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  notNow: state === 'not now',
  until: goesAt.toISOString(),
})

const answeredView = ({ debriefId, memberId, carerId, ...at }: DebriefRow): AnsweredView => ({
  debriefId,
  memberId,
  carerId,
  startsAt: at.startsAt.toISOString(),
  endsAt: at.endsAt.toISOString(),
  answeredAt: at.answeredAt!.toISOString(),
  goesAt: at.goesAt.toISOString(),
})

const thanksView = ({ thanksId, fromId, toId, givenAt, seenAt }: ThanksRow): ThanksView => ({
  thanksId,
  fromId,
  toId,
  givenAt: givenAt.toISOString(),
  seen: seenAt !== null,
})

/** The shifts of the last days in which they sat, the last one first. */
async function recentOf(
  { db: { sql }, clock }: House,
  { teamId, memberId }: Who,
  thanks: ThanksRow[],
): Promise<RecentView[]> {
  const now = clock.now()
  const since = later(now, -recentFor)
  const there = await activeMembers(sql, teamId)
  const worked = Map.groupBy(await workedIn(sql, teamId, { from: since, to: now }), ({ shiftId }) => shiftId)
  const said = await markedBy(sql, teamId, { since, by: memberId })
  const own = await hardNights(sql, teamId, { since, memberId })
  const hard = [...own, ...said.filter((one) => one.memberId !== memberId)]
  return [...worked.values()]
    .filter((sat) => sat.some((one) => one.memberId === memberId))
    .toReversed()
    .map((sat) => {
      const { shiftId, startsAt, endsAt } = sat[0]!
      const isHere = (one: { shiftId: string }): boolean => one.shiftId === shiftId
      const others = sat.map((one) => one.memberId).filter((one) => one !== memberId && there.has(one))
      return {
        shiftId,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        others,
        hard: hard.filter(isHere).map((one) => one.memberId),
        thanked: thanks.filter((one) => isHere(one) && one.fromId === memberId).map(({ toId }) => toId),
      }
    })
}

/** After the last hard night whose rest is not over: what they have inside it. */
async function restOf(house: House, { teamId, memberId }: Who): Promise<RestView | null> {
  const { sql } = house.db
  const from = house.clock.now()
  const until = await restNow({ sql, house }, { teamId, memberId })
  if (!until) return null
  const seats = await aheadOf(sql, teamId, { memberId, from, until })
  return {
    until: until.toISOString(),
    seats: seats.map(({ startsAt, endsAt, lineId: _lineId, ...seat }) => ({
      ...seat,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
  }
}

/** One person's own last twelve months. */
export async function hoursView(house: House, { teamId, memberId }: Who): Promise<HoursView> {
  const since = later(house.clock.now(), -nightsKeptFor)
  const { loads, today } = await loadsOf({ sql: house.db.sql, house }, teamId, { since, memberId })
  return { months: monthsOf(loads.get(memberId) ?? [], today) }
}

/** Whom to look after now, for whoever plans; by id, so that the order says nothing. */
export async function crewView(house: House, teamId: string): Promise<CrewView> {
  const { sql } = house.db
  const now = house.clock.now()
  const there = await activeMembers(sql, teamId)
  const nudges = await nudgesNow({ sql, house }, teamId, { memberId: null, reader: 'planners' })
  const nights = await hardNights(sql, teamId, { since: later(now, -recentFor), memberId: null })
  const rests = new Map(
    [...Map.groupBy(nights, (one) => one.memberId)].flatMap(([id, own]) => {
      const until = restUntilOf(own, now)
      return until ? [[id, until.toISOString()] as const] : []
    }),
  )
  const ids = [...new Set([...nudges.keys(), ...rests.keys()])].filter((id) => there.has(id))
  return {
    people: ids.toSorted().map((memberId) => ({
      memberId,
      nudges: nudges.get(memberId) ?? [],
      restUntil: rests.get(memberId) ?? null,
    })),
  }
}
