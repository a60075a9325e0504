import { messagesLeft } from '#features/chat'
import { openContact } from '#features/contacts'
import { ask } from '#features/queue'
import { randomId } from '#platform/ids'
import { Console } from '../features/queue/night.ts'
import { leaveMessage } from '../features/chat/server/messages.ts'
import { hearAlarms, makeLine, openCase, promise, promiseIn } from '../features/promises/acting.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { foundTeam, type People, type Person } from './people.ts'
import { putShift, seatOf, wall, type Made } from './rostered.ts'
import type { Answer, HandoverItem, HandoverView, ItemName } from '../features/handovers/wire.ts'

/* For the tests of hand-overs: a Friday night with two shifts, Dee's and Mateo's, and what they say to what is open. */

type Name = 'dee' | 'mateo' | 'ines' | 'sam'
export type Change = {
  house: TestHouse
  people: People
  lineId: string
  /** Dee's case, which Mateo can open. */
  caseId: string
  alarms: string[][]
}

export async function openChange(): Promise<Change> {
  const house = await openTestHouse()
  const people = await foundTeam(house)
  // Without chat: nobody is alarmed that nobody is there.
  const lineId = await makeLine(people, { channels: { chat: false, phone: '555 0100', text: null } })
  const caseId = await openCase(people.dee, { lineId, fallback: people.mateo })
  return { house, people, lineId, caseId, alarms: hearAlarms(house) }
}

/** Who sits there, one after the other: `night(change, ['dee', '20T20:00', '21T02:00'], …)`, in November 2026. */
export async function night(
  { house, people, lineId }: Change,
  ...shifts: [name: Name, from: string, until: string][]
): Promise<Made[]> {
  const made: Made[] = []
  for (const [name, from, until] of shifts) {
    const seat = seatOf('line')
    const times = { from: wall(`2026-11-${from}`), until: wall(`2026-11-${until}`) }
    const sits = [{ seat, memberId: people[name].memberId }]
    made.push(await putShift(house.house, people.team.teamId, { lineId, ...times, seats: [seat], sits }))
  }
  return made
}

export async function goTo({ house }: Pick<Change, 'house'>, there: string): Promise<void> {
  await house.clock.leap(wall(`2026-11-${there}`).getTime() - house.clock.now().getTime())
  await house.settled()
}

export const follow = ({ people, caseId }: Change, there: string, owner: Person = people.dee): Promise<string> =>
  promise(people.dee, {
    kind: 'follow-up',
    caseId,
    owner,
    fallback: people.ruth,
    dueAt: wall(`2026-11-${there}`),
  })

/** A message left, which is Dee's unless said. */
export async function message(
  change: Change,
  practiceId: string | null = null,
  owner = change.people.dee,
): Promise<string> {
  const contactId = await leave(change, practiceId)
  const body = { memberId: owner.memberId }
  await change.people.ruth.request(`/api/messages/${contactId}/owner`, { method: 'PUT', body })
  await change.house.settled()
  return contactId
}

/** A message left, which is whose it is from its birth. */
export async function leave(
  { house, people, lineId }: Pick<Change, 'house' | 'people' | 'lineId'>,
  practiceId: string | null = null,
): Promise<string> {
  const { teamId } = people.team
  const contactId = randomId()
  const language = 'en' as const
  await house.house.db.transact(async (sql, afterCommit) => {
    const contact = { teamId, contactId, lineId, channel: 'chat' as const, language, token: null, wraps: [] }
    await openContact(sql, house.house, contact)
    await leaveMessage({ sql, afterCommit, house: house.house }, { teamId, contactId, lineId, language, practiceId })
  })
  await house.settled()
  return contactId
}

export async function messageOwner({ house, people }: Change, contactId: string): Promise<string | null> {
  const left = await messagesLeft(house.house.db.sql, people.team.teamId)
  return left.find((one) => one.contactId === contactId)?.ownerId ?? null
}

export const seenBy = async (by: Person): Promise<HandoverItem[]> =>
  ((await (await by.request('/api/handovers')).json()) as HandoverView).items

/** What the house says: 'done', or the code of its refusal. */
export async function say(by: Person, answer: Answer['answer'], items: readonly HandoverItem[]): Promise<string> {
  const names = items.map(({ shiftId, what, objectId }): ItemName => ({ shiftId, what, objectId }))
  const said = await by.request('/api/handovers', { method: 'POST', body: { answer, items: names } })
  const body = (await said.json()) as { refused: string | { code: string }[] }
  if (typeof body.refused === 'string') return body.refused
  return body.refused[0]?.code ?? 'done'
}

/** How often whoever plans the crew, and nobody else, was alarmed since this was asked last. */
export function raisedTo({ people, alarms }: Change): number {
  const planners = [people.ruth, people.amara, people.noor].map(({ memberId }) => memberId).toSorted()
  return alarms.splice(0).filter((round) => String([...new Set(round)].toSorted()) === String(planners)).length
}

/** Somebody's console, with which they clocked in on the line. */
export async function onDuty({ house, lineId }: Change, person: Person): Promise<Console> {
  const socket = await house.socket(person.cookie)
  const desk = await Console.open(socket, { topic: 'queue', key: '' }, () => house.house.live.socketCount)
  const ringId = randomId()
  await desk.say('duty.test', { ringId })
  await desk.say('duty.heard', { ringId })
  const said = await desk.say('duty.in', { lineIds: [lineId], languages: ['en'] })
  if (said !== 'ok') throw new Error(`not on duty: ${said}`)
  await house.settled()
  return desk
}

/** A caller waits. */
export async function call({ house, people, lineId }: Change): Promise<string> {
  const { teamId } = people.team
  const contactId = randomId()
  const of = { teamId, contactId, lineId, language: 'en' as const }
  await house.house.db.transact(async (sql, afterCommit) => {
    await openContact(sql, house.house, { ...of, channel: 'chat', token: null, wraps: [] })
    await ask(sql, afterCommit, house.house, of)
  })
  await house.settled()
  return contactId
}

/** Whose a promise of the case is now. */
export const ownerOf = async ({ people, caseId }: Change, promiseId: string): Promise<string> =>
  (await promiseIn(people, caseId, promiseId))!.ownerId

/** What somebody is shown, as `side kind state`. */
export const listed = async (
  change: Change,
  name: 'dee' | 'mateo' | 'ines' | 'sam' | 'ruth' | 'amara',
): Promise<string[]> => (await seenBy(change.people[name])).map(({ side, kind, state }) => `${side} ${kind} ${state}`)
