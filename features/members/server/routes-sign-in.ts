import type { Context } from 'hono'
import type { House, Route } from '#platform/house'
import type { Language } from '#platform/words'
import { route } from '#platform/house'
import { cookiesOf, refuse } from '#platform/http'
import { anyone } from '#platform/visitors'
import { choose } from '#platform/words'
import {
  handleBody,
  paperKeyBody,
  passkeyBody,
  passphraseBody,
  type ChallengeView,
  type DoorView,
  type HandleView,
} from '../wire.ts'
import { words } from '../words.ts'
import { addressOf } from './address.ts'
import { makeChallenge } from './challenges.ts'
import { note } from './events.ts'
import { blindHandle, inventedMemberId } from './handles.ts'
import { whoever } from './guards.ts'
import { meOf } from './me.ts'
import { slow, tooMany } from './pace.ts'
import { endSession, identify, rotateIfOld, startSession } from './sessions.ts'
import { byPaperKey, byPasskey, byPassphrase, type Proved } from './sign-in.ts'
import { theTeam } from './store.ts'
import { holdMember, passphraseByHandle } from './store-ways.ts'

type Answering = { c: Context; language: Language }
type Prove = (teamId: string) => Promise<Proved | null>

export const signInRoutes = (house: House): Route[] => [...beforeRoutes(house), ...proofRoutes(house)]

/** What a console asks before anybody has proved anything. Nothing here tells whether a member exists. */
const beforeRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/sign-in',
    guard: whoever,
    async handle({ c, visitor }) {
      const team = await theTeam(house.db.sql)
      const shown = team && { teamId: team.teamId, name: team.name, languages: team.languages }
      const inside = visitor.kind === 'member' ? await meOf(house, visitor) : null
      if (inside) await rotateIfOld(house, c, cookiesOf(c))
      const view: DoorView = { team: shown, demo: house.config.demo, inside }
      return c.json(view)
    },
  }),
  route({
    method: 'POST',
    path: '/api/passkeys/challenge',
    guard: anyone,
    async handle({ c, language }) {
      if (tooMany(house, c)) return busy({ c, language })
      const view: ChallengeView = { challenge: await makeChallenge(house), rpId: addressOf(house, c).hostname }
      return c.json(view)
    },
  }),
  route({
    method: 'POST',
    path: '/api/sign-in/handle',
    guard: anyone,
    body: handleBody,
    async handle({ c, body, language }) {
      if (tooMany(house, c)) return busy({ c, language })
      const team = await theTeam(house.db.sql)
      if (!team) return noTeam({ c, language })
      return c.json(await whoseHandle(house, team.teamId, body.handle))
    },
  }),
]

/** Both are looked up every time, so that neither answer is quicker. */
async function whoseHandle(house: House, teamId: string, handle: string): Promise<HandleView> {
  const row = await passphraseByHandle(house.db.sql, teamId, await blindHandle(house, teamId, handle))
  const invented = await inventedMemberId(house, teamId, handle)
  return { teamId, memberId: row?.memberId ?? invented }
}

const proofRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/sign-in/passkey',
    guard: anyone,
    body: passkeyBody,
    handle: ({ c, body, language }) =>
      letIn(house, { c, language }, (teamId) => byPasskey(house, c, teamId, body.response)),
  }),
  route({
    method: 'POST',
    path: '/api/sign-in/passphrase',
    guard: anyone,
    body: passphraseBody,
    async handle({ c, body, language }) {
      await slow(house, body.handle)
      return letIn(house, { c, language }, (teamId) => byPassphrase(house, teamId, body))
    },
  }),
  route({
    method: 'POST',
    path: '/api/sign-in/paper-key',
    guard: anyone,
    body: paperKeyBody,
    async handle({ c, body, language }) {
      await slow(house, body.lookup)
      return letIn(house, { c, language }, (teamId) => byPaperKey(house, teamId, body))
    },
  }),
]

/** Starts the session if the proof holds; otherwise the one refusal there is, whatever was wrong. */
async function letIn(house: House, answering: Answering, prove: Prove): Promise<Response> {
  if (tooMany(house, answering.c)) return busy(answering)
  const team = await theTeam(house.db.sql)
  if (!team) return noTeam(answering)
  const proved = await prove(team.teamId)
  const sessionId = proved && (await begin(house, answering.c, proved))
  if (!sessionId) return refuse(answering.c, 401, 'not-recognised', sentences(answering.language).notRecognised)
  return answering.c.json(await meOf(house, { teamId: team.teamId, memberId: proved.memberId, sessionId }))
}

/**
 * Null when this very proof was used before (a code or a passkey's answer works once), or when the way in is gone. Whoever takes one
 * away holds the member too: either they find this session and end it, or it is seen here that the way is gone. The browser's
 * session before ends.
 */
async function begin(house: House, c: Context, proved: Proved): Promise<string | null> {
  const { member } = await identify(house, { cookies: cookiesOf(c) })
  return house.db.transact(async (sql, afterCommit) => {
    const { teamId, memberId } = proved
    await holdMember(sql, teamId, memberId)
    if (!(await proved.take(sql))) return null
    if (member) await endSession(sql, afterCommit, house, member)
    await note(sql, house, { teamId, memberId, kind: 'signed-in' })
    return startSession(sql, house, c, { teamId, memberId })
  })
}

const sentences = (language: Language) => choose(language, words).refused
const busy = ({ c, language }: Answering): Response => refuse(c, 429, 'busy', sentences(language).busy)
const noTeam = ({ c, language }: Answering): Response => refuse(c, 409, 'no-team', sentences(language).noTeam)
