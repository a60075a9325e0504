import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { KeyStoreError } from '#platform/key-store'
import { moment } from '#platform/moments'
import { alarm } from '#features/alarms'
import { promiseKept, promiseMade, startClock, stopClock } from '#features/holds'
import { practiceOf } from '#features/practice'
import { namedIn, nextCase, type CaseEvent, type CaseState } from '../rules.ts'
import type { CaseWrap } from '../wire.ts'
import { keepEpoch, keyOf } from './keys.ts'
import { demandNewEpoch, dropReader } from './store-keys.ts'
import {
  allCases,
  casesOf,
  casesWith,
  insertAssigned,
  insertCase,
  linkContact,
  lockCase,
  saveState,
  unlinkContact,
  type Case,
} from './store.ts'

type Place = { teamId: string; caseId: string }
/** What a feature needs to change something: its transaction, and what runs once that is certain. */
export type Hands = { sql: Sql; afterCommit: AfterCommit; house: House }

/**
 * Fired inside the transaction that would close a case: a later feature that keeps promises of it answers `refuse()`, and
 * nothing is closed. No clock destroys an unkept promise.
 */
export const caseCloses = moment<{ teamId: string; caseId: string; refuse: () => void }>('case-closes')
/** Fired inside the transaction that closes a case. */
export const caseClosed = moment<{ teamId: string; caseId: string }>('case-closed')
export const caseReopened = moment<{ teamId: string; caseId: string }>('case-reopened')
/** Fired inside the transaction that erases a case, before its rows go: whatever another feature keeps of it goes too. */
export const caseErased = moment<{ teamId: string; caseId: string }>('case-erased')
/** The case passed from one member to another, who said yes to it, or was its fallback when the other left the team. */
export const caseHandedOver = moment<{ teamId: string; caseId: string; from: string; to: string }>('case-handed-over')

/** Somebody is no longer named in a case: their keys of it are gone, and whatever they owe in it passes on. */
export const caseLeft = moment<{ teamId: string; caseId: string; memberId: string }>('case-left')

export type Opening = Place & {
  lineId: string
  code: string
  by: string
  fallbackId: string | null
  contactId: string | null
  wraps: CaseWrap[]
  /** Of the contact it is opened from. */
  practiceId: string | null
}

/**
 * Opens a case with its first key, in your transaction: abort it on anything but 'opened'. 'again' when the same is said
 * twice, 'code' when another case has this name, 'gone' for an id that was erased, 'outdated' when the key is for others
 * than whoever is to read it.
 */
export async function openCase(
  { sql, afterCommit, house }: Hands,
  opening: Opening,
): Promise<'opened' | 'again' | 'code' | 'gone' | 'outdated'> {
  const { teamId, caseId, by, contactId, wraps } = opening
  if (!makeKey(house, caseId)) return 'gone'
  const made = await insertCase(sql, { ...opening, streamId: randomId() })
  if (made === 'code') return 'code'
  const of = await lockCase(sql, opening)
  if (made === 'there') return of?.assigned.includes(by) ? 'again' : 'gone'
  await insertAssigned(sql, opening, by)
  await startPractice(sql, house, of!)
  if (contactId) {
    await linkContact(sql, opening, contactId)
    await keepContact(sql, house, opening, contactId)
  }
  const kept = await keepEpoch(sql, house, { of: { ...of!, assigned: [by] }, epoch: 1, wraps })
  if (kept !== 'kept') return 'outdated'
  afterCommit(() => tell(house, { teamId, caseId }))
  return 'opened'
}

/** What is opened in a practice goes with it, closed or not. */
async function startPractice(
  sql: Sql,
  house: House,
  { teamId, caseId: objectId, lineId, practiceId }: Case,
): Promise<void> {
  if (!practiceId) return
  // Of a practice that has just gone: it goes at once.
  const startedAt = (await practiceOf(sql, teamId, practiceId))?.startedAt ?? new Date(0)
  await startClock(sql, house, { teamId, kind: 'case', objectId, lineId, measure: 'practice', startedAt })
}

function makeKey(house: House, caseId: string): boolean {
  try {
    house.keyStore.newKey(keyOf(caseId))
    return true
  } catch (error) {
    if (error instanceof KeyStoreError && error.code === 'erased') return false
    throw error
  }
}

/** What the case became, or why nothing happened: it cannot be done now, or promises stand in the way of closing. */
export type Changed = Case | 'not-now' | 'promises'

/** Does what the rules allow, in your transaction: everything that follows from a change of a case is here. */
export async function changeCase(hands: Hands, place: Place, event: CaseEvent): Promise<Changed> {
  const { sql, afterCommit, house } = hands
  const of = await lockCase(sql, place)
  const next = of && nextCase(of, event)
  if (!of || !next || next === 'gone') return 'not-now'
  if (event.kind === 'closed' && !(await mayClose(hands, of))) return 'promises'
  await saveState(sql, of, next)
  await shutOut(hands, of, next)
  if (next.state !== of.state) await (next.state === 'closed' ? startToGo : goOn)(hands, of)
  await sayHandedOver(hands, of, next)
  afterCommit(() => tell(house, of))
  return { ...of, ...next, assigned: [...next.assigned] }
}

/** The person wishes it gone: nothing that is owed in it stands against that. */
export async function closeForGood(hands: Hands, place: Place): Promise<void> {
  const { sql, afterCommit, house } = hands
  const of = await lockCase(sql, place)
  const next = of && nextCase(of, { kind: 'closed' })
  if (!of || !next || next === 'gone') return
  await saveState(sql, of, next)
  await startToGo(hands, of)
  afterCommit(() => tell(house, of))
}

async function mayClose({ sql, afterCommit, house }: Hands, { teamId, caseId }: Case): Promise<boolean> {
  let refused = false
  const is = { teamId, caseId, refuse: () => void (refused = true) }
  await house.moments.fire(sql, afterCommit, { of: caseCloses, is })
  return !refused
}

/** Whoever is no longer named in it loses their wraps, and what is written next needs a key they never had. */
async function shutOut({ sql, afterCommit, house }: Hands, of: Case, next: CaseState): Promise<void> {
  const stay = namedIn(next)
  const leave = namedIn(of).filter((memberId) => !stay.includes(memberId))
  const { teamId, caseId } = of
  for (const memberId of leave) {
    await dropReader(sql, of, `member:${memberId}`)
    await house.moments.fire(sql, afterCommit, { of: caseLeft, is: { teamId, caseId, memberId } })
  }
  if (leave.length > 0) await demandNewEpoch(sql, of)
}

/** The clock of the case starts, and so do those of its conversations: from here on they wait for nothing. */
async function startToGo({ sql, afterCommit, house }: Hands, of: Case): Promise<void> {
  const { teamId, caseId, lineId } = of
  if (!of.practiceId) await startClock(sql, house, { teamId, kind: 'case', objectId: caseId, lineId, measure: 'case' })
  for (const contactId of of.contactIds) await letContactGo(sql, house, of, contactId)
  await house.moments.fire(sql, afterCommit, { of: caseClosed, is: { teamId, caseId } })
}

async function goOn({ sql, afterCommit, house }: Hands, of: Case): Promise<void> {
  const { teamId, caseId } = of
  if (!of.practiceId) await stopClock(sql, house, { teamId, kind: 'case', objectId: caseId })
  for (const contactId of of.contactIds) await keepContact(sql, house, of, contactId)
  await house.moments.fire(sql, afterCommit, { of: caseReopened, is: { teamId, caseId } })
}

/** A conversation that belongs to an open case is still needed: its own clock waits. */
export const keepContact = (sql: Sql, house: House, { teamId, caseId }: Place, contactId: string): Promise<void> =>
  promiseMade(sql, house, { teamId, objectId: contactId, promiseId: caseId })

export const letContactGo = (sql: Sql, house: House, { teamId, caseId }: Place, contactId: string): Promise<void> =>
  promiseKept(sql, house, { teamId, objectId: contactId, promiseId: caseId })

async function sayHandedOver({ sql, afterCommit, house }: Hands, of: Case, next: CaseState): Promise<void> {
  const { teamId, caseId } = of
  const to = next.assigned.find((one) => !of.assigned.includes(one))
  const from = of.assigned.find((one) => !next.assigned.includes(one))
  if (from && to) await house.moments.fire(sql, afterCommit, { of: caseHandedOver, is: { teamId, caseId, from, to } })
}

/** A conversation was erased: nothing of it stays in a case but what was written there. */
export async function forgetContact(
  { sql, afterCommit, house }: Hands,
  { teamId, contactId }: { teamId: string; contactId: string },
): Promise<void> {
  for (const of of await casesWith(sql, teamId, contactId)) {
    await unlinkContact(sql, of, contactId)
    afterCommit(() => tell(house, of))
  }
}

/**
 * Somebody left the team. Every case they were named in goes on without them: the last one's place goes to the fallback,
 * loudly, or to the stewards when there is none. All cases need new keys, because a steward could open every one of them.
 */
export async function leaveCases(
  hands: Hands,
  { teamId, memberId }: { teamId: string; memberId: string },
): Promise<void> {
  const { sql, afterCommit, house } = hands
  for (const of of await casesOf(sql, teamId, memberId)) {
    const next = await changeCase(hands, of, { kind: 'removed', memberId })
    if (typeof next === 'string' || next.state === 'closed') continue
    const heir = next.assigned.find((one) => !of.assigned.includes(one))
    const whom = heir ? { memberIds: [heir] } : { permission: 'cases.keep' as const }
    const isOwn = of.assigned.includes(memberId) || of.fallbackId === memberId
    if (isOwn) afterCommit(() => void alarm(house, { teamId, kind: 'alarm', practiceId: of.practiceId, ...whom }))
  }
  await demandNewKeys(hands, teamId)
}

/** From now on nothing is kept under a key that somebody could open who may no longer. */
export async function demandNewKeys({ sql, afterCommit, house }: Hands, teamId: string): Promise<void> {
  await demandNewEpoch(sql, { teamId, caseId: null })
  const all = await allCases(sql, teamId)
  afterCommit(() => all.forEach((caseId) => tell(house, { teamId, caseId })))
}

export function tell(house: House, { teamId, caseId }: Place): void {
  house.live.changed(teamId, 'case', caseId)
  house.live.changed(teamId, 'cases', '')
  // When it goes, as holds says it, changes with what happens here.
  house.live.changed(teamId, 'going', `case ${caseId}`)
  house.live.changed(teamId, 'kept', '')
}
