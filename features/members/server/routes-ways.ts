import type { House, Route } from '#platform/house'
import type { Member } from '#platform/visitors'
import { route } from '#platform/house'
import { refuse } from '#platform/http'
import { choose } from '#platform/words'
import { sessionTimes, type EventKind, type WayKind, type WaysProblem } from '../rules.ts'
import { passkeyBody, proofBody, wayInSchema, type WayView } from '../wire.ts'
import { words } from '../words.ts'
import { note } from './events.ts'
import { anyMember } from './guards.ts'
import { same, secretHash } from './secrets.ts'
import { byPasskey, type Proved } from './sign-in.ts'
import { endSessions } from './sessions.ts'
import { proveSession, sessionOf } from './store-sessions.ts'
import { deleteWay, holdMember, secretHashesOf, waysOf } from './store-ways.ts'
import { checkWay, keepWay, problemWithout, type CheckedWay } from './ways.ts'

export const wayRoutes = (house: House): Route[] => [...proofRoutes(house), ...changeRoutes(house)]

/** A session proves again who is there: asked before ways in change, so that a console left open is not enough. */
const proofRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/me/proof',
    guard: anyMember,
    body: proofBody,
    async handle({ c, visitor, body, language }) {
      const shown = secretHash(body.signInSecret)
      const hashes = await secretHashesOf(house.db.sql, visitor.teamId, visitor.memberId)
      const right = hashes.some((hash) => same(hash, shown))
      if (!right) return refuse(c, 403, 'not-recognised', choose(language, words).refused.notRecognised)
      await proveSession(house.db.sql, { ...visitor, at: house.clock.now() })
      return c.json({})
    },
  }),
  route({
    method: 'POST',
    path: '/api/me/proof/passkey',
    guard: anyMember,
    body: passkeyBody,
    async handle({ c, visitor, body, language }) {
      const proved = await byPasskey(house, c, visitor.teamId, body.response)
      const taken = proved?.memberId === visitor.memberId && (await takeProof(house, visitor, proved))
      return taken ? c.json({}) : refuse(c, 403, 'not-recognised', choose(language, words).refused.notRecognised)
    },
  }),
]

const takeProof = (house: House, visitor: Member, proved: Proved): Promise<boolean> =>
  house.db.transact(async (sql) => {
    if (!(await proved.take(sql))) return false
    await proveSession(sql, { ...visitor, at: house.clock.now() })
    return true
  })

const changeRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/ways-in',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json({ ways: await waysOf(house.db.sql, visitor.teamId, visitor.memberId) }),
  }),
  route({
    method: 'POST',
    path: '/api/ways-in',
    guard: anyMember,
    body: wayInSchema,
    async handle({ c, visitor, body, language }) {
      const { refused } = choose(language, words)
      if (!(await isProved(house, visitor))) return refuse(c, 403, 'prove-first', refused.proveFirst)
      const checked = await checkWay(house, c, visitor.teamId, body)
      if ('refused' in checked) return refuse(c, 422, checked.refused, refused.ways[checked.refused])
      const problem = await addWay(house, visitor, checked)
      return problem ? refuse(c, 409, problem, refused.ways[problem]) : c.json({})
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/ways-in/:kind{passphrase|passkey|paper}/:id{[A-Za-z0-9_-]{1,1400}}',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const { refused } = choose(language, words)
      if (!(await isProved(house, visitor))) return refuse(c, 403, 'prove-first', refused.proveFirst)
      const problem = await removeWay(house, visitor, { kind: c.req.param('kind') as WayKind, id: c.req.param('id')! })
      if (problem === 'no-way') return refuse(c, 404, problem, refused.noWay)
      return problem ? refuse(c, 409, problem, refused.ways[problem]) : c.json({})
    },
  }),
]

const addWay = (house: House, visitor: Member, way: CheckedWay): Promise<'two-of-a-kind' | null> =>
  house.db.transact(async (sql) => {
    const { teamId, memberId } = visitor
    await holdMember(sql, teamId, memberId)
    const before = await waysOf(sql, teamId, memberId)
    if (way.kind !== 'passkey' && before.some(({ kind }) => kind === way.kind)) return 'two-of-a-kind'
    await keepWay(sql, { teamId, memberId }, way)
    await note(sql, house, { teamId, memberId, kind: eventOf(way.kind, 'added') })
    return null
  })

/** Removes a way in and ends the member's other sessions: one of them may have come in that way. */
const removeWay = (
  house: House,
  visitor: Member,
  gone: Pick<WayView, 'kind' | 'id'>,
): Promise<WaysProblem | 'no-way' | null> =>
  house.db.transact(async (sql, afterCommit) => {
    const { teamId, memberId, sessionId } = visitor
    await holdMember(sql, teamId, memberId)
    const ways = await waysOf(sql, teamId, memberId)
    if (!ways.some((way) => way.kind === gone.kind && way.id === gone.id)) return 'no-way'
    const problem = problemWithout(ways, gone)
    if (problem) return problem
    await deleteWay(sql, { teamId, memberId }, gone)
    await endSessions(sql, afterCommit, house, { teamId, memberId, keep: sessionId })
    await note(sql, house, { teamId, memberId, kind: eventOf(gone.kind, 'removed') })
    return null
  })

const eventOf = (kind: WayKind, what: 'added' | 'removed'): EventKind => `${kind}-${what}`

async function isProved(house: House, visitor: Member): Promise<boolean> {
  const session = await sessionOf(house.db.sql, visitor.teamId, visitor.sessionId)
  return session !== null && house.clock.now().getTime() - session.provedAt.getTime() <= sessionTimes.proof
}
