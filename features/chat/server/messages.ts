import { day, hour, later, minute } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { alarm } from '#features/alarms'
import { contactOf, endContact } from '#features/contacts'
import { lineOf } from '#features/lines'
import { rolesOf } from '#features/members'
import { deleteMessage, insertMessage, messageOf, setDone, setOpen, setOwner } from './store.ts'

type Place = { teamId: string; contactId: string }
type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }

/** How long "done" can be taken back; then the contact ends and its erasing clock starts. */
export const undoFor = 10 * minute
/** An overdue message is called out again this often, until somebody has dealt with it. */
const againAfter = day

/** Keeps that a message is waiting: with a due time and, in the same transaction, the deadline that calls it out. */
export async function leaveMessage(
  { sql, afterCommit, house }: Tx,
  left: Place & { lineId: string; language: 'en' | 'es' },
): Promise<void> {
  const line = await lineOf(sql, left.teamId, left.lineId)
  const arrivedAt = house.clock.now()
  const dueAt = later(arrivedAt, (line?.callbackWithinHours ?? 24) * hour)
  if (!(await insertMessage(sql, { ...left, arrivedAt, dueAt }))) return
  await house.deadlines.set(sql, { teamId: left.teamId, kind: 'message.due', key: left.contactId, dueAt })
  afterCommit(() => tell(house, left.teamId))
  afterCommit(() => void alarm(house, { teamId: left.teamId, permission: 'messages.work', kind: 'ring' }))
}

/** Takes it, hands it to somebody, or gives it back to everybody (null). False when there is no such open message. */
export async function assign({ sql, afterCommit, house }: Tx, place: Place, ownerId: string | null): Promise<boolean> {
  const message = await messageOf(sql, place)
  if (!message || message.state === 'done') return false
  await setOwner(sql, place, ownerId)
  afterCommit(() => tell(house, place.teamId))
  return true
}

export async function finish({ sql, afterCommit, house }: Tx, place: Place): Promise<boolean> {
  const now = house.clock.now()
  if (!(await setDone(sql, place, now))) return false
  await house.deadlines.clear(sql, { teamId: place.teamId, kind: 'message.due', key: place.contactId })
  await house.deadlines.set(sql, {
    teamId: place.teamId,
    kind: 'message.close',
    key: place.contactId,
    dueAt: later(now, undoFor),
  })
  afterCommit(() => tell(house, place.teamId))
  return true
}

/** Takes "done" back. False when it is too late: then the contact has ended. */
export async function undo({ sql, afterCommit, house }: Tx, place: Place): Promise<boolean> {
  const message = await messageOf(sql, place)
  if (!message || !(await setOpen(sql, place))) return false
  await house.deadlines.clear(sql, { teamId: place.teamId, kind: 'message.close', key: place.contactId })
  const dueAt = new Date(Math.max(new Date(message.dueAt).getTime(), house.clock.now().getTime()))
  await house.deadlines.set(sql, { teamId: place.teamId, kind: 'message.due', key: place.contactId, dueAt })
  afterCommit(() => tell(house, place.teamId))
  return true
}

/** The contact ended in another way (the caller erased it): there is nothing left to call back about. */
export async function dropMessage({ sql, afterCommit, house }: Tx, place: Place): Promise<void> {
  await deleteMessage(sql, place)
  for (const kind of ['message.due', 'message.close']) {
    await house.deadlines.clear(sql, { teamId: place.teamId, kind, key: place.contactId })
  }
  afterCommit(() => tell(house, place.teamId))
}

export const messageDeadlines = (house: House): DeadlineHandler[] => [
  {
    kind: 'message.due',
    async handle(sql, afterCommit, { teamId, key }) {
      const message = await messageOf(sql, { teamId, contactId: key })
      if (!message || message.state === 'done') return
      await house.deadlines.set(sql, { teamId, kind: 'message.due', key, dueAt: later(house.clock.now(), againAfter) })
      const owner = message.ownerId && (await rolesOf(sql, teamId, message.ownerId)) ? message.ownerId : null
      const to = owner ? { memberIds: [owner] } : { permission: 'messages.work' as const }
      afterCommit(() => void alarm(house, { teamId, ...to, kind: 'ring' }))
      afterCommit(() => tell(house, teamId))
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
