import { anyMember, may } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { cosignSchema, proposeSchema, saveVaultSchema } from '../wire.ts'
import { no } from './answers.ts'
import { cosign, propose, withdraw, type ChangeResult } from './changes.ts'
import { saveVault, vaultOf } from './store.ts'
import { keysView, teamPage } from './views.ts'

/** A package for 500 members with three circles is about 3 MB of wraps. */
const largestPackage = 4 * 1024 * 1024

export const keysRoutes = (house: House): Route[] => [
  ...ownRoutes(house),
  ...proposalRoutes(house),
  ...signatureRoutes(house),
]

const ownRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/keys',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await keysView(house.db, visitor)),
  }),
  route({
    method: 'PUT',
    path: '/api/keys/vault',
    guard: anyMember,
    body: saveVaultSchema,
    largest: 512 * 1024,
    async handle({ c, visitor, body, language }) {
      const { teamId, memberId } = visitor
      const version = await saveVault(house.db.sql, { teamId, memberId, ...body })
      if (version !== null) return c.json({ version })
      const theirs = await vaultOf(house.db.sql, teamId, memberId)
      return theirs ? c.json({ refused: 'vault-moved', vault: theirs }, 409) : no({ c, language }, 'vault-moved')
    },
  }),
  route({
    method: 'GET',
    path: '/api/team',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await teamPage(house.db.sql, visitor)),
  }),
]

const proposalRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/keys/proposals',
    guard: may('team.manage'),
    body: proposeSchema,
    largest: largestPackage,
    async handle({ c, visitor, body, language }) {
      const result = await propose(house, {
        teamId: visitor.teamId,
        by: visitor.memberId,
        proposalId: body.proposal,
        kind: body.kind,
        memberId: body.member,
        invitationId: body.joining ?? null,
        package: body.package,
      })
      return 'refused' in result ? no({ c, language }, result.refused) : c.json(result satisfies ChangeResult)
    },
  }),
]

const signatureRoutes = (house: House): Route[] => [
  route({
    method: 'POST',
    path: '/api/keys/proposals/:proposal/signatures',
    guard: may('team.manage'),
    body: cosignSchema,
    async handle({ c, visitor, body, language }) {
      const { teamId, memberId: by } = visitor
      const proposalId = idIn(c.req.param('proposal'))
      const result = proposalId && (await cosign(house, { teamId, by, proposalId, signatures: body.signatures }))
      if (!result) return no({ c, language }, 'no-such-proposal')
      return 'refused' in result ? no({ c, language }, result.refused) : c.json(result)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/keys/proposals/:proposal',
    guard: may('team.manage'),
    async handle({ c, visitor, language }) {
      const proposalId = idIn(c.req.param('proposal'))
      const done = proposalId && (await withdraw(house, visitor.teamId, proposalId))
      return done ? c.json({}) : no({ c, language }, 'no-such-proposal')
    },
  }),
]

/** A path's identifier, or null when it is none: PostgreSQL is never asked about other text. */
export const idIn = (text: string | undefined): string | null =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? '') ? text! : null
