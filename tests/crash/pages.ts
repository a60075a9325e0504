import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { makeApi } from '#platform/browser/api'
import { LiveClient, type LiveTools } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import { learn } from '../../features/keys/browser/learning.ts'
import type { Doors } from '../../features/chat/browser/caller/talk.ts'
import type { CallerConfig } from '../../features/chat/wire.ts'
import type { ReadyPerson } from '../../tools/ready-team.ts'
import { ConsolePerson } from '../../tools/founding.ts'
import type { Person } from '../people.ts'
import type { Chance } from './chance.ts'
import type { Told } from './told.ts'
import type { World } from './world.ts'

/* The pages of callers and members, without a screen: what they hear and say goes through the network of the world. */

/** A request as a page of ours makes it, from an address of its own. */
export const sender = (world: World, address: string) => (path: string, init: RequestInit) => {
  const headers = new Headers(init.headers)
  headers.set('origin', world.url)
  headers.set('x-forwarded-for', address)
  // What packing and unpacking costs would be a part of every night, and nothing is looked at in it.
  headers.set('accept-encoding', 'identity')
  return fetch(world.url + path, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(20_000) })
}

export const addressBy = (chance: Chance): string =>
  `10.${chance.below(256)}.${chance.below(256)}.${1 + chance.below(254)}`

const tools = (world: World, cookie?: () => string): Partial<LiveTools> => ({
  socket(url) {
    const said = cookie?.()
    const socket = new WebSocket(url, { headers: { origin: world.url, ...(said ? { cookie: said } : {}) } })
    return socket.on('error', () => {}) as unknown as ReturnType<LiveTools['socket']>
  },
  // People wait for up to 15 s; here everything is soon.
  random: () => 0.05,
})

/** Every record that the server takes from this page is written down, with its place. */
function listening(live: LiveClient, told: Told, by: string): LiveClient {
  const say = live.say.bind(live)
  return Object.assign(live, {
    async say(name: string, body: { contactId: string; track: string; id: string }, options?: { queue?: boolean }) {
      const reply = await say<{ seq: number }>(name, body, options)
      if (name === 'contact.write' && body.track === 'talk')
        told.kept.push({ contactId: body.contactId, by, id: body.id, seq: reply.seq })
      return reply
    },
  })
}

const liveUrl = (world: World): string => `${world.url.replace('http', 'ws')}/live`

export class CrashPerson extends ConsolePerson {
  constructor(world: World, ready: ReadyPerson, chance: Chance) {
    super(ready.name, ready.roles, sender(world, addressBy(chance)))
    Object.assign(this, { memberId: ready.memberId, paperKey: ready.paperKey, teamId: world.teamId })
  }

  learn = (): Promise<unknown> => learn(this)

  request = (path: string, init: Omit<RequestInit, 'body'> & { body?: unknown } = {}): Promise<Response> => {
    const { body, ...rest } = init
    const headers = new Headers(init.headers)
    if (body !== undefined) headers.set('content-type', 'application/json')
    return this.fetch(path, { ...rest, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }

  /** As the helpers of other tests take them. */
  get asPerson(): Person {
    return this as unknown as Person
  }
}

/** A member's console, open as far as the network lets it. */
export function deskOf(world: World, person: CrashPerson, told: Told): Desk & { live: LiveClient } {
  const live = new LiveClient({ url: liveUrl(world), tools: tools(world, () => person.cookie) })
  listening(live, told, `member:${person.memberId}`)
  const keyring = new Proxy(person.keyring, {
    get(core, name) {
      if (name === 'subscribe') return (read: (state: string) => void) => (read(core.state), () => {})
      const value: unknown = Reflect.get(core, name, core)
      return typeof value === 'function' ? (value as () => unknown).bind(core) : value
    },
  })
  const { memberId, roles, teamId, api } = person
  const me = { teamId, memberId, roles, permissions: [] }
  const team = { teamId, name: '', languages: ['en', 'es'], timeZone: 'UTC' }
  const shell = { me, team, language: 'en', go: () => {}, demo: false }
  return { api, live, keyring, learn: () => person.learn(), ...shell } as unknown as Desk & { live: LiveClient }
}

/** What a caller's page has around it. */
export function doorsOf(world: World, config: CallerConfig, { told, address }: { told: Told; address: string }): Doors {
  const send = sender(world, address)
  return {
    config,
    api: (bearer) =>
      makeApi({
        language: () => 'en',
        offline: () => 'offline',
        bearer,
        fetch: (url, init) => send(String(url), init ?? {}),
      }),
    connect(bearer, heard) {
      const live = listening(new LiveClient({ url: liveUrl(world), bearer, tools: tools(world) }), told, 'caller')
      live.state.subscribe(heard)
      return live
    },
    now: () => Date.now(),
  }
}

/** Tries until it works, or until `isOver`. Null then. */
export async function untilDone<Done>(work: () => Promise<Done>, isOver: () => boolean): Promise<Done | null> {
  while (!isOver()) {
    try {
      return await work()
    } catch {
      await wait(60)
    }
  }
  return null
}

/** Waits for something that comes by itself once nothing is broken; false when it does not. */
export async function comes(isSo: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await wait(50)) {
    if (await isSo()) return true
  }
  return false
}
