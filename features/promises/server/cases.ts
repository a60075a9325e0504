import type { Sql } from '#platform/database'
import { caseOf, casesOf, mayReadCase } from '#features/cases'
import { membersOf, permissionsOf } from '#features/members'
import type { Member } from '#platform/visitors'
import { awaysOf } from './store-team.ts'

export const isSteward = ({ permissions }: Pick<Member, 'permissions'>): boolean => permissions.has('cases.keep')

/** Whether a visitor may open this case; false for a case there is not. */
export async function readsCase(sql: Sql, visitor: Member, caseId: string): Promise<boolean> {
  const found = await caseOf(sql, visitor.teamId, caseId)
  return found !== null && mayReadCase(visitor, found)
}

/** Which cases a visitor may open, asked once for many. */
export async function opensFor(sql: Sql, visitor: Member): Promise<(caseId: string) => boolean> {
  if (isSteward(visitor)) return () => true
  const theirs = new Set((await casesOf(sql, visitor.teamId, visitor.memberId)).map(({ caseId }) => caseId))
  return (caseId) => theirs.has(caseId)
}

export type Unfit = 'not-a-reader' | 'away'

/** Why this member can own a promise of the case, or be its fallback, or null: they must be able to read it, and be there. */
export async function whyUnfit(
  sql: Sql,
  place: { teamId: string; caseId: string; at: Date },
  memberId: string,
): Promise<Unfit | null> {
  const [found, everybody, aways] = [
    await caseOf(sql, place.teamId, place.caseId),
    await membersOf(sql, place.teamId),
    await awaysOf(sql, place.teamId, place.at),
  ]
  const member = everybody.find((one) => one.memberId === memberId && one.state === 'active')
  const reads = found && member && mayReadCase({ memberId, permissions: permissionsOf(member.roles) }, found)
  if (!reads) return 'not-a-reader'
  return aways.some((away) => away.memberId === memberId) ? 'away' : null
}

/** Whether this member is a steward: who decides is one. */
export async function keepsCases(sql: Sql, teamId: string, memberId: string): Promise<boolean> {
  const member = (await membersOf(sql, teamId)).find((one) => one.memberId === memberId)
  return member?.state === 'active' && permissionsOf(member.roles).has('cases.keep')
}

/** Everybody who can own a promise of this case now. */
export async function keepersOf(
  sql: Sql,
  { teamId, caseId, at }: { teamId: string; caseId: string; at: Date },
): Promise<{ memberId: string; isSteward: boolean }[]> {
  const [found, everybody, aways] = [
    await caseOf(sql, teamId, caseId),
    await membersOf(sql, teamId),
    await awaysOf(sql, teamId, at),
  ]
  const away = new Set(aways.map(({ memberId }) => memberId))
  return everybody
    .filter(({ state, memberId }) => state === 'active' && !away.has(memberId))
    .map(({ memberId, roles }) => ({ memberId, permissions: permissionsOf(roles) }))
    .filter((member) => found && mayReadCase(member, found))
    .map((member) => ({ memberId: member.memberId, isSteward: isSteward(member) }))
}
