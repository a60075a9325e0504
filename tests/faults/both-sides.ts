import assert from 'node:assert/strict'
import { clockIn, conversationOf, deskOf, floor, openLine, startChat, until } from '../../features/chat/acting.ts'
import type { Conversation } from '../../features/chat/browser/conversation.ts'
import type { CallerTalk } from '../../features/chat/browser/caller/talk.ts'
import { openTestHouse, type TestHouse } from '../house.ts'
import { foundTeam } from '../people.ts'
import type { TestDatabase } from '../postgres.ts'

/** A caller and Dee in a conversation, each as their page has it, without a screen. */
export type BothSides = {
  house: TestHouse
  talk: CallerTalk
  dee: Conversation
  teamId: string
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function inConversation(database?: TestDatabase): Promise<BothSides> {
  const house = await openTestHouse({ features: floor, clock: 'wall', ...(database ? { database } : {}) })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const desk = deskOf(house, people, people.dee)
  await clockIn(desk, lineId)
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  await desk.live.say('queue.claim', { contactId: talk.contactId, locked: false })
  const dee = conversationOf(house, desk, talk.contactId)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'joined'), 'Dee being announced')
  return { house, talk, dee, teamId: people.team.teamId, [Symbol.asyncDispose]: () => house.close() }
}

type Side = CallerTalk | Conversation
const logOf = (side: Side) => ('log' in side ? side.log : side.talk.log)
export const textsOf = (side: Side): string[] =>
  logOf(side).rows.flatMap(({ body }) => (body?.k === 'text' ? [body.text] : []))

/** What the server has said yes to, as this side knows it: sequence and id. */
export const acknowledged = (side: Side): string[] => logOf(side).rows.map(({ seq, id }) => `${seq} ${id}`)

/** Everything that was written is on both sides, once, in one order, readable; and nothing waits any more. */
export async function bothHave({ talk, dee }: BothSides, texts: string[]): Promise<void> {
  const all = (side: Side): boolean => texts.every((text) => textsOf(side).includes(text))
  for (let tries = 0; tries < 60 && !(all(talk) && all(dee)); tries++) await new Promise((go) => setTimeout(go, 500))
  for (const side of [talk, dee]) {
    assert.deepEqual(textsOf(side).toSorted(), texts.toSorted())
    assert.equal(
      logOf(side).rows.some(({ body }) => body === null),
      false,
      'everything can be read',
    )
  }
  assert.deepEqual(acknowledged(talk), acknowledged(dee))
  const waiting = (): number => talk.outbox.pending.length + dee.talk.outbox.pending.length
  await until(() => waiting() === 0, 'nothing waiting any more')
}
