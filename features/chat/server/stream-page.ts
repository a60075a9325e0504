import { tokenHash } from '#platform/token-hash'
import type { Context } from 'hono'
import type { AfterCommit, Sql } from '#platform/database'
import { fromBase64url, parseObject, text, utf8 } from '#platform/envelope/bytes'
import { openUnder, sealUnder } from '#platform/envelope/symmetric'
import type { DeadlineHandler, House } from '#platform/house'
import { contactOf, wrapsFor, type Contact } from '#features/contacts'
import type { Line } from '#features/lines'
import { CallerSeal } from '../caller-seal.ts'
import { readCookie, type PageSecret } from './stream-cookie.ts'
import { deletePage, emptyPage, pageBy, putPage } from './store-pages.ts'

type Tx = { sql: Sql; afterCommit: AfterCommit; house: House }
type Place = { teamId: string; contactId: string }

/** What a page without script needs to be the same page again, as it stands sealed under its cookie's key. */
type Kept = { v: 1; team: string; contact: string; identity: string; first: string; slot: string }

/**
 * A page without script as this request brings it. `kept` is null once the chat has ended: nothing is readable then. (In a chat
 * that is open it is null only where a restore brought the chat back, and not its key.)
 */
export type PlainPage = { contact: Contact; line: Line; secret: PageSecret; kept: Kept | null }

/** The page whose cookie this is, for this line; null for anybody else. */
export async function pageOf(house: House, c: Context, line: Line): Promise<PlainPage | null> {
  const secret = readCookie(house, c)
  const stored = secret && (await pageBy(house.db.sql, line.teamId, tokenHash(secret.token)))
  // The key first, then the chat: a key goes after its chat has ended, so whoever misses it is told of the end.
  const kept = stored?.sealed ? await opened(house, secret!, { ...stored, sealed: stored.sealed }) : null
  const contact = stored && (await contactOf(house.db.sql, line.teamId, stored.contactId))
  if (!secret || !contact || contact.lineId !== line.lineId) return null
  return { contact, line, secret, kept: contact.state === 'open' ? kept : null }
}

/** The caller's side of the seal, for as long as this request is answered, with every key made until now. */
export async function sealOf(
  house: House,
  { contact, kept }: Pick<PlainPage, 'contact' | 'kept'>,
): Promise<CallerSeal> {
  const seal = CallerSeal.back(kept!, kept!.slot)
  await seal.learn(await wrapsOfCaller(house.db.sql, house, contact))
  return seal
}

export const wrapsOfCaller = (sql: Sql, house: House, contact: Contact): ReturnType<typeof wrapsFor> =>
  wrapsFor(sql, house, contact, { kind: 'caller', contactId: contact.contactId })

/** Keeps what the page needs, in the transaction that opens its contact: under its cookie's key, and an erasure key of its own. */
export async function keepPage(
  { sql, house }: Pick<Tx, 'sql' | 'house'>,
  place: Place,
  page: { secret: PageSecret; kept: Kept },
): Promise<void> {
  const { secret, kept } = page
  const sealed = await sealUnder(fromBase64url(secret.key), about, utf8(JSON.stringify(kept)))
  const name = keyName(place.contactId)
  house.keyStore.newKey(name)
  const twice = house.keyStore.seal(name, fromBase64url(sealed))
  await putPage(sql, place, { tokenHash: tokenHash(secret.token), sealed: twice })
}

/**
 * The chat has ended: what its cookie's key could open is gone. Its erasure key goes once that is kept, not before: an end that
 * comes to nothing leaves its caller a chat that they can read.
 */
export async function closePage({ sql, house }: Pick<Tx, 'sql' | 'house'>, place: Place): Promise<void> {
  const { teamId, contactId: key } = place
  if (await emptyPage(sql, place))
    await house.deadlines.set(sql, { teamId, kind: 'page.close', key, dueAt: house.clock.now() })
}

export const pageDeadline = (house: House): DeadlineHandler => ({
  kind: 'page.close',
  handle: async (_sql, _afterCommit, { key }) => house.keyStore.erase(keyName(key)),
})

/** The contact is erased, or to be: nobody can ask for it any more. */
export async function dropPage(tx: Pick<Tx, 'sql' | 'house'>, place: Place): Promise<void> {
  await closePage(tx, place)
  await deletePage(tx.sql, place)
}

async function opened(
  house: House,
  secret: PageSecret,
  stored: { contactId: string; sealed: Uint8Array },
): Promise<Kept | null> {
  // Gone with the end of the chat, also after a restore.
  if (!house.keyStore.has(keyName(stored.contactId))) return null
  const once = house.keyStore.open(keyName(stored.contactId), stored.sealed)
  const plain = await openUnder(fromBase64url(secret.key), about, Buffer.from(once).toString('base64url')).catch(
    () => null,
  )
  return plain && (parseObject(text(plain), 'file.malformed') as Kept)
}

const about = 'beside plain page v1'
const keyName = (contactId: string): string => `page ${contactId}`
