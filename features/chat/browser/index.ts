/*
 * The door of the chat for consoles: three panels. `talks` shows who works each conversation (`readers: 'working'`), `room`
 * is for everybody in the responders' circle (`'responders'`), `messages` for whoever deals with them (`'leaders'`).
 */
export { messagesPanel, roomPanel, talksPanel } from './panels.ts'
export { conversationsOf } from './conversations.ts'
export { Conversation } from './conversation.ts'
export { default as ByHand } from './ByHand.svelte'
export { default as PracticeByHand } from './PracticeByHand.svelte'
export { Track, type TrackDoors } from './track.ts'
export type { FieldBody } from '../bodies.ts'
export { talkParts, type TalkPart, type TalkParts } from './parts.ts'
export { leftOf } from './left.ts'
export type { LeftMessage } from '../wire.ts'
