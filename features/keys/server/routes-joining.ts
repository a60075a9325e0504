import type { Context } from 'hono'
import { z, type ZodType } from 'zod'
import { checkWaysIn, may, startSession, theTeam, waysInSchema } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { addressOf } from '#platform/server/address'
import { anyone, type Stranger } from '#platform/visitors'
import type { Language } from '#platform/words'
import {
  commitSchema,
  enterSchema,
  inviteSchema,
  joinKeysSchema,
  nonceSchema,
  revealSchema,
  accessSchema,
} from '../wire.ts'
import { busy, no } from './answers.ts'
import { invite, revoke } from './invitations.ts'
import { ask, commit, enter, match, refuseComparison, reveal, takeUpInvitation } from './joinings.ts'
import { idIn } from './routes-keys.ts'
import { invitedView, linkProblem, newcomerView } from './views.ts'

export const joiningRoutes = (house: House): Route[] => [...stewardRoutes(house), ...newcomerRoutes(house)]

type Place = { teamId: string; invitationId: string }
type Steward = { place: Place; by: string }
const withInvitation = '/api/team/invitations/:invitation'

const stewardRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/team/invitations',
    guard: may('team.manage'),
    body: inviteSchema,
    async handle({ c, visitor, body, language }) {
      const { invitation: invitationId, member: memberId, ...rest } = body
      const { teamId, memberId: by } = visitor
      const refused = await invite(house, { teamId, by, invitationId, memberId, ...rest })
      return refused ? no({ c, language }, refused) : c.json({})
    },
  }),
  route({
    method: 'DELETE',
    path: withInvitation,
    guard: may('team.manage'),
    async handle({ c, visitor, language }) {
      const invitationId = idIn(c.req.param('invitation'))
      const done = invitationId && (await revoke(house, visitor.teamId, invitationId))
      return done ? c.json({}) : no({ c, language }, 'no-such-invitation')
    },
  }),
  stewardMove(house, 'ask', nonceSchema, ({ place, by }, { nonce }) => ask(house, place, { steward: by, nonce })),
  stewardMove(house, 'match', emptySchema(), ({ place, by }) => match(house, place, { steward: by })),
  stewardMove(house, 'mismatch', emptySchema(), ({ place, by }) => refuseComparison(house, place, { steward: by })),
]

function stewardMove<Body>(
  house: House,
  name: 'ask' | 'match' | 'mismatch',
  schema: ZodType<Body>,
  act: (steward: Steward, body: Body) => Promise<boolean>,
): Route {
  return route({
    method: 'POST',
    path: `${withInvitation}/${name}`,
    guard: may('team.manage'),
    body: schema,
    async handle({ c, visitor, body, language }) {
      const invitationId = idIn(c.req.param('invitation'))
      if (tooMany(house, visitor.memberId)) return busy({ c, language })
      const place = invitationId && { teamId: visitor.teamId, invitationId }
      const done = place && (await act({ place, by: visitor.memberId }, body))
      return done ? c.json({}) : no({ c, language }, 'too-late')
    },
  })
}

const newcomerRoutes = (house: House): Route[] => [
  newcomerMove(house, 'look', accessSchema, async ({ c, language, place }, { access }) => {
    const problem = await linkProblem(house.db.sql, place.invitationId, access)
    return problem ? no({ c, language }, problem) : c.json(await invitedView(house.db.sql, place.invitationId, access))
  }),
  newcomerMove(house, 'state', accessSchema, async ({ c, language, place }, { access }) => {
    const view = await newcomerView(house.db.sql, place.invitationId, access)
    return view ? c.json(view) : no({ c, language }, 'no-such-invitation')
  }),
  keysRoute(house),
  newcomerMove(house, 'commit', commitSchema, async (entry, body) =>
    done(entry, await commit(house, entry.place, body)),
  ),
  newcomerMove(house, 'reveal', revealSchema, async (entry, body) =>
    done(entry, await reveal(house, entry.place, body)),
  ),
  newcomerMove(house, 'decline', accessSchema, async (entry, body) =>
    done(entry, await refuseComparison(house, entry.place, body)),
  ),
  newcomerMove(house, 'enter', enterSchema, async (entry, body) => {
    const entered = await house.db.transact(async (sql) => {
      const member = await enter(sql, entry.place, body.enter)
      if (member) await startSession(sql, house, entry.c, member)
      return member !== null
    })
    return done(entry, entered)
  }),
]

const bringSchema = z.object({ keys: joinKeysSchema, waysIn: waysInSchema })

const keysRoute = (house: House): Route =>
  newcomerMove(house, 'keys', bringSchema, async (entry, { keys, waysIn }) => {
    const { c, place } = entry
    // Before the ways in are looked at: a stranger must not learn here which names are taken.
    const problem = await linkProblem(house.db.sql, place.invitationId, keys.access)
    if (problem) return no(entry, problem)
    const checked = await checkWaysIn(house, c, { teamId: place.teamId, waysIn })
    if ('refused' in checked) return no(entry, checked.refused === 'handle-taken' ? 'handle-taken' : 'ways-in')
    const refused = await takeUpInvitation(house, place, { keys, waysIn: checked })
    return refused ? no(entry, refused) : c.json({})
  })

/** A steward, or whoever comes from one place, compares with a few people a minute at most. */
const tooMany = (house: House, who: string): boolean => house.rates.take('keys.join', who, { per: 200, burst: 60 }) > 0

type NewcomerEntry = { c: Context; language: Language; place: Place }
const done = (entry: NewcomerEntry, was: boolean): Response => (was ? entry.c.json({}) : no(entry, 'too-late'))

/** What a newcomer does with a link; slowed for a place from which many are tried. */
function newcomerMove<Body>(
  house: House,
  name: string,
  schema: ZodType<Body>,
  act: (entry: NewcomerEntry, body: Body) => Promise<Response>,
): Route {
  return route<Stranger, Body>({
    method: 'POST',
    path: `/api/join/:invitation/${name}`,
    guard: anyone,
    body: schema,
    largest: 512 * 1024,
    async handle({ c, body, language }) {
      const invitationId = idIn(c.req.param('invitation'))
      if (tooMany(house, addressOf(c, house.config))) return busy({ c, language })
      const team = invitationId ? await theTeam(house.db.sql) : null
      if (!team || !invitationId) return no({ c, language }, 'no-such-invitation')
      return act({ c, language, place: { teamId: team.teamId, invitationId } }, body)
    },
  })
}

function emptySchema(): ZodType<Record<string, never>> {
  return z.object({})
}
