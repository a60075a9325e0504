import { WebSocket } from 'ws'
import { makeApi } from '#platform/browser/api'
import { LiveClient, type LiveTools } from '#platform/browser/live'
import { randomId } from '#platform/ids'
import type { QueueView } from '#features/queue'
import { CallerTalk } from '../features/chat/browser/caller/talk.ts'
import type { CallerConfig } from '../features/chat/wire.ts'
import type { ReadyPerson } from '../tools/ready-team.ts'
import { personAt } from './ring-house.ts'

/**
 * Everybody of the ring bench but the one at a browser, in a process of their own: responders at socket consoles on both
 * servers, and callers' pages. Told over IPC: `begin`, then `click` and `end` in turns.
 */
export type Crowd = { urls: string[]; lineId: string; people: ReadyPerson[]; holders: number; chats: number }
type Seat = { live: LiveClient; view: QueueView | null; memberId: string }

const crowd = JSON.parse(process.argv[2]!) as Crowd
const exact = (): number => performance.timeOrigin + performance.now()
const onRing = new Set<(contactId: string) => void>()
let callers = 0

const tools = (headers: Record<string, string>): Partial<LiveTools> => ({
  socket: (url) => new WebSocket(url, { headers }).on('error', () => {}) as unknown as ReturnType<LiveTools['socket']>,
})

/** Signs in with the paper key, which is all that a locked console needs to ring, and clocks in. */
async function sit(ready: ReadyPerson, index: number): Promise<Seat> {
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
  live.follow('queue', '', { onView: (view: QueueView) => look(seat, view) })
  return seat
}

function look(seat: Seat, view: QueueView): void {
  const before = new Set(seat.view?.rings.map(({ contactId }) => contactId))
  seat.view = view
  for (const { contactId } of view.rings) if (!before.has(contactId)) for (const tell of onRing) tell(contactId)
}

type Page = { contactId: string; press: () => Promise<void>; leave: () => Promise<unknown> }

/** A caller's page, as far as it is before anybody presses anything. Each has an address of its own. */
async function openPage(): Promise<Page> {
  const n = callers++
  const url = crowd.urls[n % crowd.urls.length]!
  const headers = { origin: url, 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }
  const asked: typeof fetch = (path, init) =>
    fetch(path, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers } })
  const html = await (await asked(`${url}/en/line/chat`)).text()
  const config = JSON.parse(plain(/data-config="([^"]*)"/.exec(html)![1]!)) as CallerConfig
  const api = (bearer: () => string | undefined) =>
    makeApi({ language: () => 'en', offline: () => 'offline', base: url, fetch: asked, bearer })
  const connect = (bearer: () => string): LiveClient =>
    new LiveClient({ url: `${url.replace('http', 'ws')}/live`, bearer, tools: tools(headers) })
  const talk = await CallerTalk.make({ config, api, connect, now: Date.now }, () => {})
  const opening = await talk.opening(config.recipients)
  const press = async (): Promise<void> => {
    await api(() => undefined).post('/api/chats', { ...opening, first: await talk.sealed(await talk.hello()) })
    talk.listen()
  }
  return { contactId: talk.contactId, press, leave: () => talk.api.post('/api/contact/leave', { erase: false }) }
}

const plain = (text: string): string =>
  [
    ['&quot;', '"'],
    ['&#39;', "'"],
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&amp;', '&'],
  ].reduce((so, [from, to]) => so.replaceAll(from!, to!), text)

/** Chats that are open and answered: the holders have their hands full, so a new ring goes to the others. */
async function fill(holders: Seat[]): Promise<void> {
  for (let n = 0; n < crowd.chats; n++) {
    const page = await openPage()
    await page.press()
    await holders[n % holders.length]!.live.say('queue.claim', { contactId: page.contactId, locked: false })
  }
}

async function click(listening: number): Promise<void> {
  const page = await openPage()
  const times: number[] = []
  const rung = new Promise<void>((resolve) => {
    const tell = (contactId: string): void => {
      if (contactId !== page.contactId) return
      times.push(exact())
      if (times.length === listening) resolve(void onRing.delete(tell))
    }
    onRing.add(tell)
  })
  const clicked = exact()
  await page.press()
  await rung
  process.send!({ clicked, rung: times })
  process.once('message', () => void page.leave().then(() => process.send!({ left: page.contactId })))
}

const seats: Seat[] = []
for (const [index, ready] of crowd.people.entries()) seats.push(await sit(ready, index))
// The first one has a browser as well, and leaves this console.
const listening = seats.length - 1 - crowd.holders
await fill(seats.slice(1 + listening))
seats[0]!.live.close()
process.on('disconnect', () => process.exit(1))
process.on('message', (said) => {
  if (said === 'click') void click(listening)
  if (said === 'stop') process.exit(0)
})
process.send!({ ready: seats.length })
