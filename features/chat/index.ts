import type { Feature, House } from '#platform/house'
import { on } from '#platform/moments'
import { callerErases, contactEnded, contactErased } from '#features/contacts'
import { circleLeft, memberRemoved } from '#features/keys'
import { seatLeft } from '#features/shifts'
import { crewRoutes, messageRoutes } from './server/crew.ts'
import { chatTopics, worksMessages } from './server/live.ts'
import { disown, dropMessage, followSeat, messageDeadlines } from './server/messages.ts'
import { Origins } from './server/origins.ts'
import { practiceRoute } from './server/practice.ts'
import { publicRoutes } from './server/public.ts'
import { renewRooms, roomDeadlines, roomMessages, roomRoutes, roomTopics } from './server/rooms.ts'
import { startRoutes } from './server/start.ts'
import { leftRoute } from './server/stream-left.ts'
import { closePage, dropPage, pageDeadline } from './server/stream-page.ts'
import { streamRoutes } from './server/stream-routes.ts'
import { wordsRoutes } from './server/stream-words.ts'

export { handMessage } from './server/messages.ts'
export { messagesLeft } from './server/store.ts'

/** The conversation: the caller's page, the responder's panel, messages left, the shift room. See README.md. */
export const chat: Feature = {
  name: 'chat',
  routes(house: House) {
    const origins = new Origins(house)
    return [
      ...startRoutes(house, origins),
      ...crewRoutes(house),
      ...messageRoutes(house, worksMessages),
      ...roomRoutes(house),
      ...publicRoutes(house, origins),
      practiceRoute(house),
      ...streamRoutes(house, origins),
      leftRoute(house, origins),
      ...wordsRoutes(house),
    ]
  },
  messages: roomMessages,
  topics: (house) => [...chatTopics(house), ...roomTopics(house)],
  deadlines: (house) => [...messageDeadlines(house), ...roomDeadlines(house), pageDeadline(house)],
  moments: (house) => [
    // Whoever ends the chat: a message left in it is a promise, which stands until it was dealt with.
    on(contactEnded, async (sql, afterCommit, { teamId, contactId, ending }) => {
      await closePage({ sql, house }, { teamId, contactId })
      if (ending === 'done' || ending === 'blocked')
        await dropMessage({ sql, afterCommit, house }, { teamId, contactId })
    }),
    on(callerErases, async (sql, afterCommit, erased) => {
      await dropPage({ sql, house }, erased)
      await dropMessage({ sql, afterCommit, house }, erased)
    }),
    on(contactErased, async (sql, afterCommit, erased) => {
      await dropPage({ sql, house }, erased)
      await dropMessage({ sql, afterCommit, house }, erased)
    }),
    on(memberRemoved, async (sql, afterCommit, gone) => {
      await disown({ sql, afterCommit, house }, { kind: 'removed', ...gone })
      await renewRooms(sql, afterCommit, house, gone.teamId)
    }),
    on(seatLeft, (sql, afterCommit, left) => followSeat({ sql, afterCommit, house }, left)),
    on(circleLeft, (sql, afterCommit, left) => disown({ sql, afterCommit, house }, { kind: 'demoted', ...left })),
  ],
}
