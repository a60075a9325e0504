import type { AfterCommit, Sql } from '#platform/database'
import type { DeadlineHandler, House } from '#platform/house'
import { KeyStoreError } from '#platform/key-store'
import { mayGo, objectErased } from '#features/holds'
import { theTeam } from '#features/members'
import { byHandDeadline } from './by-hand.ts'
import { contactErased, contactOf, endContact } from './contacts.ts'
import { allContacts, deleteContact, type Contact } from './store.ts'

export const contactDeadlines = (house: House): DeadlineHandler[] => [
  byHandDeadline(house),
  {
    kind: 'contact.erase',
    async handle(sql, afterCommit, { teamId, key }) {
      const contact = await contactOf(sql, teamId, key)
      if (!contact || (contact.state === 'open' && !contact.practiceId)) return
      if (!(await mayGo(sql, house, { teamId, objectId: key }))) return
      if (contact.state === 'open')
        await endContact(sql, afterCommit, house, { teamId, contactId: key, ending: 'crew' })
      await erase(sql, afterCommit, house, contact)
    },
  },
]

/**
 * The key goes first, then the rows. Whatever stops us in between, the deadline is still there and runs again: erasing a
 * key twice is the same as once, and rows without their key can no longer be opened by anybody.
 */
async function erase(sql: Sql, afterCommit: AfterCommit, house: House, contact: Contact): Promise<void> {
  const { teamId, contactId, talkStream, crewStream, people } = contact
  house.keyStore.erase(contactId)
  await house.streams.drop(sql, teamId, talkStream)
  await house.streams.drop(sql, teamId, crewStream)
  await house.moments.fire(sql, afterCommit, { of: contactErased, is: { teamId, contactId } })
  await objectErased(sql, afterCommit, house, { teamId, kind: 'contact', objectId: contactId })
  await deleteContact(sql, contact)
  afterCommit(() => {
    house.live.changed(teamId, 'contact', contactId)
    for (const memberId of people) {
      house.live.changed(teamId, 'mine', memberId)
      house.live.changed(teamId, 'answerable', memberId)
    }
  })
}

/**
 * After a restore an older database may hold contacts that were erased since. Their tombstones outlive the restore: the
 * rows go before anybody can look at them.
 */
export async function eraseAgain(house: House): Promise<void> {
  const team = await theTeam(house.db.sql)
  if (!team) return
  for (const contactId of await allContacts(house.db.sql, team.teamId)) {
    if (!isErased(house, contactId)) continue
    await house.db.transact(async (sql, afterCommit) => {
      const contact = await contactOf(sql, team.teamId, contactId)
      if (contact) await erase(sql, afterCommit, house, contact)
    })
  }
}

/** Only what was erased on purpose: with a key store that is missing or strange, nothing is destroyed. */
function isErased(house: House, contactId: string): boolean {
  try {
    house.keyStore.seal(contactId, new Uint8Array())
    return false
  } catch (error) {
    return error instanceof KeyStoreError && error.code === 'erased'
  }
}
