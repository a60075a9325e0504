import type { WebSocket as NodeSocket } from 'ws'
import { z } from 'zod'
import { LiveClient, type LiveOptions, type LiveRow } from '#platform/browser/live'
import {
  message,
  Refusal,
  streamTopic,
  viewTopic,
  type Feature,
  type House,
  type Message,
  type Topic,
} from '#platform/house'
import type { Caller, Guard, Member, Visitors } from '#platform/visitors'

/** For tests: a small feature with a room that is talked in and a board that is looked at, and clients as pages have them. */
export const teamId = '0199a000-0000-7000-8000-000000000001'

const steward: Guard<Member> = {
  name: 'steward',
  admit: ({ member }) => (member?.permissions.has('team.manage') ? member : null),
}
const anyCaller: Guard<Caller> = { name: 'any caller', admit: ({ caller }) => caller ?? null }
const inRoom: Guard<Member | Caller> = { name: 'in a room', admit: ({ member, caller }) => caller ?? member ?? null }

export type Rehearsal = {
  feature: Feature
  /** Whose credentials count: cookie `member=ruth`, bearer `bearer-of-<contactId>`. */
  people: Map<string, Visitors>
  board: Map<string, unknown>
  /** How often the board was computed. */
  computed: number
  /** Held before each computation of the board. */
  beforeView: () => Promise<void>
}

export function rehearsal(): Rehearsal {
  const people = new Map(['ruth', 'amara', 'dee', 'mateo'].map((name) => [name, memberNamed(name)]))
  const it: Rehearsal = {
    feature: { name: 'rehearsal', messages, topics: () => topics(it) },
    people,
    board: new Map(),
    computed: 0,
    beforeView: async () => {},
  }
  it.feature.identify = async (_house, { cookies, bearer }) =>
    people.get(bearer ?? '') ?? (cookies['member'] ? (people.get(cookies['member']) ?? {}) : {})
  return it
}

const messages = (house: House): Message[] => [
  message({
    name: 'write',
    guard: inRoom,
    body: z.strictObject({ room: z.string(), id: z.uuid(), text: z.string() }),
    handle: ({ body }) => house.streams.append({ teamId, streamId: body.room, id: body.id, body: body.text }),
  }),
  message({ name: 'manage', guard: steward, body: z.unknown(), handle: async () => ({ managed: true }) }),
  message({
    name: 'fail',
    guard: inRoom,
    body: z.strictObject({ how: z.string() }),
    handle: async ({ body }) => {
      if (body.how === 'kindly') throw new Refusal('not-now', 'Not now.')
      throw new Error('a secret inside')
    },
  }),
]

const topics = (it: Rehearsal): Topic[] => [
  streamTopic({ name: 'room', guard: inRoom, stream: async (visitor, key) => place(visitor, key) }),
  viewTopic({
    name: 'board',
    guard: inRoom,
    view: async (_visitor, key) => {
      it.computed += 1
      await it.beforeView()
      return it.board.get(key) ?? null
    },
  }),
  viewTopic({ name: 'managers', guard: steward, view: async () => ({ managers: 1 }) }),
  viewTopic({ name: 'mine', guard: anyCaller, view: async (caller) => ({ contact: caller.contactId }) }),
]

/** A caller has one room, named like the contact; members enter every room but the cellar. */
const place = (visitor: Member | Caller, key: string): { teamId: string; streamId: string } | null =>
  key === 'cellar' || (visitor.kind === 'caller' && visitor.contactId !== key) ? null : { teamId, streamId: key }

export const memberNamed = (name: string, permissions: string[] = []): Visitors => ({
  member: {
    kind: 'member',
    teamId,
    memberId: name,
    sessionId: `session of ${name}`,
    permissions: new Set(permissions),
  },
})

export const callerOf = (contactId: string): Visitors => ({ caller: { kind: 'caller', teamId, contactId } })

/** A page's client in Node. The global WebSocket takes headers here, which a browser would set by itself. */
export function client(url: string, who: { cookie?: string; bearer?: string }, options: LiveOptions = {}): LiveClient {
  const headers = { origin: url, ...(who.cookie ? { cookie: who.cookie } : {}) }
  const open = (address: string): WebSocket => new WebSocket(address, { headers } as unknown as string[])
  return new LiveClient({
    url: `${url.replace('http', 'ws')}/live`,
    ...(who.bearer ? { bearer: () => who.bearer! } : {}),
    ...options,
    tools: { socket: open, ...options.tools },
  })
}

/** Collects what a client is given, and waits for it without sleeping. */
export class Collected<One> {
  readonly all: One[] = []
  #waiting: { enough: (all: One[]) => boolean; resolve: () => void }[] = []

  readonly add = (...some: One[]): void => {
    this.all.push(...some)
    for (const { enough, resolve } of this.#waiting) if (enough(this.all)) resolve()
  }

  /** Resolves once this holds; a test that waits in vain is ended by its own time limit. */
  until(enough: (all: One[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ enough, resolve })
      if (enough(this.all)) resolve()
    })
  }
}

export function roomOf(live: LiveClient, room: string, after = 0): Collected<LiveRow> {
  const rows = new Collected<LiveRow>()
  live.follow('room', room, { after, onRows: (some) => rows.add(...some) })
  return rows
}

export const untilState = (live: LiveClient, state: string): Promise<void> =>
  new Promise((resolve) => {
    const stop = live.state.subscribe((now) => {
      if (now !== state) return
      resolve()
      queueMicrotask(() => stop())
    })
  })

type Frame = { re?: number; ok?: unknown; no?: string; words?: string; on?: string; [more: string]: unknown }

/** A socket without our client: says any frame, and notes everything it hears. */
export class Talk {
  readonly heard = new Collected<Frame>()
  readonly closed: Promise<number>
  #socket: NodeSocket
  #id = 0

  constructor(socket: NodeSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.heard.add(JSON.parse(String(data)) as Frame))
    this.closed = new Promise((resolve) => socket.on('close', (code: number) => resolve(code)))
  }

  send(data: string | Buffer): void {
    this.#socket.send(data)
  }

  async ask(frame: object): Promise<Frame> {
    const id = ++this.#id
    this.send(JSON.stringify({ id, ...frame }))
    await this.heard.until((all) => all.some(({ re }) => re === id))
    return this.heard.all.find(({ re }) => re === id)!
  }

  /** Resolves with the newest view of a topic once it is this one. */
  async untilView(topic: string, view: unknown): Promise<void> {
    const text = JSON.stringify(view)
    await this.heard.until((all) => all.some((frame) => frame.on === topic && JSON.stringify(frame['view']) === text))
  }
}
