import { contactOf } from '#features/contacts'
import { day } from '#platform/clock'
import type { Desk } from '#features/keys/browser'
import { deskOf, floor, openLine, startChat, until } from '../features/chat/acting.ts'
import type { CallerTalk } from '../features/chat/browser/caller/talk.ts'
import { openTestHouse, type TestHouse } from './house.ts'
import { foundTeam, type People, type Person } from './people.ts'
import { Keeping } from '../features/holds/browser/keeping.ts'
import type { KeptView, ObjectGoing } from '../features/holds/wire.ts'

/* For the tests of holds and copies: an ended chat with words, and stewards at their consoles. */

export type Ended = { house: TestHouse; people: People; lineId: string; talk: CallerTalk; contactId: string }

/** A team with a line, and a chat in which the caller wrote `words`. Open. */
export async function openChat(words = 'words'): Promise<Ended> {
  const house = await openTestHouse({ features: floor })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  return { house, people, lineId, ...(await chatOf(house, words)) }
}

export async function chatOf(house: TestHouse, words: string): Promise<{ talk: CallerTalk; contactId: string }> {
  const { talk } = await startChat(house)
  await until(() => talk.view, 'the chat being open')
  talk.write(words)
  await until(() => talk.log.rows.some(({ body }) => body?.k === 'text'), 'the message being kept')
  return { talk, contactId: talk.contactId }
}

/** The same, and the caller has left: its clock runs, 14 days. */
export async function endedChat(words = 'words'): Promise<Ended> {
  const open = await openChat(words)
  await leave(open)
  return open
}

export async function leave({ house, talk }: Pick<Ended, 'house' | 'talk'>, erase = false): Promise<void> {
  await talk.api.post('/api/contact/leave', { erase })
  await house.settled()
}

export const isThere = async ({ house, people, contactId }: Ended): Promise<boolean> =>
  (await contactOf(house.house.db.sql, people.team.teamId, contactId)) !== null

/** A steward's console, as far as keeping goes. */
export function consoleOf({ house, people }: Ended, person: Person): { desk: Desk; keeping: Keeping } {
  const desk = deskOf(house, people, person)
  return { desk, keeping: new Keeping(desk) }
}

/** A console that is closed reads nothing more with its member's keys. */
const close = ({ live }: Desk): void => (live as unknown as { close(): void }).close()

/** When somebody's console says that the contact goes; null when it is told nothing. */
export async function goingFor(ended: Ended, person: Person): Promise<ObjectGoing | null> {
  const { desk } = consoleOf(ended, person)
  let said: ObjectGoing | null | undefined
  const stop = desk.live.follow('going', `contact ${ended.contactId}`, {
    onView: (view: ObjectGoing) => (said = view),
    onEnd: () => (said = null),
  })
  await until(() => said !== undefined, 'being told')
  stop()
  close(desk)
  return said ?? null
}

/** Asks for a hold of `days`; `at` the house's time. Gives the id of the motion. */
export async function askHold(ended: Ended, person: Person, days: number, reason = 'a reason'): Promise<string> {
  const { desk, keeping } = consoleOf(ended, person)
  const { house, people, contactId } = ended
  const going = await goingFor(ended, person)
  const known = new Set(await motionsOf(ended))
  const until = new Date(house.clock.now().getTime() + days * day)
  await keeping.hold({ kind: 'contact', objectId: contactId, readers: going!.readers }, until, reason)
  close(desk)
  await house.settled()
  const made = (await motionsOf({ house, people })).find((id) => !known.has(id))
  if (!made) throw new Error('no motion was made')
  return made
}

const motionsOf = async ({ house, people }: Pick<Ended, 'house' | 'people'>): Promise<string[]> => {
  const rows = await house.house.db.sql<{ id: string }[]>`select motion_id as id from motions
    where team_id = ${people.team.teamId}`
  return rows.map(({ id }) => id)
}

export async function act(
  { house }: Pick<Ended, 'house'>,
  person: Person,
  motionId: string,
  what: 'agreement' | 'withdrawal' | 'end',
): Promise<{ status: number; code: string }> {
  const ask = (): Promise<Response> => person.request(`/api/motions/${motionId}/${what}`, { method: 'POST', body: {} })
  let answer = await ask()
  // After some days a session has ended.
  if (answer.status === 401) {
    await person.signIn()
    answer = await ask()
  }
  await house.settled()
  const said = (await answer.json()) as { state?: string; refused?: string }
  return { status: answer.status, code: said.state ?? said.refused ?? '' }
}

export async function keptFor(ended: Ended, person: Person): Promise<KeptView[]> {
  const { keeping } = consoleOf(ended, person)
  return until(() => keeping.kept, 'the list of what is kept')
}
