import type { Sql } from '#platform/database'
import { skillsAt } from '#features/training'
import type { Asking } from '../waves.ts'
import type { OnDuty } from './duty.ts'

/** Whether a line asks for a skill first: only then it is looked up who has which. */
export const asksForSkill = ({ order }: Asking): boolean => order?.some((step) => typeof step === 'object') ?? false

/** The same people with the skills they have at this instant: confirmed, and not run out. */
export async function withSkills(sql: Sql, teamId: string, crew: OnDuty[], at: Date): Promise<OnDuty[]> {
  const held = (await skillsAt(sql, teamId)).filter(({ expiresAt }) => !expiresAt || expiresAt > at)
  const byMember = Map.groupBy(held, ({ memberId }) => memberId)
  return crew.map((person) => ({
    ...person,
    skills: new Set((byMember.get(person.memberId) ?? []).map(({ skillId }) => skillId)),
  }))
}
