import { orderedId, randomId } from '#platform/ids'
import type { Api } from '#platform/browser/api'
import type { WayIn } from '#features/members/browser'
import type { Language } from '#platform/words'
import type { TeamRole } from '../wire.ts'
import type { Ceremonies } from './ceremonies.ts'
import { learn } from './learning.ts'

/** Identifiers are made here, so that sending the founding twice founds one team. */
export const newTeam = (): { teamId: string; memberId: string } => ({ teamId: orderedId(), memberId: randomId() })

export type Founding = {
  token: string
  origin: string
  team: { teamId: string; name: string; languages: Language[]; timeZone: string }
  memberId: string
  /** The founder's chosen name. */
  name: string
  waysIn: WayIn[]
  recipients: string[]
}

/** The founder holds the keys, and does everything else until others come. */
export const founderRoles: TeamRole[] = ['responder', 'coordinator', 'steward']

/**
 * Makes the first steward's keys and founds the team with them, in one request: afterwards there is a session and an
 * unlocked keyring that has verified its team, or there is nothing. Throws ApiError or EnvelopeError.
 */
export async function foundTeam(
  { api, keyring }: { api: Api; keyring: Ceremonies },
  founding: Founding,
): Promise<void> {
  const { token, origin, team, memberId, name, waysIn, recipients } = founding
  await keyring.begin({ team: team.teamId, member: memberId })
  const keys = await keyring.found({ name, at: new Date().toISOString(), waysIn: recipients, roles: founderRoles })
  await api.post('/api/set-up/found', { token, origin, team, memberId, waysIn, keys })
  await learn({ api, keyring })
}
