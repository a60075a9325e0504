import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { LiveClient } from '#platform/browser/live'
import type { Desk } from '#features/keys/browser'
import { conversationsOf } from '../features/chat/browser/conversations.ts'
import { learn } from '../features/keys/browser/learning.ts'
import { Forms } from '../features/records/browser/forms.ts'
import { ContactRecord } from '../features/records/browser/record.ts'
import type { ReadyPerson } from '../tools/ready-team.ts'
import { personAt } from './ring-house.ts'

/**
 * Responders without a screen, each with a contact opened by hand, who type into its record: the same record, outbox, keyring
 * and socket as on a console. Writes for each keystroke how long it took until the stream showed it kept, in milliseconds.
 */
export type Typing = {
  urls: string[]
  lineId: string
  teamId: string
  people: ReadyPerson[]
  seconds: number
  warmUp: number
}
export type Typed = { keystrokes: number; lost: number; times: number[]; raw: number[] }
type Writer = { record: ContactRecord; kept: () => number; api: Desk['api'] }

/** A quick typist, in milliseconds from letter to letter. */
const between = 200
/** Where a field is left and the next one begun, as people do. */
const fieldLength = 300

const given = JSON.parse(process.argv[2]!) as Typing
const writers: Writer[] = []
for (const index of given.people.keys()) writers.push(await sit(index))
const began = performance.now()
const measured: Typed = { keystrokes: 0, lost: 0, times: [], raw: [] }
const isWarm = (): boolean => performance.now() - began > given.warmUp * 1000
const isOver = (): boolean => performance.now() - began > (given.warmUp + given.seconds) * 1000
await Promise.all([...writers.map((writer, index) => typeOn(writer, index)), askPlainly(writers[0]!)])
process.stdout.write(JSON.stringify(measured), () => process.exit(0))

async function sit(index: number): Promise<Writer> {
  const url = given.urls[index % given.urls.length]!
  const person = Object.assign(personAt(url, given.people[index]!), { teamId: given.teamId })
  await person.signIn()
  const headers = { origin: url, cookie: person.cookie }
  const socket = (to: string) => new WebSocket(to, { headers }).on('error', () => {}) as never
  const live = new LiveClient({ url: `${url.replace('http', 'ws')}/live`, tools: { socket } })
  const desk = deskOf(person, live)
  const conversations = conversationsOf(desk)
  const start = { lineId: given.lineId, channel: 'phone', language: 'en' } as const
  const conversation = conversations.of(conversations.begin(start))
  while (conversation.state !== 'open') await wait(20)
  const record = new ContactRecord(conversation, new Forms(desk), desk)
  const { log } = conversation.crew
  let [far, read] = [0, 0]
  const kept = (): number => {
    for (; read < log.rows.length; read++) {
      const body = log.rows[read]!.body
      if (body?.k === 'field') far = Math.max(far, Number(/(\d+)$/.exec(body.value)?.[1] ?? 0))
    }
    return far
  }
  return { record, kept, api: person.api as Desk['api'] }
}

function deskOf(person: ReturnType<typeof personAt>, live: LiveClient): Desk {
  const keyring = new Proxy(person.keyring, {
    get(core, name) {
      if (name === 'subscribe') return (read: (state: string) => void) => (read(core.state), () => {})
      const value: unknown = Reflect.get(core, name, core)
      return typeof value === 'function' ? (value as () => unknown).bind(core) : value
    },
  })
  const me = { teamId: given.teamId, memberId: person.memberId, roles: person.roles, permissions: [] }
  return { api: person.api, live, keyring, learn: () => learn(person), me, language: 'en' } as unknown as Desk
}

/** Each letter is followed by its number, so that the last one kept says by itself how far it is. */
async function typeOn({ record, kept }: Writer, index: number): Promise<void> {
  await wait((index * between) / given.people.length)
  const waiting: { number: number; at: number }[] = []
  record.subscribe(() => {
    const far = waiting.length > 0 ? kept() : 0
    while (waiting[0] && waiting[0].number <= far) {
      const { at } = waiting.shift()!
      if (isWarm() && !isOver()) measured.times.push(performance.now() - at)
    }
  })
  let [field, text] = ['going-on', '']
  for (let number = 1; !isOver(); number++) {
    if (text.length >= fieldLength) {
      record.leave(field)
      ;[field, text] = [field === 'help' ? 'going-on' : 'help', '']
    }
    text += 'x'
    waiting.push({ number, at: performance.now() })
    measured.keystrokes += 1
    record.type(field, `${text} ${number}`)
    await wait(between * (0.5 + Math.random()))
  }
  for (let tries = 0; waiting.length > 0 && tries < 150; tries++) await wait(100)
  measured.lost += waiting.length
}

/** The raw limit: a plain request to the same server, under the same load. */
async function askPlainly({ api }: Writer): Promise<void> {
  for (; !isOver(); await wait(250)) {
    const at = performance.now()
    await api.get('/api/lines')
    if (isWarm()) measured.raw.push(performance.now() - at)
  }
}
