import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
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
  const session = await sessionFor(house, credentials)
  const now = house.clock.now()
  if (!session || endsAt(session) <= now) return {}
  await touch(house, session, now)
  const { teamId, memberId, sessionId } = session
  return { member: { kind: 'member', teamId, memberId, sessionId, permissions: permissionsOf(session.roles) } }
}

async function sessionFor(house: House, credentials: Credentials): Promise<FoundSession | null> {
  const { known } = credentials
  if (known) return standingSession(house.db.sql, known.teamId, known.sessionId)
  const shown = readCookie(house, credentials)
  return shown && sessionByToken(house.db.sql, shown.teamId, sha256(shown.token))
}

/** At most once a minute: notes that the session is in use, and forgets the token before once the newest one arrives. */
async function touch(house: House, session: FoundSession, now: Date): Promise<void> {
  if (now.getTime() - session.seenAt.getTime() < sessionTimes.touch) return
  const { teamId, sessionId, startedAt, rotatedAt } = session
  const forgetPrevious = session.viaNewest && now.getTime() - rotatedAt.getTime() > sessionTimes.overlap
  await house.db.transact(async (sql) => {
    await touchSession(sql, { teamId, sessionId, at: now, forgetPrevious })
    await house.deadlines.set(sql, {
      teamId,
      kind: deadlineKind,
      key: sessionId,
      dueAt: endsAt({ startedAt, seenAt: now }),
    })
  })
}

/** Gives a session that has had its token for long enough a new one. Two tabs may both be given one; both then work. */
export async function rotateIfOld(house: House, c: Context, cookies: Record<string, string>): Promise<void> {
  const shown = readCookie(house, { cookies })
  if (!shown) return
  const session = await sessionByToken(house.db.sql, shown.teamId, sha256(shown.token))
  const at = house.clock.now()
  if (!session || at.getTime() - session.rotatedAt.getTime() < sessionTimes.rotate) return
  await rotate(house.db.sql, house, c, { ...session, shown: sha256(shown.token) })
}

/** A new token for a session, at once. `shown` is the hash of the token the browser holds now. */
export async function rotate(
  sql: Sql,
  house: House,
  c: Context,
  session: { teamId: string; sessionId: string; shown: Uint8Array },
): Promise<void> {
  const token = randomToken()
  const { teamId, sessionId, shown } = session
  await rotateSession(sql, { teamId, sessionId, shown, fresh: sha256(token), at: house.clock.now() })
  giveCookie(house, c, teamId, token)
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
function readCookie(house: House, { cookies }: Credentials): { teamId: string; token: string } | null {
  const plain = house.config.publicUrl?.startsWith('https:') ? undefined : cookies[plainName]
  const [, teamId, token] = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/.exec(cookies[secureName] ?? plain ?? '') ?? []
  return teamId && token ? { teamId, token } : null
}
