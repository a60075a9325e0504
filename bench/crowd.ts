import { WebSocket } from 'ws'
import { makeApi } from '#platform/browser/api'
import { LiveClient, type LiveTools } from '#platform/browser/live'
import { randomId } from '#platform/ids'
import type { QueueView } from '#features/queue'
import { CallerTalk, type Doors } from '../features/chat/browser/caller/talk.ts'
import type { CallerConfig } from '../features/chat/wire.ts'
import type { ReadyPerson } from '../tools/ready-team.ts'
import { personAt } from './ring-house.ts'

/**
 * People of a bench without a browser: responders at socket consoles and callers' pages, in turns on both servers, speaking
 * as the real ones do. Each bench has them in a process of their own.
 */
export type Crowd = { urls: string[]; lineId: string; people: ReadyPerson[]; holders: number; chats: number }
export type Seat = { live: LiveClient; view: QueueView | null; memberId: string }
export type Page = { contactId: string; talk: CallerTalk; press: () => Promise<void>; leave: () => Promise<unknown> }

let callers = 0

const tools = (headers: Record<string, string>): Partial<LiveTools> => ({
  socket: (url) => new WebSocket(url, { headers }).on('error', () => {}) as unknown as ReturnType<LiveTools['socket']>,
})

/** Signs in with the paper key, which is all that a locked console needs to ring, and clocks in. */
export async function sit(crowd: Crowd, index: number, onRing: (contactId: string) => void): Promise<Seat> {
  const ready = crowd.people[index]!
  const url = crowd.urls[index % crowd.urls.length]!
  const person = personAt(url, ready)
  const { lookup, signInSecret } = await person.keyring.paperKey(ready.paperKey)
  await person.api.post('/api/sign-in/paper-key', { lookup, signInSecret })
  const socket = `${url.replace('http', 'ws')}/live`
  const live = new LiveClient({ url: socket, tools: tools({ origin: url, cookie: person.cookie }) })
  const seat: Seat = { live, view: null, memberId: ready.memberId }
  const ringId = randomId()
  await live.say('duty.test', { ringId }, { queue: true })
  await live.say('duty.heard', { ringId })
  await live.say('duty.in', { lineIds: [crowd.lineId], languages: ['en', 'es'] })
  live.follow('queue', '', { onView: (view: QueueView) => look(seat, view, onRing) })
  return seat
}

function look(seat: Seat, view: QueueView, onRing: (contactId: string) => void): void {
  const before = new Set(seat.view?.rings.map(({ contactId }) => contactId))
  seat.view = view
  for (const { contactId } of view.rings) if (!before.has(contactId)) onRing(contactId)
}

/** A caller's page, as far as it is before anybody presses anything. Each has an address of its own. */
export async function openPage(crowd: Crowd): Promise<Page> {
  const n = callers++
  const url = crowd.urls[n % crowd.urls.length]!
  const headers = { origin: url, 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }
  const asked: typeof fetch = (path, init) =>
    fetch(path, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers } })
  const html = await (await asked(`${url}/en/line/chat`)).text()
  const config = JSON.parse(plain(/data-config="([^"]*)"/.exec(html)![1]!)) as CallerConfig
  const api = (bearer: () => string | undefined) =>
    makeApi({ language: () => 'en', offline: () => 'offline', base: url, fetch: asked, bearer })
  const connect: Doors['connect'] = (bearer, heard) => {
    const live = new LiveClient({ url: `${url.replace('http', 'ws')}/live`, bearer, tools: tools(headers) })
    live.state.subscribe(heard)
    return live
  }
  const talk = await CallerTalk.make({ config, api, connect, now: Date.now }, () => {})
  const opening = await talk.opening(config.recipients)
  const press = async (): Promise<void> => {
    await api(() => undefined).post('/api/chats', { ...opening, first: await talk.sealed(await talk.hello()) })
    talk.listen()
  }
  return { contactId: talk.contactId, talk, press, leave: () => talk.api.post('/api/contact/leave', { erase: false }) }
}

/** Chats that are open and answered: the holders have their hands full, so a new ring goes to the others. */
export async function fill(crowd: Crowd, holders: Seat[]): Promise<Page[]> {
  const pages: Page[] = []
  for (let n = 0; n < crowd.chats; n++) {
    const page = await openPage(crowd)
    await page.press()
    await holders[n % holders.length]!.live.say('queue.claim', { contactId: page.contactId, locked: false })
    pages.push(page)
  }
  return pages
}

const plain = (text: string): string =>
  [
    ['&quot;', '"'],
    ['&#39;', "'"],
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&amp;', '&'],
  ].reduce((so, [from, to]) => so.replaceAll(from!, to!), text)
