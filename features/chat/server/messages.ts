import { day, hour, later, minute } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { alarm } from '#features/alarms'
import { addPerson, becomesMessage, contactOf, endContact, removePerson, type Contact } from '#features/contacts'
import { lineOf } from '#features/lines'
import { membersWhoMay } from '#features/members'
import { nextLeft, type LeftEvent } from '../left-rules.ts'
import { firstOwner, ownerInstead, spareOf } from './owners.ts'
import { deleteMessage, insertMessage, messageOf, messagesForSeat, messagesWith, setLeft } from './store.ts'

type Place = { teamId: string; contactId: string }
type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

/** How long "done" can be taken back; then the contact ends and its erasing clock starts. */
export const undoFor = 10 * minute
/** An overdue message is called out again this often, until somebody has dealt with it. */
const againAfter = day

/**
 * Keeps that a message is waiting: with an owner, with whoever gets it when it is due, and, in the same transaction, the
 * deadline that calls it out.
 */
export async function leaveMessage(
  tx: Tx,
  left: Pick<Contact, 'teamId' | 'contactId' | 'lineId' | 'language' | 'practiceId'>,
): Promise<void> {
  const { sql, afterCommit, house } = tx
  const { teamId, contactId, lineId, language, practiceId } = left
  const line = await lineOf(sql, teamId, lineId)
  const arrivedAt = house.clock.now()
  const dueAt = later(arrivedAt, (line?.callbackWithinHours ?? 24) * hour)
  const spare = await spareOf(sql, left)
  const first = await firstOwner(sql, { ...left, at: arrivedAt, dueAt })
  const [ownerId, forShiftId] = [first?.ownerId ?? spare([]), first?.forShiftId ?? null]
  const whose = { ownerId, fallbackId: spare([ownerId]), forShiftId }
  const message = { teamId, contactId, lineId, language, arrivedAt, dueAt, practiceId, ...whose }
  if (!(await insertMessage(sql, message))) return
  await becomesMessage(sql, left)
  await worksFor(tx, left, ownerId)
  await house.deadlines.set(sql, { teamId, kind: 'message.due', key: contactId, dueAt })
  const memberIds = [
    ...new Set([...(await membersWhoMay(sql, teamId, 'messages.work')), ...(ownerId ? [ownerId] : [])]),
  ]
  afterCommit(() => tell(house, teamId))
  afterCommit(() => void alarm(house, { teamId, memberIds, kind: 'ring', practiceId }))
}

/** Takes it, hands it to somebody, or gives it back (null). False when there is no such open message. */
export const assign = (tx: Tx, place: Place, ownerId: string | null): Promise<boolean> =>
  happens(tx, place, ownerId === null ? { kind: 'given back' } : { kind: 'given', to: ownerId })

/** From one member to another. False when it is not open, or not that member's any more. */
export async function handMessage(tx: Tx, place: Place, { from, to }: { from: string; to: string }): Promise<boolean> {
  const message = await messageOf(tx.sql, place)
  return message?.ownerId === from && assign(tx, place, to)
}

type SeatLeft = { teamId: string; shiftId: string; memberId: string; toId: string | null }

/**
 * Somebody's seat passed on: what was left and is theirs because of that seat goes along, as long as they have not read it. What somebody
 * took, or was given by hand, stays theirs.
 */
export async function followSeat(tx: Tx, { teamId, shiftId, memberId, toId }: SeatLeft): Promise<void> {
  const { sql, afterCommit, house } = tx
  const at = house.clock.now()
  for (const contactId of await messagesForSeat(sql, { teamId, shiftId, memberId })) {
    const [message, contact] = [await messageOf(sql, { teamId, contactId }), await contactOf(sql, teamId, contactId)]
    if (!message || message.ownerId !== memberId || message.forShiftId !== shiftId) continue
    if (contact && contact.seenByCrew > 0) continue
    const of = { ...message, teamId, at, dueAt: new Date(message.dueAt), shiftId, toId }
    const spare = await spareOf(sql, { teamId, practiceId: message.practiceId })
    const next = await ownerInstead(sql, of)
    const to = next?.ownerId ?? spare([memberId])
    if (!to || to === memberId) continue
    await happens(tx, { teamId, contactId }, { kind: 'its seat passes on', to }, next?.forShiftId ?? null)
    afterCommit(() => void alarm(house, { teamId, memberIds: [to], kind: 'notice' }))
  }
}

export async function finish(tx: Tx, place: Place): Promise<boolean> {
  if (!(await happens(tx, place, { kind: 'done' }))) return false
  const { sql, house } = tx
  const { teamId, contactId: key } = place
  await house.deadlines.clear(sql, { teamId, kind: 'message.due', key })
  const dueAt = later(house.clock.now(), undoFor)
  await house.deadlines.set(sql, { teamId, kind: 'message.close', key, dueAt })
  return true
}

/** Takes "done" back. False when it is too late: then the contact has ended. */
export async function undo(tx: Tx, place: Place): Promise<boolean> {
  const { sql, house } = tx
  const message = await messageOf(sql, place)
  if (!message || !(await happens(tx, place, { kind: 'undone' }))) return false
  const { teamId, contactId: key } = place
  await house.deadlines.clear(sql, { teamId, kind: 'message.close', key })
  const dueAt = new Date(Math.max(new Date(message.dueAt).getTime(), house.clock.now().getTime()))
  await house.deadlines.set(sql, { teamId, kind: 'message.due', key, dueAt })
  return true
}

type Leaver = { kind: 'removed' | 'demoted'; teamId: string; memberId: string }

/** A member left the team: what was theirs is somebody else's at once. Or may no longer look after messages: nothing falls back to them. */
export async function disown(tx: Tx, { kind, teamId, memberId }: Leaver): Promise<void> {
  for (const contactId of await messagesWith(tx.sql, teamId, memberId))
    await happens(tx, { teamId, contactId }, { kind, memberId })
}

/** The caller erased it, or it was blocked: there is nothing left to call back about. */
export async function dropMessage({ sql, afterCommit, house }: Tx, place: Place): Promise<void> {
  await deleteMessage(sql, place)
  for (const kind of ['message.due', 'message.close']) {
    await house.deadlines.clear(sql, { teamId: place.teamId, kind, key: place.contactId })
  }
  afterCommit(() => tell(house, place.teamId))
}

/** One event: the rules decide, the row and the people on the contact follow. False when it cannot happen. */
async function happens(tx: Tx, place: Place, event: LeftEvent, forShiftId: string | null = null): Promise<boolean> {
  const { sql, afterCommit, house } = tx
  const message = await messageOf(sql, place)
  const next = message && nextLeft(message, event, await spareOf(sql, { ...place, practiceId: message.practiceId }))
  if (!message || !next || next === 'gone') return false
  // Who left it as it was to its owner has not made it theirs by hand.
  const isAsItWas = (event.kind === 'removed' || event.kind === 'demoted') && next.ownerId === message.ownerId
  const doneAt = next.state === 'done' ? house.clock.now() : null
  await setLeft(sql, place, { ...next, doneAt, forShiftId: isAsItWas ? message.forShiftId : forShiftId })
  if (next.ownerId !== message.ownerId) await worksFor(tx, place, next.ownerId)
  afterCommit(() => tell(house, place.teamId))
  return true
}

/** Whoever owns it works it: they are put on the contact, and whoever was on it before is taken off. */
async function worksFor(tx: Tx, { teamId, contactId }: Place, ownerId: string | null): Promise<void> {
  const { sql, afterCommit, house } = tx
  for (const memberId of (await contactOf(sql, teamId, contactId))?.people ?? []) {
    if (memberId !== ownerId) await removePerson(sql, afterCommit, house, { teamId, contactId, memberId })
  }
  if (!ownerId) return
  const now = await addPerson(sql, afterCommit, house, { teamId, contactId, memberId: ownerId })
  if (now === 'left') throw new Error('a message given to somebody who is just leaving the team')
}

export const messageDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: 'message.due',
    async handle(sql, afterCommit, { teamId, key }) {
      const place = { teamId, contactId: key }
      if (!(await happens({ sql, afterCommit, house }, place, { kind: 'due' }))) return
      await house.deadlines.set(sql, { teamId, kind: 'message.due', key, dueAt: later(house.clock.now(), againAfter) })
      const practiceId = (await messageOf(sql, place))?.practiceId ?? null
      afterCommit(() => void alarm(house, { teamId, permission: 'messages.work', kind: 'alarm', practiceId }))
    },
  },
  {
    kind: 'message.close',
    async handle(sql, afterCommit, { teamId, key }) {
      const place = { teamId, contactId: key }
      const message = await messageOf(sql, place)
      if (message?.state !== 'done') return
      if (await contactOf(sql, teamId, key)) await endContact(sql, afterCommit, house, { ...place, ending: 'done' })
      await deleteMessage(sql, place)
      afterCommit(() => tell(house, teamId))
    },
  },
]

export const tell = (house: House, teamId: string): void => house.live.changed(teamId, 'messages', '')
