import type { Feature, House } from '#platform/house'
import { on } from '#platform/moments'
import { contactEnded, contactErased } from '#features/contacts'
import { memberRemoved } from '#features/keys'
import { crewRoutes, messageRoutes } from './server/crew.ts'
import { chatTopics, worksMessages } from './server/live.ts'
import { dropMessage, messageDeadlines } from './server/messages.ts'
import { Origins } from './server/origins.ts'
import { publicRoutes } from './server/public.ts'
import { renewRooms, roomDeadlines, roomMessages, roomRoutes, roomTopics } from './server/rooms.ts'
import { startRoutes } from './server/start.ts'
import { disown } from './server/store.ts'

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
    ]
  },
  messages: roomMessages,
  topics: (house) => [...chatTopics(house), ...roomTopics(house)],
  deadlines: (house) => [...messageDeadlines(house), ...roomDeadlines(house)],
  moments: (house) => [
    on(contactEnded, (sql, afterCommit, { teamId, contactId }) =>
      dropMessage({ sql, afterCommit, house }, { teamId, contactId }),
    ),
    on(contactErased, (sql, afterCommit, { teamId, contactId }) =>
      dropMessage({ sql, afterCommit, house }, { teamId, contactId }),
    ),
    on(memberRemoved, async (sql, afterCommit, { teamId, memberId }) => {
      await disown(sql, teamId, memberId)
      await renewRooms(sql, afterCommit, house, teamId)
      afterCommit(() => house.live.changed(teamId, 'messages', ''))
    }),
  ],
}
