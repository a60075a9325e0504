import type { Keeper, KeptObject } from '#features/holds'
import { mayRead } from '../rules.ts'
import { endContact } from './contacts.ts'
import { readerOf } from './guards.ts'
import { contactsAmong, type Contact } from './store.ts'

/** What holds needs to know of a contact: who may read it, whose keys open it, how it ends when its person wishes it gone. */
export const contactKeeper: Keeper = {
  kind: 'contact',
  keyName: (contactId) => contactId,
  look: async (sql, teamId, contactIds) => (await contactsAmong(sql, teamId, contactIds)).map(kept),
  async end(sql, afterCommit, house, { teamId, objectId }) {
    await endContact(sql, afterCommit, house, { teamId, contactId: objectId, ending: 'crew', erasing: true })
  },
}

function kept(contact: Contact): KeptObject {
  const { contactId, lineId, channel, language, people } = contact
  return {
    objectId: contactId,
    lineId,
    ended: contact.state === 'ended',
    readers: ['circle:coordinators', 'circle:stewards', ...people.map((id) => `member:${id}`)],
    mayRead: (member) => mayRead(readerOf(member), contact, 'talk'),
    // Whoever works it heard the wish; who looks after messages may hear it another way.
    mayErase: (member) => mayRead(readerOf(member), contact, 'crew'),
    label: { channel, language },
  }
}
