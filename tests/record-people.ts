import type { Desk } from '#features/keys/browser'
import { openTestHouse, type TestHouse } from './house.ts'
import { foundTeam, type People, type Person } from './people.ts'
import { conversationOf, deskOf, floor, openLine, until } from '../features/chat/acting.ts'
import type { Conversation } from '../features/chat/browser/conversation.ts'
import { conversationsOf } from '../features/chat/browser/conversations.ts'
import { Forms } from '../features/records/browser/forms.ts'
import { ContactRecord } from '../features/records/browser/record.ts'
import { records } from '#features/records'

/* Consoles without a screen, with a record open beside a contact by hand: for the records' tests and measurements. */

export type Night = { house: TestHouse; people: People; lineId: string }
export type Writing = { desk: Desk; conversation: Conversation; record: ContactRecord; forms: Forms }

export async function openNight(): Promise<Night> {
  const house = await openTestHouse({ features: [...floor, records], clock: 'wall' })
  const people = await foundTeam(house)
  return { house, people, lineId: await openLine(house, people) }
}

/** Somebody's phone rings, and they open a contact by hand. */
export async function begin({ house, people, lineId }: Night, person: Person): Promise<Writing> {
  const desk = consoleOf({ house, people, lineId }, person)
  const conversations = conversationsOf(desk)
  const conversation = conversations.of(conversations.begin({ lineId, channel: 'phone', language: 'en' }))
  house.endWith(() => conversation.close())
  await until(() => conversation.state === 'open', 'the contact being open')
  return writing(desk, conversation)
}

/** Somebody else comes in to help. */
export async function joins(night: Night, first: Writing, person: Person): Promise<Writing> {
  await first.conversation.invite(person.memberId, 'help')
  const desk = consoleOf(night, person)
  const conversation = conversationOf(night.house, desk, first.conversation.contactId)
  await until(() => conversation.state === 'open' && conversation.amOn, 'being in')
  return writing(desk, conversation)
}

const consoles = new WeakMap<Person, Desk>()

/** One console for each person: a keyring opens the rows of a contact for one reader. */
function consoleOf({ house, people }: Night, person: Person): Desk {
  const desk = consoles.get(person) ?? deskOf(house, people, person)
  consoles.set(person, desk)
  return desk
}

function writing(desk: Desk, conversation: Conversation): Writing {
  const forms = new Forms(desk)
  return { desk, conversation, forms, record: new ContactRecord(conversation, forms, desk) }
}

export const kept = ({ record }: Writing): Promise<unknown> => until(() => record.keeping === 'kept', 'being kept')
export const says = (one: Writing, field: string, value: string | null): Promise<unknown> =>
  until(() => one.record.value(field) === value, `${field} being ${value}`)
