import { tokenHash } from '#platform/token-hash'
import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { insertMember, insertTeam, setCard, startSession, theTeam, type CheckedWays } from '#features/members'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { randomToken } from '#platform/ids'
import { fill, languages } from '#platform/words'
import { isWhole, type TeamShape } from '../rules.ts'
import type { FoundingKeys, RosterJson } from '../wire.ts'
import { words } from '../words.ts'
import { insertRoster, insertWraps, putCard, putVault } from './store.ts'
import { deleteSetUpLink, holdSetUpLink, putSetUpLink } from './store-set-up.ts'
import { foundingHolds } from './verify.ts'

export type FoundRefusal = 'not-this-link' | 'founded-already' | 'keys-do-not-fit'
export type Founding = {
  token: string
  team: { teamId: string; name: string; languages: string[]; timeZone: string }
  memberId: string
  waysIn: CheckedWays
  keys: FoundingKeys
}

/**
 * A new one-time link for set-up, or null when there is a team. The token is in nobody's memory but the reader's: only its
 * hash is kept, and the link before stops working.
 */
export async function newSetUpToken(house: House): Promise<string | null> {
  if (await theTeam(house.db.sql)) return null
  const token = randomToken()
  await putSetUpLink(house.db.sql, tokenHash(token))
  return token
}

/** Says the one-time link to whoever started the server, in every language; nothing once there is a team. */
export async function announceSetUp(house: House): Promise<void> {
  const token = house.config.demo ? null : await newSetUpToken(house)
  if (!token) return
  const { publicUrl, port } = house.config
  const link = `${publicUrl ?? `http://localhost:${port}`}/console#/set-up/${token}`
  for (const language of languages) house.announce(fill(words[language].announced, { link }))
}

/** Whether this is the newest link and there is no team yet. */
export async function isSetUpToken(sql: Sql, token: string): Promise<boolean> {
  const expected = await holdSetUpLink(sql)
  return expected !== null && timingSafeEqual(expected, tokenHash(token)) && !(await theTeam(sql))
}

/** The whole founding in one transaction: after it there is a team with a steward who can sign in, or there is nothing. */
export async function found(house: House, c: Context, founding: Founding): Promise<FoundRefusal | null> {
  const { team, memberId, keys } = founding
  const shape = foundingShape(founding)
  if (!shape || !(await foundingHolds(shape))) return 'keys-do-not-fit'
  return house.db.transact(async (sql) => {
    if (await theTeam(sql)) return 'founded-already'
    if (!(await isSetUpToken(sql, founding.token))) return 'not-this-link'
    await deleteSetUpLink(sql)
    await insertTeam(sql, team)
    await insertMember(sql, {
      teamId: team.teamId,
      memberId,
      roles: shape.stewards.members[0]!.roles,
      waysIn: founding.waysIn,
    })
    await keepKeys(sql, { teamId: team.teamId, memberId, keys })
    await startSession(sql, house, c, { teamId: team.teamId, memberId })
    return null
  })
}

/** Writes the first rosters with what belongs to them, and the first steward's vault and card. */
export async function keepKeys(
  sql: Sql,
  kept: { teamId: string; memberId: string; keys: FoundingKeys },
): Promise<void> {
  const { teamId, memberId, keys } = kept
  for (const roster of keys.rosters) {
    if (!(await insertRoster(sql, roster))) throw new Error('this team has rosters already')
  }
  await insertWraps(sql, teamId, keys.wraps)
  await putVault(sql, teamId, memberId, keys.vault)
  await putCard(sql, teamId, keys.card)
  await setCard(sql, teamId, memberId, Buffer.from(keys.card.sealed, 'base64url'))
}

/** The three first rosters by circle, if they are of this team, of this one member, and agree with each other. */
function foundingShape({ team, memberId, keys }: Founding): TeamShape | null {
  const of = (circle: RosterJson['circle']): RosterJson | undefined =>
    keys.rosters.find((roster) => roster.circle === circle)
  const [responders, coordinators, stewards] = [of('responders'), of('coordinators'), of('stewards')]
  if (!responders || !coordinators || !stewards) return null
  const rosters = [responders, coordinators, stewards]
  const everybody = rosters.flatMap((roster) => roster.members.map(({ id }) => id))
  const fits =
    rosters.every((roster) => roster.team === team.teamId && roster.epoch === 1) &&
    keys.wraps.every((wrap) => wrap.member === memberId && wrap.epoch === 1) &&
    new Set(keys.wraps.map((wrap) => wrap.circle)).size === 3 &&
    everybody.every((id) => id === memberId) &&
    keys.card.member === memberId
  const shape = { responders, coordinators, stewards }
  return fits && stewards.members.length === 1 && isWhole(shape) ? shape : null
}
