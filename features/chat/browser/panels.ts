import type { Desk, Panel } from '#features/keys/browser'
import { choose } from '#platform/words'
import { words } from '../words.ts'
import { payAttention } from './attending.ts'
import { conversationsOf } from './conversations.ts'
import { leftOf, pressing } from './left.ts'
import MessagesPanel from './MessagesPanel.svelte'
import { roomOf } from './room.ts'
import RoomPanel from './RoomPanel.svelte'
import TalksPanel from './TalksPanel.svelte'

/** `#/talks` and `#/talks/<contactId>`: where a volunteer spends the night. The badge counts what was not read yet. */
export const talksPanel: Panel = {
  name: 'talks',
  path: 'talks',
  title: (language) => choose(language, words).console.title,
  component: TalksPanel,
  badge: (desk: Desk) => ({
    subscribe(read) {
      payAttention(desk)
      return conversationsOf(desk).subscribe((list) => read(list.reduce((sum, { unread }) => sum + unread, 0)))
    },
  }),
}

/** `#/room`. The badge counts what others wrote since it was last open. */
export const roomPanel: Panel = {
  name: 'room',
  path: 'room',
  title: (language) => choose(language, words).room.title,
  component: RoomPanel,
  badge: (desk: Desk) => ({ subscribe: (read) => roomOf(desk).subscribe((room) => read(room.unread)) }),
}

/** `#/messages`. The badge counts what is nobody's, mine or overdue. */
export const messagesPanel: Panel = {
  name: 'messages',
  path: 'messages',
  title: (language) => choose(language, words).messages.title,
  component: MessagesPanel,
  badge: (desk: Desk) => ({
    subscribe: (read) => leftOf(desk).subscribe((messages) => read(pressing(messages, desk.me.memberId, Date.now()))),
  }),
}
