import type { StreamRow } from '../features/keys/browser/core/threads.ts'
import { Keyring } from '../features/keys/browser/keyring.ts'
import { spawnKeyringWorker } from '../features/keys/browser/keyring-spawn.ts'
import type { KeysView } from '../features/keys/wire.ts'
import { base64url, fromBase64url } from '../platform/envelope/bytes.ts'
import type { Wrap } from '../platform/envelope/wraps.ts'

/* The page of bench/open-records.ts: a keyring in its Worker, as in the console, and the raw work beside it. */

export type Evening = {
  paper: string
  view: KeysView
  conversations: { object: string; wraps: Wrap[]; rows: StreamRow[] }[]
}
export type Timed = { opened: number; cold: number; warm: number; raw: number }

async function unlocked({ paper, view }: Evening): Promise<Keyring> {
  const keyring = new Keyring(spawnKeyringWorker)
  await keyring.paperKey(paper)
  await keyring.openVault({ team: view.team, member: view.member, file: view.vault!.file })
  await keyring.learnTeam(view)
  return keyring
}

/** Unwraps every key and opens every record, as a console does that comes to a full shift. Milliseconds. */
async function openAll(evening: Evening): Promise<{ opened: number; time: number }> {
  const keyring = await unlocked(evening)
  const start = performance.now()
  await keyring.learn(evening.conversations.flatMap(({ wraps }) => wraps))
  const rows = await Promise.all(
    evening.conversations.map(({ object, rows: all }) => keyring.thread(object, 'crew').open(all)),
  )
  const time = performance.now() - start
  keyring.lock()
  return { opened: rows.flat().filter((row) => 'body' in row).length, time }
}

/** The least that could be done: as many AES-256-GCM files of the same size, keys at hand, nothing checked. */
async function rawAll(evening: Evening): Promise<number> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const sizes = evening.conversations.flatMap(({ rows }) =>
    rows.map(([, , record]) => fromBase64url(JSON.parse(record).b).length - 28),
  )
  const iv = new Uint8Array(12)
  const sealed = await Promise.all(
    sizes.map((size) => crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(size))),
  )
  const texts = sealed.map((bytes) => base64url(new Uint8Array(bytes)))
  const start = performance.now()
  for (const text of texts) await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, fromBase64url(text))
  return performance.now() - start
}

export async function measure(): Promise<Timed> {
  const evening = (await (await fetch('/evening.json')).json()) as Evening
  const cold = await openAll(evening)
  const again = [await openAll(evening), await openAll(evening)].map(({ time }) => time)
  return { opened: cold.opened, cold: cold.time, warm: Math.min(...again), raw: await rawAll(evening) }
}

Object.assign(globalThis, { measure })
