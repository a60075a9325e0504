import type { Component } from 'svelte'
import type { Desk } from '#features/keys/browser'
import type { Line } from '#features/lines/browser'
import type { Conversation } from './conversation.ts'

/** What a later feature shows within a conversation: it reads and writes through the conversation, and knows no screen of ours. */
export type TalkPart = Component<{ desk: Desk; conversation: Conversation; line: Line | null }>

/** `first`: above the police field, what is asked before it. `beside`: under the police field and the risk policy. `afterwards`: where one wrote, once the conversation has ended. `done`: under a message left that was dealt with. */
export type TalkParts = { first: TalkPart[]; beside: TalkPart[]; afterwards: TalkPart[]; done: TalkPart[] }

/** Given once by the console, which knows every feature; a conversation without them is whole. */
export const talkParts: TalkParts = { first: [], beside: [], afterwards: [], done: [] }
