import { tokenHash } from '#platform/token-hash'
import type { House } from '#platform/house'
import type { Caller, Credentials, Guard, Member, Visitors } from '#platform/visitors'
import { theTeam } from '#features/members'
import type { Reader } from '../rules.ts'
import { contactByToken } from './store.ts'

/** The page that opened this very contact, or came back to it with eight words. */
export const caller: Guard<Caller> = { name: 'caller', admit: (visitors) => visitors.caller ?? null }

/** Either side of a conversation; what they may see of it is asked again for every object. */
export const eitherSide: Guard<Caller | Member> = {
  name: 'either side',
  admit: (visitors) => visitors.caller ?? visitors.member ?? null,
}

export const readerOf = (visitor: Caller | Member): Reader =>
  visitor.kind === 'caller'
    ? { kind: 'caller', contactId: visitor.contactId }
    : { kind: 'member', memberId: visitor.memberId, permissions: visitor.permissions }

/** A caller's page brings a bearer token and no cookie. Unknown tokens are strangers, never an error. */
export async function identifyCaller(house: House, credentials: Credentials): Promise<Visitors> {
  if (!credentials.bearer) return {}
  const team = await theTeam(house.db.sql)
  if (!team) return {}
  const contactId = await contactByToken(house.db.sql, team.teamId, tokenHash(credentials.bearer))
  return contactId ? { caller: { kind: 'caller', teamId: team.teamId, contactId } } : {}
}
