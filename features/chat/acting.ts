import { WebSocket } from 'ws'
import { makeApi } from '#platform/browser/api'
import { LiveClient, type LiveTools } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import type { Feature } from '#platform/house'
import { randomId } from '#platform/ids'
import { alarms } from '#features/alarms'
import { contacts } from '#features/contacts'
import { holds } from '#features/holds'
import { keys } from '#features/keys'
import { firstLine, lines, type LineDraft } from '#features/lines'
import { members } from '#features/members'
import { practice } from '#features/practice'
import { queue, type QueueView } from '#features/queue'
import { chat } from './index.ts'
import { Conversation } from './browser/conversation.ts'
import { CallerTalk, type Doors } from './browser/caller/talk.ts'
import type { CallerConfig, Recipients } from './wire.ts'
import type { TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'

/* For this feature's tests: both sides of a chat without a screen, against a whole house. */

export const floor: Feature[] = [members, keys, lines, practice, holds, contacts, alarms, queue, chat]

const always = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [{ from: '00:00', to: '24:00' }]]),
) as LineDraft['hours']['weekly']

/** A line that never closes, made by Ruth with its intake keys, and learned by everybody. */
export async function openLine(_house: TestHouse, people: People, changes: Partial<LineDraft> = {}): Promise<string> {
  const lineId = randomId()
  const line = { ...firstLine(['en', 'es']), hours: { weekly: always, exceptions: [] }, ...changes }
  const made = await people.ruth.request('/api/lines', {
    method: 'POST',
    body: { lineId, line, intake: await people.ruth.keyring.makeIntake(lineId) },
  })
  if (made.status !== 201) throw new Error(`the line was not made: ${made.status} ${await made.text()}`)
  for (const person of [people.ruth, people.amara, people.dee, people.mateo, people.ines]) await person.learn()
  return lineId
}

const tools = (house: TestHouse, cookie?: string): Partial<LiveTools> => ({
  socket(url) {
    const socket = new WebSocket(url, { headers: { origin: house.url, ...(cookie ? { cookie } : {}) } })
    return socket.on('error', () => {}) as unknown as ReturnType<LiveTools['socket']>
  },
})
const fetchFrom =
  (house: TestHouse, cookie?: string): typeof fetch =>
  (url, init) =>
    fetch(url, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), origin: house.url, ...(cookie ? { cookie } : {}) },
    })

/** A person's console: the same parts as in a browser, with their keyring in this process. */
export function deskOf(house: TestHouse, people: People, person: Person): Desk & { live: LiveClient } {
  const live = new LiveClient({ url: `${house.url.replace('http', 'ws')}/live`, tools: tools(house, person.cookie) })
  house.endWith(() => live.close())
  const api = makeApi({
    language: () => 'en',
    offline: () => 'offline',
    base: house.url,
    fetch: fetchFrom(house, person.cookie),
  })
  const keyring = new Proxy(person.keyring, {
    get(core, name) {
      if (name === 'subscribe') return (read: (state: string) => void) => (read(core.state), () => {})
      const value: unknown = Reflect.get(core, name, core)
      return typeof value === 'function' ? (value as () => unknown).bind(core) : value
    },
  })
  const { memberId, roles } = person
  const me = { teamId: people.team.teamId, memberId, roles, permissions: [] }
  const { team } = people
  const shell = { me, team, language: 'en', go: () => {}, demo: false }
  return { api, live, keyring, learn: () => person.learn(), ...shell } as unknown as Desk & { live: LiveClient }
}

/** What a caller's page is told by the server, read off the page itself. */
export async function configOf(house: TestHouse, path = '/en/line/chat'): Promise<CallerConfig> {
  const html = await (await house.request(path)).text()
  const data = /data-config="([^"]*)"/.exec(html)?.[1]
  if (!data) throw new Error(`no chat at ${path}`)
  return JSON.parse(
    data
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  ) as CallerConfig
}

export function doorsOf(house: TestHouse, config: CallerConfig): Doors {
  return {
    config,
    api: (bearer) =>
      makeApi({
        language: () => config.language,
        offline: () => 'offline',
        bearer,
        base: house.url,
        fetch: fetchFrom(house),
      }),
    connect(bearer, heard) {
      const live = new LiveClient({ url: `${house.url.replace('http', 'ws')}/live`, bearer, tools: tools(house) })
      live.state.subscribe(heard)
      house.endWith(() => live.close())
      return live
    },
    now: () => Date.now(),
  }
}

export type Started = { talk: CallerTalk; opening: object; first: object; answer: Response }

/** A caller presses start. */
export async function startChat(house: TestHouse, to?: Recipients): Promise<Started> {
  const config = await configOf(house)
  const talk = await CallerTalk.make(doorsOf(house, config), () => {})
  house.endWith(() => talk.wipe())
  const opening = await talk.opening(to ?? config.recipients)
  const first = await talk.sealed(await talk.hello())
  const answer = await house.request('/api/chats', { method: 'POST', body: { ...opening, first } })
  if (answer.ok) talk.listen()
  return { talk, opening, first, answer }
}

/** Dee is on duty for a line that is open, and a chat waits. */
export async function deesNight(house: TestHouse) {
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  const dee = deskOf(house, people, people.dee)
  await clockIn(dee, lineId)
  const { talk } = await startChat(house)
  return { people, lineId, dee, talk }
}

/** A responder's conversation, which ends with the house. */
export function conversationOf(house: TestHouse, desk: Desk, contactId: string): Conversation {
  const conversation = new Conversation(desk, contactId)
  house.endWith(() => conversation.close())
  return conversation
}

/** Waits for something that happens soon by itself, on a busy machine less soon; fails the test when it does not. */
export async function until<Found>(
  look: () => Found | null | undefined | false,
  what = 'it',
  seconds = 30,
): Promise<Found> {
  for (let tries = 0; tries < seconds * 100; tries++) {
    const found = look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${what} did not happen within ${seconds} seconds`)
}

/** Clocks a person in on their console, as the duty bar does: test ring, heard, in. */
export async function clockIn(desk: Desk, lineId: string): Promise<void> {
  const ringId = randomId()
  await until(() => desk.live.state.get() === 'open', 'the console connecting')
  await desk.live.say('duty.test', { ringId })
  await desk.live.say('duty.heard', { ringId })
  await desk.live.say('duty.in', { lineIds: [lineId], languages: ['en', 'es'] })
  let view: QueueView | null = null
  const stop = desk.live.follow('queue', '', { onView: (news: QueueView) => (view = news) })
  await until(
    () => view?.crew.some((one) => one.memberId === desk.me.memberId && one.state === 'ready'),
    'being reachable',
  )
  stop()
}

/** A record as a console would send it into a shift room, under a key that nobody has. */
export const roomRecord = (memberId: string): string =>
  JSON.stringify({ v: 1, e: 1, s: `member:${memberId}:0011223344556677`, n: 1, p: null, h: {}, b: 'AAAA' })
