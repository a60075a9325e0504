import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { areCurrent, currentRosters } from '#features/keys'
import { namedIn, standingsOf, type CaseMember, type CaseState } from '../rules.ts'
import type { CaseWrap } from '../wire.ts'
import { insertEpoch, insertWrap, wrapsOf } from './store-keys.ts'
import type { Case } from './store.ts'

/** The case's name in the key store. Others choose the ids of contacts: one that is a case's must not share its key. */
export const keyOf = (caseId: string): string => `case ${caseId}`

/** Who holds the keys of a case: everybody named in it, and the stewards' circle. Nobody else, coordinators neither. */
async function readersOf(sql: Sql, teamId: string, of: CaseState): Promise<string[]> {
  const { stewards } = await currentRosters(sql, teamId)
  return [...namedIn(of).map((id) => `member:${id}`), `circle:stewards:${stewards.epoch}`]
}

/**
 * Keeps a new epoch, wrapped to exactly the readers the case has now. Whoever makes an epoch first has made it: 'taken'
 * tells the second to fetch that one. 'outdated' when the case or the team changed since the key was made.
 */
export async function keepEpoch(
  sql: Sql,
  house: House,
  made: { of: Case; epoch: number; wraps: CaseWrap[] },
): Promise<'kept' | 'taken' | 'outdated'> {
  const { of, epoch, wraps } = made
  const given = wraps.map(({ reader }) => reader)
  const due = await readersOf(sql, of.teamId, of)
  const isExact = given.length === due.length && due.every((reader) => given.includes(reader))
  const isOfThisEpoch = wraps.every((wrap) => wrap.object === of.caseId && wrap.epoch === epoch)
  if (!isExact || !isOfThisEpoch || !(await areCurrent(sql, of.teamId, given))) return 'outdated'
  if (epoch !== of.made + 1 || !(await insertEpoch(sql, of, epoch))) return 'taken'
  await keep(sql, house, of, wraps)
  return 'kept'
}

/** Keeps every epoch made so far for one more member, who can then read all of the case; false when one is missing. */
export async function keepForNewcomer(
  sql: Sql,
  house: House,
  given: { of: Case; memberId: string; wraps: CaseWrap[] },
): Promise<boolean> {
  const { of, memberId, wraps } = given
  const reader = `member:${memberId}`
  if (wraps.some((wrap) => wrap.object !== of.caseId || wrap.reader !== reader || wrap.epoch > of.made)) return false
  if (new Set(wraps.map(({ epoch }) => epoch)).size !== of.made) return false
  if (!(await areCurrent(sql, of.teamId, [reader]))) return false
  await keep(sql, house, of, wraps)
  return true
}

async function keep(sql: Sql, house: House, of: Case, wraps: CaseWrap[]): Promise<void> {
  for (const { epoch, reader, sealed } of wraps) {
    const kept = house.keyStore.seal(keyOf(of.caseId), Buffer.from(sealed, 'base64url'))
    await insertWrap(sql, of, { epoch, reader, sealed: kept })
  }
}

/** The wraps this member may have: their own, and the stewards' circle's for a steward. */
export async function wrapsFor(sql: Sql, house: House, of: Case, member: CaseMember): Promise<CaseWrap[]> {
  const isSteward = standingsOf(member, of).includes('steward')
  const mine = (reader: string): boolean =>
    reader === `member:${member.memberId}` || (isSteward && reader.startsWith('circle:stewards:'))
  return (await wrapsOf(sql, of))
    .filter(({ reader }) => mine(reader))
    .map(({ epoch, reader, sealed }) => ({
      object: of.caseId,
      kind: 'case' as const,
      epoch,
      reader,
      sealed: Buffer.from(house.keyStore.open(keyOf(of.caseId), sealed)).toString('base64url'),
    }))
}
