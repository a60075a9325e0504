import type { WebSocket } from 'ws'
import type { Feature, House } from '#platform/house'
import { randomId } from '#platform/ids'
import type { Member } from '#platform/visitors'
import { alarms } from '#features/alarms'
import { contacts, endContact, openContact, type Ending } from '#features/contacts'
import { firstLine, insertLine, lines, type LineDraft } from '#features/lines'
import { insertMember, insertTeam, permissionsOf, type Role } from '#features/members'
import { shifts } from '#features/shifts'
import { training } from '#features/training'
import { openTestHouse, type TestHouse, type TestHouseOptions } from '../../tests/house.ts'
import { ask, queue } from './index.ts'

/** A night on the line, for this feature's tests: named people without keys, a line that is open, and a clock in hand. */
const names = ['ruth', 'amara', 'noor', 'dee', 'mateo', 'ines', 'sam'] as const
export type Name = (typeof names)[number]
const rolesOf = (name: Name): Role[] =>
  name === 'amara' ? ['steward', 'coordinator'] : name === 'ruth' || name === 'noor' ? ['steward'] : ['responder']

export type Night = {
  test: TestHouse
  house: House
  teamId: string
  lineId: string
  ids: Record<Name, string>
  /** A console of this person: its newest view, and what it can say. */
  console: (name: Name, at?: TestHouse) => Promise<Console>
  /** Opens a console, does the test ring, and clocks in. */
  onDuty: (name: Name, options?: { languages?: ('en' | 'es')[]; at?: TestHouse }) => Promise<Console>
  /** A caller opens a chat and waits. */
  call: (language?: 'en' | 'es') => Promise<string>
  /** A caller's page, which follows `waiting`. */
  callerPage: (contactId: string) => Promise<Console>
  end: (contactId: string, ending: Ending) => Promise<void>
  /** Any page that follows one view. */
  page: (cookie: string, topic: { topic: string; key: string }) => Promise<Console>
  /** Everything has come to rest, and every page was shown it. */
  settled: () => Promise<void>
  advance: (milliseconds: number) => Promise<void>
}

/** `features`: of higher floors, which listen. */
export async function openNight(
  options: TestHouseOptions & { line?: Partial<LineDraft>; timeZone?: string } = {},
): Promise<Night> {
  const teamId = randomId()
  const ids = Object.fromEntries(names.map((name) => [name, randomId()])) as Record<Name, string>
  const features = [lines, contacts, alarms, training, shifts, queue, ...(options.features ?? []), doorsOf(teamId, ids)]
  const test = await openTestHouse({ ...options, features })
  const { house } = test
  const lineId = randomId()
  await house.db.transact(async (sql) => {
    await insertTeam(sql, { teamId, name: 'Night line', languages: ['en', 'es'], timeZone: options.timeZone ?? 'UTC' })
    const place = { teamId, lineId, at: house.clock.now() }
    await insertLine(sql, place, { ...firstLine(['en', 'es']), ...options.line })
    const waysIn = { checked: [], recipients: [] }
    for (const name of names) await insertMember(sql, { teamId, memberId: ids[name], roles: rolesOf(name), waysIn })
  })
  return { test, house, teamId, lineId, ids, ...doings(test, { teamId, lineId }) }
}

function doings(test: TestHouse, { teamId, lineId }: { teamId: string; lineId: string }) {
  const pages = pagesOf(test)
  const { settled } = pages
  const consoleOf = (name: Name, at = test): Promise<Console> =>
    pages.open(`who=${name}`, { topic: 'queue', key: '' }, at)
  return {
    ...contactsOf(test, { teamId, lineId, settled }),
    settled,
    async advance(milliseconds: number) {
      await settled()
      await test.clock.advance(milliseconds)
      await settled()
    },
    console: consoleOf,
    async onDuty(name: Name, { languages = ['en'], at = test }: { languages?: ('en' | 'es')[]; at?: TestHouse } = {}) {
      const desk = await consoleOf(name, at)
      await clockIn(desk, { lineIds: [lineId], languages })
      await settled()
      return desk
    },
    page: (cookie: string, topic: { topic: string; key: string }) => pages.open(cookie, topic, test),
    callerPage: (contactId: string) => pages.open(`caller=${contactId}`, { topic: 'waiting', key: contactId }, test),
  }
}

function pagesOf(test: TestHouse) {
  const all = new Set<Console>()
  const settled = async (): Promise<void> => {
    await test.settled()
    await Promise.all([...all].filter((one) => one.isOpen).map((one) => one.hears()))
  }
  const open = async (cookie: string, topic: { topic: string; key: string }, at: TestHouse): Promise<Console> => {
    const page = await Console.open(await at.socket(cookie), topic, () => at.house.live.socketCount)
    all.add(page)
    await settled()
    return page
  }
  return { settled, open }
}

function contactsOf(test: TestHouse, place: { teamId: string; lineId: string; settled: () => Promise<void> }) {
  const { house } = test
  const { teamId, lineId, settled } = place
  return {
    async call(language: 'en' | 'es' = 'en') {
      const contactId = randomId()
      await house.db.transact(async (sql, afterCommit) => {
        await openContact(sql, house, { teamId, contactId, lineId, channel: 'chat', language, token: null, wraps: [] })
        await ask(sql, afterCommit, house, { teamId, contactId, lineId, language })
      })
      await settled()
      return contactId
    },
    async end(contactId: string, ending: Ending) {
      await house.db.transact((sql, afterCommit) => endContact(sql, afterCommit, house, { teamId, contactId, ending }))
      await settled()
    },
  }
}

async function clockIn(desk: Console, on: { lineIds: string[]; languages: string[] }): Promise<void> {
  const ringId = randomId()
  await desk.say('duty.test', { ringId })
  await desk.say('duty.heard', { ringId })
  await desk.say('duty.in', on)
}

/** Cookies that say who it is: signing in is not what these tests are about. */
const doorsOf = (teamId: string, ids: Record<Name, string>): Feature => ({
  name: 'doors of the test',
  identify: async (_house, { cookies }) => {
    const name = cookies['who'] as Name | undefined
    const contactId = cookies['caller']
    if (contactId) return { caller: { kind: 'caller', teamId, contactId } }
    return name ? { member: memberOf(name, { teamId, memberId: ids[name] }) } : {}
  },
})

const memberOf = (name: Name, of: { teamId: string; memberId: string }): Member => ({
  kind: 'member',
  ...of,
  sessionId: of.memberId,
  permissions: permissionsOf(rolesOf(name)),
})

type Reply = { re?: number; ok?: unknown; no?: string; view?: unknown }

/** One socket that follows one view. */
export class Console {
  view: unknown
  #socket: WebSocket
  #last = 0
  #waiting = new Map<number, (reply: Reply) => void>()
  #sockets: () => number

  /** `sockets`: how many the house has open. */
  static async open(
    socket: WebSocket,
    { topic, key }: { topic: string; key: string },
    sockets: () => number,
  ): Promise<Console> {
    const console = new Console(socket, sockets)
    await console.#send({ follow: topic, key })
    return console
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 1
  }

  /** Resolves when everything the house sent before has arrived: answers come in order. */
  async hears(): Promise<void> {
    await this.#send({ follow: 'nothing at all', key: '' })
  }

  constructor(socket: WebSocket, sockets: () => number) {
    this.#socket = socket
    this.#sockets = sockets
    socket.on('close', () => this.#waiting.forEach((answer) => answer({ no: 'closed' })))
    socket.on('message', (data) => {
      const reply = JSON.parse(String(data)) as Reply
      if (reply.view !== undefined) this.view = reply.view
      if (reply.re !== undefined) this.#waiting.get(reply.re)?.(reply)
    })
  }

  /** What the house answers: 'ok', or the code of its refusal. */
  async say(name: string, body: unknown): Promise<string> {
    const reply = await this.#send({ say: name, body })
    return reply.no ?? 'ok'
  }

  /** Closes the page; resolves when the house has noticed. */
  async leave(): Promise<void> {
    // On a busy machine the house may have given it up already.
    if (!this.isOpen) return
    const before = this.#sockets()
    const closed = new Promise((resolve) => this.#socket.once('close', resolve))
    this.#socket.close()
    await closed
    while (this.#sockets() >= before) await new Promise((resolve) => setImmediate(resolve))
  }

  #send(frame: object): Promise<Reply> {
    const id = ++this.#last
    if (!this.isOpen) return Promise.resolve({ no: 'closed' })
    return new Promise((answer) => {
      this.#waiting.set(id, answer)
      this.#socket.send(JSON.stringify({ id, ...frame }))
    })
  }
}
