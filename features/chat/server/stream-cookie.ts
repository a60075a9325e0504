import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { base64url, derive, fromBase64url } from '#platform/envelope/bytes'
import type { House } from '#platform/house'
import { cookiesOf } from '#platform/http'
import { languages } from '#platform/words'
import { linePath, type Line } from '#features/lines'

/**
 * What the cookie of a page without script carries: `token` says which chat it is (the server keeps its hash), `key` opens
 * what the page needs to read it (the server never keeps it: it is in memory while a request is being answered).
 */
export type PageSecret = { token: string; key: string }

const secureName = '__Secure-page'
const plainName = 'page'
const half = '[A-Za-z0-9_-]{43}'

/** The start form holds a random seed, so that pressed twice it starts one chat and gives one cookie. */
export function secretOf(seed: string): PageSecret & { contactId: string } {
  const bytes = fromBase64url(seed)
  const token = base64url(derive(bytes, 'beside page token v1'))
  return {
    token,
    key: base64url(derive(bytes, 'beside page key v1')),
    contactId: idOf(derive(bytes, 'beside page contact v1', 16)),
  }
}

/** A UUIDv4 of these 16 bytes. */
function idOf(bytes: Uint8Array): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** For this browser's session and this chat's addresses only, in every language; never seen by a script. */
export function giveCookie(house: House, c: Context, { line, secret }: { line: Line; secret: PageSecret }): void {
  const secure = isSecure(house, c)
  for (const path of pathsOf(line)) {
    setCookie(c, secure ? secureName : plainName, `${secret.token}.${secret.key}`, {
      httpOnly: true,
      sameSite: 'Strict',
      secure,
      path,
    })
  }
}

export function takeCookie(house: House, c: Context, line: Line): void {
  const secure = isSecure(house, c)
  for (const path of pathsOf(line)) deleteCookie(c, secure ? secureName : plainName, { path, secure })
}

export function readCookie(house: House, c: Context): PageSecret | null {
  const cookies = cookiesOf(c)
  const value = cookies[isSecure(house, c) ? secureName : plainName] ?? ''
  const [, token, key] = new RegExp(`^(${half})\\.(${half})$`).exec(value) ?? []
  return token && key ? { token, key } : null
}

const pathsOf = (line: Line): string[] => languages.map((language) => linePath(line, language, 'chat'))

/** A browser keeps `__Secure-` cookies only over HTTPS; on http://localhost the name is plain. */
const isSecure = (house: House, c: Context): boolean =>
  (house.config.publicUrl ?? new URL(c.req.url).protocol).startsWith('https:')
