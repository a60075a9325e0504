import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { base64url, fromBase64url, text } from '../../platform/envelope/bytes.ts'
import { openWith } from '../../platform/envelope/identity.ts'
import { openRecord, readRecord, recordKey } from '../../platform/envelope/records.ts'
import { secretsOf } from './attack.ts'
import { hospital, playScene, type Scene } from './scene.ts'
import { teamId, type Person, type Stored } from './stored.ts'

/*
 * Promise 4: a removed person reads nothing written after. Omar, a steward, takes everything he ever had and, later, the
 * whole database. Nothing here uses our own checks: only what opens by computation counts.
 */

type Reached = { identities: Set<string>; keys: Set<string> }

let scene: Scene

before(async () => {
  scene = await playScene()
})

/** Every age file in which a key is handed on. (Vaults open for their owner's ways in only; name cards hold no key.) */
const sealedIn = (stored: Stored): string[] => [
  ...stored.wraps.map(({ sealed }) => sealed),
  ...stored.ladders.map(({ sealed }) => sealed),
  ...stored.intakes.map(({ wrap }) => wrap),
  ...stored.contentWraps.map(({ sealed }) => sealed),
]

/** All identities and content keys that can be reached from some identities: opens, looks inside, and goes on. */
async function reach(files: readonly string[], start: Iterable<string>): Promise<Reached> {
  const reached: Reached = { identities: new Set(start), keys: new Set() }
  const closed = new Set(files)
  // A set that grows while it is walked: every identity that turns up is tried on everything still closed.
  for (const identity of reached.identities) {
    for (const file of closed) {
      const inside = await opened(identity, file)
      if (inside) closed.delete(file)
      if (inside?.identity) reached.identities.add(inside.identity)
      if (inside?.key) reached.keys.add(inside.key)
    }
  }
  return reached
}

async function opened(identity: string, file: string): Promise<{ identity?: string; key?: string } | null> {
  try {
    return JSON.parse(text(await openWith([identity], fromBase64url(file))))
  } catch {
    return null
  }
}

const ownOf = async (person: Person): Promise<string[]> => [(await secretsOf(scene.before, person)).enc]

/** What is said in the conversation, as far as these keys open it. */
async function read(stored: Stored, keys: Iterable<string>): Promise<string[]> {
  const said: string[] = []
  for (const kind of ['talk', 'crew']) {
    for (const [, , json] of stored.streams.get(`${hospital} ${kind}`) ?? []) {
      for (const key of keys) said.push(...(await readOne(json, { kind, key })))
    }
  }
  return said
}

async function readOne(json: string, { kind, key }: { kind: string; key: string }): Promise<string[]> {
  const conversation = { team: teamId, object: hospital, kind }
  const record = readRecord(json)
  return openRecord(await recordKey(fromBase64url(key), conversation, record.s), conversation, record).then(
    (body) => [body],
    () => [],
  )
}

test('with everything he had and the whole later database, Omar reaches no new identity, no new key, no new word', async () => {
  const { people, before: earlier, now } = scene
  const had = await reach(sealedIn(earlier), await ownOf(people.omar))
  const then = await read(earlier, had.keys)
  for (const words of ['I am at the hospital', 'caller is calm'])
    assert.ok(then.includes(words), 'the test sees what there is')
  const fresh = sealedIn(now).filter((file) => !sealedIn(earlier).includes(file))
  assert.ok(fresh.length > 15)
  const has = await reach(fresh, had.identities)
  assert.deepEqual([has.identities, has.keys], [had.identities, new Set()])
  const said = await read(now, had.keys)
  assert.ok(said.includes('I am at the hospital'), 'he may have kept what he saw')
  for (const words of ['Omar is no longer with us', 'thank you']) assert.ok(!said.includes(words), words)
})

test('those who stayed reach all of it', async () => {
  const { people, now, caller } = scene
  const { keys } = await reach(sealedIn(now), await ownOf(people.dee))
  assert.ok(keys.has(base64url(caller.keys.get(2)!)))
  const said = await read(now, keys)
  for (const words of ['I am at the hospital', 'Omar is no longer with us', 'thank you', 'caller is calm'])
    assert.ok(said.includes(words), words)
})
