import type { AfterCommit, Sql } from '#platform/database'
import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { KeyStoreError } from '#platform/key-store'
import { moment } from '#platform/moments'
import { personWishes, startClock } from '#features/holds'
import { staysInTeam } from '#features/members'
import type { Practising } from '#features/practice'
import { isByHand, type Channel, type Ending } from '../rules.ts'
import type { Wrap } from '../wire.ts'
import { tokenHash } from '#platform/token-hash'
import { addWraps } from './keys.ts'
import {
  contactsAmong,
  forgetCaller,
  insertContact,
  isSamePage,
  lockContact,
  markEnded,
  markMessage,
  markWritten,
  type Contact,
} from './store.ts'
import { dropIntake } from './store-keys.ts'
import { insertPerson, deletePerson, type OnContact } from './store-people.ts'

type Place = { teamId: string; contactId: string }

/** Fired inside the transaction that ends a contact: rings stop, panels close, deadlines of its own are cleared. */
export const contactEnded = moment<{
  teamId: string
  contactId: string
  lineId: string
  channel: Channel
  ending: Ending
}>('contact-ended')
/** Fired inside the transaction that erases a contact: whatever another feature keeps about it goes with it. */
export const contactErased = moment<{ teamId: string; contactId: string }>('contact-erased')

/** Fired inside the transaction in which a caller asks for their contact to be erased, before or after its end. */
export const callerErases = moment<{ teamId: string; contactId: string }>('caller-erases')

export type Opening = {
  teamId: string
  /** Made by the caller's page (or by the server for a form), a UUIDv4. */
  contactId: string
  lineId: string
  channel: Channel
  language: 'en' | 'es'
  /** The bearer token of the caller's page; null when nobody can come back to it. */
  token: string | null
  wraps: Wrap[]
  /** What the server found under the link it was opened with. Never what a page says of itself. */
  practice?: Practising | null
}

/**
 * Opens a contact with its first key. Give it your transaction, and append the first record and ask for an answer in the
 * same one. 'again' when the same page says it twice (nothing changes), 'taken' when the id is somebody else's, 'outdated'
 * when its key is for readers of before a change in the team: abort the transaction on anything but 'opened'.
 */
export async function openContact(
  sql: Sql,
  house: House,
  opening: Opening,
): Promise<'opened' | 'again' | 'taken' | 'outdated'> {
  const { teamId, contactId, token } = opening
  const hash = token === null ? null : tokenHash(token)
  if (!makeKey(house, contactId)) return 'taken'
  const opened = await insertContact(sql, {
    ...opening,
    tokenHash: hash,
    talkStream: randomId(),
    crewStream: randomId(),
    openedAt: house.clock.now(),
    practiceId: opening.practice?.practiceId ?? null,
  })
  if (!opened) return hash && (await isSamePage(sql, opening, hash)) ? 'again' : 'taken'
  if (opening.practice) await startPracticeClock(sql, house, opening, opening.practice)
  const kept = await addWraps(sql, house, { teamId, contactId, wraps: opening.wraps })
  return kept === 'outdated' ? 'outdated' : 'opened'
}

/** It goes a day after the practice was started, whatever becomes of it until then. */
const startPracticeClock = (sql: Sql, house: House, opening: Opening, { startedAt }: Practising): Promise<void> => {
  const { teamId, contactId: objectId, lineId } = opening
  return startClock(sql, house, { teamId, kind: 'contact', objectId, lineId, measure: 'practice', startedAt })
}

/** False for an id whose contact was erased: it never comes back. */
function makeKey(house: House, contactId: string): boolean {
  try {
    house.keyStore.newKey(contactId)
    return true
  } catch (error) {
    if (error instanceof KeyStoreError && error.code === 'erased') return false
    throw error
  }
}

/** The contact with the people on it, or null: unknown, or erased. */
export const contactOf = async (sql: Sql, teamId: string, contactId: string): Promise<Contact | null> =>
  (await contactsAmong(sql, teamId, [contactId]))[0] ?? null

/**
 * Ends a contact: nothing more is written, intake loses its keys, the erasing clock starts, later features are told. A
 * message left is a promise, and no clock destroys an unkept one: whoever ends the chat, its keys stay and its clock stands
 * still until it is 'done', blocked, or erased by its caller. False when it had ended before. `erasing`: the caller asked for
 * it to be gone; their page loses access at once. 'now': without the hour for somebody on the way, where it had ended before.
 */
export async function endContact(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  ended: Place & { ending: Ending; erasing?: boolean | 'now' },
): Promise<boolean> {
  const contact = await lockContact(sql, ended)
  if (!contact) return false
  if (ended.erasing) await eraseForCaller(sql, afterCommit, house, ended)
  const first = await markEnded(sql, ended, ended.ending)
  const isPromised = contact.channel === 'message' && !keepsPromise(ended)
  if (!isPromised && (first || ended.erasing || ended.ending === 'done')) {
    const wish = ended.erasing ? (ended.erasing === 'now' && !first ? 'now' : 'wish') : null
    await startErasingClock(sql, afterCommit, house, { ...contact, wish })
    await dropIntake(sql, ended)
  }
  if (!first) return false
  const { teamId, contactId } = ended
  if (isByHand(contact.channel)) await house.deadlines.clear(sql, { teamId, kind: 'contact.by-hand', key: contactId })
  const { lineId, channel } = contact
  await house.moments.fire(sql, afterCommit, {
    of: contactEnded,
    is: { teamId, contactId, lineId, channel, ending: ended.ending },
  })
  afterCommit(() => tell(house, contact))
  return true
}

const keepsPromise = (ended: { ending: Ending; erasing?: boolean | 'now' }): boolean =>
  Boolean(ended.erasing) || ended.ending === 'done' || ended.ending === 'blocked'

async function eraseForCaller(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  { teamId, contactId }: Place,
): Promise<void> {
  await forgetCaller(sql, { teamId, contactId })
  await house.moments.fire(sql, afterCommit, { of: callerErases, is: { teamId, contactId } })
}

async function startErasingClock(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  contact: Contact & { wish: 'wish' | 'now' | null },
): Promise<void> {
  const { teamId, contactId: objectId, lineId, written } = contact
  const object = { teamId, kind: 'contact' as const, objectId, lineId }
  // Nobody is really on the way, and the hour for them could reach beyond the day.
  const wish = contact.wish && contact.practiceId ? 'now' : contact.wish
  if (wish) return personWishes(sql, afterCommit, house, { ...object, measure: wish })
  if (contact.practiceId) return
  await startClock(sql, house, { ...object, measure: written ? 'words' : 'wordless' })
}

/** A chat that nobody answered is a message from here on: somebody owes it an answer, and until then its keys stay. */
export const becomesMessage = markMessage

/** The caller wrote something in another way than a record (a form): the contact is kept 14 days, not one. */
export const contactHasWords = markWritten

/** Puts a member on a contact: they may read and write it. `known`: they were on it. `left`: they are not in the team any more. */
export async function addPerson(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  person: OnContact,
): Promise<'added' | 'known' | 'left'> {
  if (!(await staysInTeam(sql, person.teamId, person.memberId))) return 'left'
  const isNew = await insertPerson(sql, person)
  afterCommit(() => tellPerson(house, person))
  return isNew ? 'added' : 'known'
}

/** Takes a member off an open contact (handed over, gone). */
export async function removePerson(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  person: OnContact,
): Promise<boolean> {
  const removed = await deletePerson(sql, person)
  afterCommit(() => tellPerson(house, person))
  return removed
}

function tellPerson(house: House, person: OnContact): void {
  house.live.changed(person.teamId, 'contact', person.contactId)
  house.live.changed(person.teamId, 'mine', person.memberId)
}

function tell(house: House, contact: Contact): void {
  house.live.changed(contact.teamId, 'contact', contact.contactId)
  // When it goes, as holds says it, changes with its end.
  house.live.changed(contact.teamId, 'going', `contact ${contact.contactId}`)
  house.live.changed(contact.teamId, 'kept', '')
  for (const memberId of contact.people) {
    house.live.changed(contact.teamId, 'mine', memberId)
    house.live.changed(contact.teamId, 'answerable', memberId)
  }
}
