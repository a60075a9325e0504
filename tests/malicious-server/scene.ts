import { base64url } from '../../platform/envelope/bytes.ts'
import { makeIdentity, recipientOf } from '../../platform/envelope/identity.ts'
import { callerSlot } from '../../platform/envelope/records.ts'
import { Thread } from '../../platform/envelope/thread.ts'
import { callerReader, newKey, unwrapNextKey, wrapKey, type Wrap } from '../../platform/envelope/wraps.ts'
import { fromBase64url } from '../../platform/envelope/bytes.ts'
import type { Bytes } from '../../platform/envelope/bytes.ts'
import { change, found, join, learn, newPerson, nothingStored, teamId, type Person, type Stored } from './stored.ts'

export const line = '00000000-0000-7000-8000-0000000000a1'
export const otherLine = '00000000-0000-7000-8000-0000000000a2'
/** Two contacts: what is said in one must never appear in the other. */
export const hospital = '5f0c7a52-6b1d-4d8e-9b58-0d5f5a4f1a01'
export const kitchen = '5f0c7a52-6b1d-4d8e-9b58-0d5f5a4f1a02'

/** A caller's page, as far as the server is concerned with it. */
export type Caller = {
  slot: string
  keys: Map<number, Bytes>
  thread: Thread
  identity: string
  recipient: string
  reader: string
}

/**
 * An evening at an honest team, up to the moment the server begins to lie. `before`: as it was stored before Omar, a
 * steward, was removed. `now`: after that, with new keys in use. `memories`: what each device remembers.
 */
export type Scene = {
  people: Record<'ruth' | 'amara' | 'noor' | 'omar' | 'dee' | 'sam', Person>
  caller: Caller
  before: Stored
  now: Stored
  memories: Map<string, string>
}

/** Everything here goes through the same KeyringCore a console uses. About five seconds. */
export async function playScene(): Promise<Scene> {
  const stored = nothingStored()
  const people = await gather(stored)
  const { ruth, amara, noor, omar, dee, sam } = people
  for (const id of [line, otherLine]) stored.intakes.push(await ruth.keyring.makeIntake(id))
  for (const person of Object.values(people)) await learn(stored, person)
  const caller = await call(stored, hospital)
  await speak(stored, { caller, contact: hospital, words: ['I am at the hospital', 'they took my phone'] })
  const neighbour = await call(stored, kitchen)
  await speak(stored, { caller: neighbour, contact: kitchen, words: ['my brother is in the kitchen'] })
  for (const contact of [hospital, kitchen]) await take(stored, dee, contact)
  await answer(stored, dee, { contact: hospital, kind: 'talk', words: ['I am Dee, I am here'] })
  await answer(stored, dee, { contact: hospital, kind: 'crew', words: ['caller is calm'] })
  for (const person of Object.values(people)) stored.vaults.set(person.id, await person.keyring.vault())
  const before = structuredClone(stored)
  const memories = new Map([[sam.id, await sam.keyring.deviceMemory()]])

  await change(stored, [ruth, amara, noor], { kind: 'remove', member: omar.id })
  await learn(stored, dee)
  for (const kind of ['talk', 'crew']) await renew(stored, dee, { caller, kind })
  await answer(stored, dee, { contact: hospital, kind: 'talk', words: ['Omar is no longer with us'] })
  await speak(stored, { caller, contact: hospital, words: ['thank you'] })
  await readAll(stored, dee, hospital)
  for (const person of [ruth, amara, noor, dee]) stored.vaults.set(person.id, await person.keyring.vault())
  memories.set(dee.id, await dee.keyring.deviceMemory())
  return { people, caller, before, now: stored, memories }
}

async function gather(stored: Stored): Promise<Scene['people']> {
  const id = (number: number): string => `00000000-0000-7000-8000-00000000000${number}`
  const ruth = await newPerson('Ruth', id(1), ['steward'])
  const amara = await newPerson('Amara', id(2), ['coordinator', 'steward'])
  const noor = await newPerson('Noor', id(3), ['steward'])
  const omar = await newPerson('Omar', id(4), ['steward'])
  const dee = await newPerson('Dee', id(5), ['responder'])
  const sam = await newPerson('Sam', id(6), ['responder'])
  await found(stored, ruth)
  await join(stored, [ruth], amara)
  await join(stored, [ruth, amara], noor)
  await join(stored, [ruth, amara, noor], omar)
  await join(stored, [ruth, amara, noor, omar], dee)
  await join(stored, [ruth, amara, noor, omar], sam)
  return { ruth, amara, noor, omar, dee, sam }
}

/** A caller's page opens a contact: it makes the first key and wraps it to the intake and the two circles. */
async function call(stored: Stored, object: string): Promise<Caller> {
  const key = newKey()
  const identity = await makeIdentity()
  const recipient = await recipientOf(identity)
  const place = { team: teamId, object, kind: 'talk', epoch: 1 }
  const intake = stored.intakes.findLast(({ statement }) => statement.line === line)!.statement
  const circle = (name: string) => stored.rosters.findLast((roster) => roster.circle === name)!
  const readers: [string, string][] = [
    [`intake:${line}:${intake.epoch}`, intake.recipient],
    [`circle:coordinators:${circle('coordinators').epoch}`, circle('coordinators').recipient],
    [`circle:stewards:${circle('stewards').epoch}`, circle('stewards').recipient],
  ]
  for (const [reader, to] of readers) {
    stored.contentWraps.push({
      object,
      kind: 'talk',
      epoch: 1,
      reader,
      sealed: base64url(await wrapKey(place, key, to)),
    })
  }
  const keys = new Map([[1, key]])
  const thread = new Thread({ team: teamId, object, kind: 'talk' }, (epoch) => keys.get(epoch) ?? null)
  return { slot: callerSlot(), keys, thread, identity, recipient, reader: callerReader(place, key, recipient) }
}

type Said = { contact: string; words: string[] }

async function speak(stored: Stored, { caller, contact, words }: Said & { caller: Caller }): Promise<void> {
  const stream = streamOf(stored, contact, 'talk')
  const seen = stream.filter(([, , record]) => !record.includes(caller.slot) || !caller.thread.heads()[caller.slot])
  for (const [, , record] of seen) await caller.thread.accept(record).catch(() => undefined)
  for (const text of words) {
    const record = await caller.thread.seal(caller.slot, Math.max(...caller.keys.keys()), text)
    await caller.thread.accept(record)
    append(stored, `${contact} talk`, record)
  }
}

/** A responder takes the contact: opens the caller's key, makes the crew's. */
async function take(stored: Stored, person: Person, object: string): Promise<void> {
  const { keyring, id } = person
  await keyring.learn(stored.contentWraps)
  const readers = [{ reader: `member:${id}` }, { reader: 'circle:coordinators' }, { reader: 'circle:stewards' }]
  stored.contentWraps.push(...(await keyring.rewrap({ object, kind: 'talk', epoch: 1 }, readers.slice(0, 1))))
  stored.contentWraps.push(...(await keyring.makeKey({ object, kind: 'crew', epoch: 1 }, readers)))
  await keyring.learn(stored.contentWraps)
}

async function answer(
  stored: Stored,
  person: Person,
  { contact, kind, words }: Said & { kind: string },
): Promise<void> {
  await readAll(stored, person, contact)
  const thread = person.keyring.thread(contact, kind)
  for (const text of words) append(stored, `${contact} ${kind}`, await thread.seal(text))
  await readAll(stored, person, contact)
}

/** After a removal: the next key, to everybody who may read and nobody else. */
async function renew(
  stored: Stored,
  person: Person,
  { caller, kind }: { caller: Caller; kind: string },
): Promise<void> {
  const intake = kind === 'talk' ? [`intake:${line}`] : []
  const names = [`member:${person.id}`, ...intake, 'circle:coordinators', 'circle:stewards']
  const readers = names.map((reader) => ({ reader }))
  const callers = kind === 'talk' ? [{ reader: caller.reader, recipient: caller.recipient }] : []
  const wraps = await person.keyring.makeKey({ object: hospital, kind, epoch: 2 }, [...readers, ...callers])
  stored.contentWraps.push(...wraps)
  await person.keyring.learn(wraps)
  if (kind === 'talk') await receive(caller, wraps.at(-1)!)
}

async function receive(caller: Caller, { object, kind, epoch, sealed }: Wrap): Promise<void> {
  const held = { key: caller.keys.get(epoch - 1)!, identities: [caller.identity] }
  caller.keys.set(epoch, await unwrapNextKey({ team: teamId, object, kind, epoch }, held, fromBase64url(sealed)))
}

const reached = new WeakMap<Person, Map<string, number>>()

async function readAll(stored: Stored, person: Person, contact: string): Promise<void> {
  const positions = reached.get(person) ?? new Map<string, number>()
  reached.set(person, positions)
  for (const kind of ['talk', 'crew']) {
    const track = `${contact} ${kind}`
    const rows = streamOf(stored, contact, kind)
    const opened = await person.keyring.thread(contact, kind).open(rows.slice(positions.get(track) ?? 0))
    const failed = opened.find((row) => 'error' in row)
    if (failed) throw new Error(`the honest evening went wrong: ${JSON.stringify(failed)}`)
    positions.set(track, rows.length)
  }
}

const streamOf = (stored: Stored, contact: string, kind: string) => stored.streams.get(`${contact} ${kind}`) ?? []

export function append(stored: Stored, track: string, record: string): void {
  const stream = stored.streams.get(track) ?? []
  stored.streams.set(track, [...stream, [stream.length + 1, crypto.randomUUID(), record]])
}
