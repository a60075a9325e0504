import {
  base64url,
  canonical,
  derive,
  fromBase64url,
  hasExactly,
  hashOf,
  join,
  parseObject,
  randomBytes,
  text,
  utf8,
} from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { demand, guarded } from './errors.ts'
import { pad, unpad } from './padding.ts'

/** Where a record belongs: all of it is authenticated with the record and none of it needs to be secret. */
export type Conversation = { team: string; object: string; kind: string }
/** A head: how far somebody's records were seen, and the hash of the last one. */
export type Head = [n: number, hash: string]
export type RecordPlace = { e: number; s: string; n: number; p: string | null; h: Record<string, Head> }
export type SealedRecord = RecordPlace & { v: 1; b: string }

const fields = ['b', 'e', 'h', 'n', 'p', 's', 'v'] as const
const slotPattern = /^(caller|member:[0-9a-f-]{1,64}):[0-9a-f]{16}$/
const hashPattern = /^[A-Za-z0-9_-]{43}$/

/** A new slot for a caller's page load: `caller:<16 hex>`. */
export const callerSlot = (): string => `caller:${randomHex()}`
/** A new slot for an unlocked console: `member:<memberId>:<16 hex>`. */
export const memberSlot = (memberId: string): string => `member:${memberId}:${randomHex()}`
/** The member behind a slot, or null for a caller. A slot says whose key store wrote it, not more: nothing here is signed. */
export const memberOfSlot = (slot: string): string | null =>
  /^member:([0-9a-f-]{1,64}):[0-9a-f]{16}$/.exec(slot)?.[1] ?? null

/** Reads a record off the wire. Every field is checked and none may be added. Nothing is opened yet. */
export function readRecord(json: string): SealedRecord {
  const record = parseObject(json, 'record.malformed') as SealedRecord
  demand(hasExactly(record, fields) && record.v === 1 && typeof record.b === 'string', 'record.malformed')
  demand(counts(record.e) && counts(record.n) && isSlot(record.s), 'record.malformed')
  demand(record.n === 1 ? record.p === null : isHash(record.p), 'record.malformed')
  demand(record.h !== null && typeof record.h === 'object' && !Array.isArray(record.h), 'record.malformed')
  for (const [slot, head] of Object.entries(record.h)) {
    demand(isSlot(slot) && slot !== record.s && Array.isArray(head) && head.length === 2, 'record.malformed')
    demand(counts(head[0]) && isHash(head[1]), 'record.malformed')
  }
  return record
}

/** What the next record names as its predecessor, and what others name when they have seen this one. */
export const recordHash = (record: SealedRecord): string => hashOf(record)

/** AES-256-GCM key for one author's records under one content key: no two authors ever share a nonce space. */
export async function recordKey(key: Uint8Array, conversation: Conversation, slot: string): Promise<CryptoKey> {
  const raw = derive(key, `beside record v1\n${canonical({ ...conversation, slot })}`)
  const made = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
  raw.fill(0)
  return made
}

/** Pads and seals; `body` is any text. Resolves to the JSON that goes on the wire. */
export async function sealRecord(
  key: CryptoKey,
  conversation: Conversation,
  placed: { place: RecordPlace; body: string },
): Promise<string> {
  const iv = randomBytes(12)
  const parameters = { name: 'AES-GCM', iv, additionalData: context(conversation, placed.place) }
  const sealed = new Uint8Array(await crypto.subtle.encrypt(parameters, key, pad(utf8(placed.body))))
  const { e, s, n, p, h } = placed.place
  return JSON.stringify({ v: 1, e, s, n, p, h, b: base64url(join(iv, sealed)) } satisfies SealedRecord)
}

/** The body, or `record.tampered` when a byte of it, of its place or of its conversation differs from what was sealed. */
export async function openRecord(key: CryptoKey, conversation: Conversation, record: SealedRecord): Promise<string> {
  const bytes = await guarded('record.malformed', () => fromBase64url(record.b))
  demand(bytes.length > 28, 'record.tampered')
  const parameters = { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: context(conversation, record) }
  const padded = await opened(crypto.subtle.decrypt(parameters, key, bytes.subarray(12)))
  return text(unpad(padded))
}

async function opened(decryption: Promise<ArrayBuffer>): Promise<Bytes> {
  const content = await decryption.catch(() => null)
  demand(content !== null, 'record.tampered')
  return new Uint8Array(content)
}

function context({ team, kind, object }: Conversation, { e, s, n, p, h }: RecordPlace): Bytes {
  return utf8(canonical({ v: 1, team, kind, object, e, s, n, p, h }))
}

const counts = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1
const isSlot = (value: unknown): boolean => typeof value === 'string' && slotPattern.test(value)
const isHash = (value: unknown): boolean => typeof value === 'string' && hashPattern.test(value)
const randomHex = (): string => [...randomBytes(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
