import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { moment } from '#platform/moments'
import { alarm } from '#features/alarms'
import { addPerson, endContact, removePerson } from '#features/contacts'
import { staysInTeam } from '#features/members'
import { step, type Event, type Moment, type Outcome, type Refused } from '../rules.ts'
import { dueAt, isEnd, isRinging, type Situation, type State } from '../situation.ts'
import { aliveSince, crewOf, onLine } from './duty.ts'
import { practisingCrew } from './practising.ts'
import { asksForSkill, withSkills } from './skilled.ts'
import {
  insertClaim,
  insertEntries,
  keepRings,
  lockWaiting,
  ringsOf,
  updateWaiting,
  type Place,
  type Waiting,
} from './store.ts'
import { countWait, forgetRinging } from './store-forget.ts'
import { lockDuty, setIdle } from './store-duty.ts'
import { whoIsHere } from './store-presence.ts'

export type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }
/** `within`: the step of seconds in which somebody answered first, 0 when nobody did. */
export type RingOver = { teamId: string; how: 'answered' | 'left' | 'message'; within: number }
/** Fired once for each waiting, in the transaction in which it is over: for whoever counts, without contact, line or member. Never for practice. */
export const ringOver = moment<RingOver>('ring-over')

export type Changed = { refused: Refused | 'unknown' } | { now: Situation }

/**
 * Plays one event on one contact: locks its row, asks the rules, keeps what they say with its next deadline, and tells
 * everybody after the commit. The only way a waiting ever changes. `unknown` when nothing waits under this id.
 */
export async function change(tx: Tx, place: Place, event: Event, patient = true): Promise<Changed> {
  // Before the row of the contact, in the order in which a removal has them.
  if (event.kind === 'claim' && !(await staysInTeam(tx.sql, place.teamId, event.memberId)))
    return { refused: 'off duty' }
  const waiting = await lockWaiting(tx.sql, place, patient)
  if (!waiting) return { refused: 'unknown' }
  if (event.kind === 'claim') await lockDuty(tx.sql, place.teamId, event.memberId)
  const outcome = step(await momentOf(tx, waiting), event)
  if ('refused' in outcome) return outcome
  if (event.kind === 'claim' && !(await isFirst(tx, waiting, event.memberId))) return { refused: 'taken' }
  await keep(tx, waiting, outcome)
  const isOver = isEnd(outcome.situation.state) && !isEnd(waiting.situation.state)
  if (isOver && event.kind === 'due') await endContact(tx.sql, tx.afterCommit, tx.house, { ...place, ending: 'left' })
  return { now: outcome.situation }
}

export const momentOf = async (tx: Pick<Tx, 'sql' | 'house'>, waiting: Waiting): Promise<Moment> =>
  (await momentsOf(tx, waiting.teamId, [waiting]))[0]!

/** All the rules want to know about these contacts of one team, at this instant; the cost does not grow with their number. */
export async function momentsOf(
  { sql, house }: Pick<Tx, 'sql' | 'house'>,
  teamId: string,
  waitings: Waiting[],
): Promise<Moment[]> {
  const at = house.clock.now()
  const contactIds = waitings.map((waiting) => waiting.contactId)
  const here = whoIsHere(sql, { teamId, contactIds, alive: aliveSince() })
  const [onDuty, present, rings] = await Promise.all([
    crewOf(sql, teamId, at, here),
    here,
    ringsOf(sql, teamId, contactIds),
  ])
  const skilled = waitings.some(({ situation }) => asksForSkill(situation.asking))
  const crew = skilled ? await withSkills(sql, teamId, onDuty, at) : onDuty
  return waitings.map(({ contactId, lineId, situation, practice }) => ({
    at: at.getTime(),
    situation,
    rings: rings.get(contactId)!,
    crew: practice ? practisingCrew(practice, crew, present) : onLine(crew, lineId),
    here: present,
    callerHere: present.has(contactId),
  }))
}

/** Writes an outcome: the row, its rings, its history and its deadline, in one transaction; the notices after it. */
export async function keep(tx: Tx, before: Waiting, outcome: Outcome): Promise<void> {
  const { sql, house } = tx
  const { situation, rings, entries } = outcome
  const at = house.clock.now()
  const answeredAt = before.answeredAt ?? (situation.state === 'claimed' ? at : null)
  await updateWaiting(sql, before, situation, answeredAt)
  await keepRings(sql, before, rings)
  await insertEntries(sql, before, entries, at)
  await keepDeadline(tx, before, situation)
  await moveResponder(tx, before, situation)
  if (isEnd(situation.state)) await forget(tx, before, situation.state)
  tell(tx, before, outcome)
}

/** Outside the seals, a contact has only what routing needs, and it goes when the contact ends. */
async function forget({ sql, afterCommit, house }: Tx, before: Waiting, end: State): Promise<void> {
  if (!isEnd(before.situation.state) && !before.practice) {
    const within = await countWait(sql, before)
    const how = within !== null ? 'answered' : end === 'ended' ? null : (end as 'left' | 'message')
    const is = { teamId: before.teamId, how: how!, within: within ?? 0 }
    if (how) await house.moments.fire(sql, afterCommit, { of: ringOver, is })
  }
  await forgetRinging(sql, before)
}

export async function keepDeadline(
  { sql, house }: Tx,
  { teamId, contactId }: Place,
  situation: Situation,
): Promise<void> {
  const name = { teamId, kind: 'queue.next', key: contactId }
  const due = dueAt(situation)
  if (due === null) await house.deadlines.clear(sql, name)
  else await house.deadlines.set(sql, { ...name, dueAt: new Date(due) })
}

/**
 * Looks soon after everybody who waits: who is free, on duty or reachable has changed. Many calls are one look. After the
 * commit, because its one row for all would make claims wait for each other; what is lost with a process that dies here,
 * the next wave and the look of every minute find.
 */
export function lookAfterCrew({ afterCommit, house }: Pick<Tx, 'afterCommit' | 'house'>, teamId: string): void {
  const { deadlines, clock, db, log } = house
  const name = { teamId, kind: 'queue.crew', key: 'crew' }
  afterCommit(() => {
    deadlines.set(db.sql, { ...name, dueAt: clock.now() }).catch((error: unknown) => log.error('look not set', error))
  })
}

const isFirst = ({ sql, house }: Tx, waiting: Waiting, memberId: string): Promise<boolean> => {
  const { teamId, contactId, situation } = waiting
  return insertClaim(sql, { teamId, contactId, round: situation.round, memberId, at: house.clock.now() })
}

/** Who holds the conversation may read it. Somebody who vanished may not any more, once another has taken over. */
async function moveResponder(tx: Tx, before: Waiting, now: Situation): Promise<void> {
  const { sql, afterCommit, house } = tx
  const { teamId, contactId, situation: was } = before
  const held = was.state === 'claimed' || was.state === 'offered'
  const holds = now.state === 'claimed' || now.state === 'offered'
  if (held !== holds || now.state !== was.state) lookAfterCrew(tx, teamId)
  if (holds && now.responder !== was.responder) {
    await addPerson(sql, afterCommit, house, { teamId, contactId, memberId: now.responder! })
    const vanished = was.purpose === 'handover' ? was.responder : null
    if (vanished) await removePerson(sql, afterCommit, house, { teamId, contactId, memberId: vanished })
  }
  const finished = held && !holds ? was.responder : null
  if (finished && !before.practice) await setIdle(sql, teamId, finished, house.clock.now())
}

/** Identifiers only, after the commit; and a wake-up to the devices of those who are asked now. */
export function tell({ afterCommit, house }: Tx, { teamId, contactId }: Place, outcome: Outcome): void {
  const asked = outcome.rings.filter((ring) => ring.state === 'asked').map((ring) => ring.memberId)
  afterCommit(() => {
    house.live.changed(teamId, 'queue', '')
    house.live.changed(teamId, 'waiting', contactId)
    house.live.changed(teamId, 'timeline', contactId)
    const ringsNow = isRinging(outcome.situation.state)
    if (ringsNow && asked.length > 0) void alarm(house, { teamId, memberIds: asked, kind: 'ring' })
    if (ringsNow && outcome.notify) void alarm(house, { teamId, permission: 'alarms.receive', kind: 'alarm' })
  })
}
