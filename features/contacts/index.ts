import type { Feature } from '#platform/house'
import { on } from '#platform/moments'
import { keeps } from '#features/holds'
import { circleLeft, memberRemoved } from '#features/keys'
import { endAlone } from './server/by-hand.ts'
import { contactDeadlines, eraseAgain } from './server/deadlines.ts'
import { identifyCaller } from './server/guards.ts'
import { contactKeeper } from './server/keeper.ts'
import { demandNewKeys, shutOut } from './server/keys.ts'
import { contactMessages, contactTopics } from './server/live.ts'
import { contactRoutes } from './server/routes.ts'

export {
  addPerson,
  becomesMessage,
  callerErases,
  contactEnded,
  contactErased,
  contactHasWords,
  contactOf,
  endContact,
  openContact,
  removePerson,
} from './server/contacts.ts'
export type { Opening } from './server/contacts.ts'
export { keepTalk } from './server/first.ts'
export { caller } from './server/guards.ts'
export { addWraps, keepBox, openBox, wrapsFor } from './server/keys.ts'
export { lockContact, realContacts, type Contact } from './server/store.ts'
export { peopleOn } from './server/store-people.ts'
export {
  handChannels,
  isByHand,
  mayRead,
  type Channel,
  type HandChannel,
  type Ending,
  type Reader,
  type Track,
} from './rules.ts'
export * from './wire.ts'

keeps(contactKeeper)

/** What reaches the line and who works it, in as few words as routing needs; the keys to what was said; its erasure. */
export const contacts: Feature = {
  name: 'contacts',
  routes: contactRoutes,
  messages: contactMessages,
  topics: contactTopics,
  deadlines: contactDeadlines,
  moments: (house) => [
    on(memberRemoved, async (sql, afterCommit, gone) => {
      await shutOut(sql, afterCommit, house, gone)
      await endAlone(sql, afterCommit, house, gone.teamId)
    }),
    on(circleLeft, (sql, afterCommit, { teamId }) => demandNewKeys(sql, afterCommit, house, teamId)),
  ],
  identify: identifyCaller,
  async start(house) {
    await eraseAgain(house)
    return async () => {}
  },
}
