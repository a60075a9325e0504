import type { Language } from '#platform/words'
import { skillName, type trainingOn } from '#features/training/browser'
import type { SkillBook } from './problem.ts'

type Training = Pick<ReturnType<typeof trainingOn>, 'skills' | 'people' | 'path'>

/** Who counts as having which skill until when, and who is still learning: as the server counts it. */
export const skillBookOf = ({ skills, people, path }: Training, language: Language): SkillBook => ({
  names: new Map(skills.filter(({ retired }) => !retired).map((skill) => [skill.skillId, skillName(skill, language)])),
  held: new Map(
    people.map(({ memberId, skills: held }) => [
      memberId,
      held
        .filter(({ confirmedAt, takenAt }) => confirmedAt !== null && takenAt === null)
        .map(({ skillId, expiresAt }) => ({ id: skillId, until: expiresAt === null ? null : Date.parse(expiresAt) })),
    ]),
  ),
  trainees: new Set(
    path === null ? [] : people.filter(({ walk }) => walk?.standing === 'trainee').map(({ memberId }) => memberId),
  ),
})
