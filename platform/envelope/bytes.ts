import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { demand, EnvelopeError } from './errors.ts'

/** Bytes over a plain ArrayBuffer, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

/** Refuses bytes that are not UTF-8 instead of replacing them. */
export function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new EnvelopeError('bytes.malformed')
  }
}

export function base64url(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Accepts exactly one spelling of each byte string: no padding, no spare bits, no other alphabet. */
export function fromBase64url(encoded: string): Bytes {
  demand(typeof encoded === 'string' && /^[A-Za-z0-9_-]*$/.test(encoded), 'bytes.malformed')
  try {
    const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
    demand(base64url(bytes) === encoded, 'bytes.malformed')
    return bytes
  } catch {
    throw new EnvelopeError('bytes.malformed')
  }
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

/** Constant time in the content; lengths are not secret. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!
  return difference === 0
}

export const sha256 = (bytes: Uint8Array): Bytes => nobleSha256(bytes) as Bytes

export const mac = (key: Uint8Array, bytes: Uint8Array): Bytes => hmac(nobleSha256, key, bytes) as Bytes

/** HKDF-SHA-256 without salt: `purpose` separates every use of a key from every other. 32 bytes unless told. */
export const derive = (key: Uint8Array, purpose: string, length = 32): Bytes =>
  nobleHkdf(nobleSha256, key, undefined, utf8(purpose), length) as Bytes

/** Overwrites a secret. Copies the runtime made are beyond reach; this shortens the time, it promises nothing more. */
export const wipe = (...secrets: Uint8Array[]): void => secrets.forEach((secret) => secret.fill(0))

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * One spelling per value: keys sorted by code unit, no spaces, integers only, nothing undefined.
 * What is signed, hashed or authenticated is always this spelling, never what came over the wire.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`
  }
  demand(
    value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isSafeInteger(value),
    'bytes.malformed',
  )
  return JSON.stringify(value)
}

/** SHA-256 of the canonical spelling, base64url. */
export const hashOf = (value: unknown): string => base64url(sha256(utf8(canonical(value))))

/** Parses JSON that must be an object; anything else is refused with the given code. */
export function parseObject(json: string, code: EnvelopeError['code']): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new EnvelopeError(code)
  }
  demand(value !== null && typeof value === 'object' && !Array.isArray(value), code)
  return value as Record<string, unknown>
}

/** True when the object has exactly these keys. An unknown field would be unauthenticated room for a lie. */
export const hasExactly = (value: object, keys: readonly string[]): boolean =>
  Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key))

/** The value without one field: what a signature inside a thing is made over. */
export const without = <T extends object, K extends keyof T>(value: T, field: K): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== field)) as Omit<T, K>
