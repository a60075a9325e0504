import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { later } from '#platform/clock'
import type { AfterCommit, Sql } from '#platform/database'
import type { Deadline, House } from '#platform/house'
import type { Credentials, Visitors } from '#platform/visitors'
import { randomId, randomToken } from '#platform/ids'
import { endsAt, permissionsOf, sessionTimes } from '../rules.ts'
import { addressOf } from './address.ts'
import { sha256 } from './secrets.ts'
import {
  deleteSession,
  insertSession,
  rotateSession,
  sessionByToken,
  sessionOf,
  sessionsOf,
  standingSession,
  touchSession,
  type FoundSession,
} from './store-sessions.ts'

const deadlineKind = 'members.session'
const secureName = '__Host-beside'
const plainName = 'beside'

/** Starts a session for a member who has just proved who they are, and gives the browser its cookie. Returns its id. */
export async function startSession(
  sql: Sql,
  house: House,
  c: Context,
  { teamId, memberId }: { teamId: string; memberId: string },
): Promise<string> {
  const sessionId = randomId()
  const token = randomToken()
  const at = house.clock.now()
  await insertSession(sql, { teamId, sessionId, memberId, tokenHash: sha256(token), at })
  await house.deadlines.set(sql, {
    teamId,
    kind: deadlineKind,
    key: sessionId,
    dueAt: endsAt({ startedAt: at, seenAt: at }),
  })
  giveCookie(house, c, teamId, token)
  return sessionId
}

/**
 * Who a console's cookie says is there, or whose session a socket was found to be. Nobody, when the session has ended, was ended,
 * or the member was removed.
 */
export async function identify(house: House, credentials: Credentials): Promise<Visitors> {
  const { known } = credentials
  const { sql } = house.db
  const shown = known ? null : readCookie(house, credentials)
  const session = known
    ? await standingSession(sql, known.teamId, known.sessionId)
    : shown && (await sessionByToken(sql, shown.teamId, shown.tokenHash))
  if (!session || endsAt(session) <= house.clock.now()) return {}
  await touch(house, session, shown?.tokenHash ?? null)
  const { teamId, memberId, sessionId } = session
  return { member: { kind: 'member', teamId, memberId, sessionId, permissions: permissionsOf(session.roles) } }
}

/** At most once a minute: notes that the session is in use. Forgets the token before once the newest one arrives. */
async function touch(house: House, session: FoundSession, shown: Uint8Array | null): Promise<void> {
  const at = house.clock.now()
  const settledBefore = later(at, -sessionTimes.overlap)
  const mayForget = session.isSuccessor && session.rotatedAt < settledBefore
  if (!mayForget && at.getTime() - session.seenAt.getTime() < sessionTimes.touch) return
  const { teamId, sessionId, startedAt } = session
  await house.db.transact(async (sql) => {
    await touchSession(sql, { teamId, sessionId, at, shown, settledBefore })
    await house.deadlines.set(sql, {
      teamId,
      kind: deadlineKind,
      key: sessionId,
      dueAt: endsAt({ startedAt, seenAt: at }),
    })
  })
}

/**
 * Gives a session that has had its token for long enough a new one. Of two tabs that ask in the same moment one brings it to
 * the browser for both; were both given one, the second would make the first worthless, and the browser keeps either.
 */
export async function rotateIfOld(house: House, c: Context, cookies: Record<string, string>): Promise<void> {
  const shown = readCookie(house, { cookies })
  if (!shown) return
  const { teamId, tokenHash } = shown
  const session = await sessionByToken(house.db.sql, teamId, tokenHash)
  const at = house.clock.now()
  if (!session || at.getTime() - session.rotatedAt.getTime() < sessionTimes.rotate) return
  const token = randomToken()
  const { sessionId, rotatedAt: since } = session
  const rotated = { teamId, sessionId, since, shown: tokenHash, fresh: sha256(token), at }
  if (await rotateSession(house.db.sql, rotated)) giveCookie(house, c, teamId, token)
}

/** Ends one session: its row, its deadline and, once committed, its sockets on every process. */
export async function endSession(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  ended: { teamId: string; memberId: string; sessionId: string },
): Promise<boolean> {
  const was = await deleteSession(sql, ended)
  await house.deadlines.clear(sql, { teamId: ended.teamId, kind: deadlineKind, key: ended.sessionId })
  afterCommit(() => house.live.endSession(ended.teamId, ended.sessionId))
  return was
}

/** Ends all of a member's sessions but `keep`. Returns how many ended. */
export async function endSessions(
  sql: Sql,
  afterCommit: AfterCommit,
  house: House,
  whose: { teamId: string; memberId: string; keep?: string },
): Promise<number> {
  const { teamId, memberId, keep } = whose
  const others = (await sessionsOf(sql, teamId, memberId)).filter((session) => session.sessionId !== keep)
  for (const { sessionId } of others) await endSession(sql, afterCommit, house, { teamId, memberId, sessionId })
  return others.length
}

/** When a session's time may be over: ends it, or waits for its new end if it was used meanwhile. */
export const sessionDeadline = (house: House) => ({
  kind: deadlineKind,
  async handle(sql: Sql, afterCommit: AfterCommit, { teamId, key }: Deadline): Promise<void> {
    const session = await sessionOf(sql, teamId, key)
    if (!session) return
    const end = endsAt(session)
    if (end > house.clock.now()) await house.deadlines.set(sql, { teamId, kind: deadlineKind, key, dueAt: end })
    else await endSession(sql, afterCommit, house, session)
  },
})

export function takeCookieBack(house: House, c: Context): void {
  deleteCookie(c, secureName, { path: '/', secure: true })
  if (!isSecure(house, c)) deleteCookie(c, plainName, { path: '/' })
}

function giveCookie(house: House, c: Context, teamId: string, token: string): void {
  const secure = isSecure(house, c)
  const maxAge = sessionTimes.longest / 1000
  setCookie(c, secure ? secureName : plainName, `${teamId}.${token}`, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure,
    maxAge,
  })
}

/** A browser keeps `__Host-` cookies only over HTTPS; on http://localhost the name is plain. */
const isSecure = (house: House, c: Context): boolean => addressOf(house, c).protocol === 'https:'

/** The plain name can be set by a neighbouring host, so it counts only where the other cannot be: without HTTPS. */
function readCookie(house: House, { cookies }: Credentials): { teamId: string; tokenHash: Uint8Array } | null {
  const plain = house.config.publicUrl?.startsWith('https:') ? undefined : cookies[plainName]
  const [, teamId, token] = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/.exec(cookies[secureName] ?? plain ?? '') ?? []
  return teamId && token ? { teamId, tokenHash: sha256(token) } : null
}
