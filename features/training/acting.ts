import { members, permissionsOf } from '#features/members'
import { keys, memberJoined, memberRemoved } from '#features/keys'
import { alarms } from '#features/alarms'
import { contacts } from '#features/contacts'
import { holds } from '#features/holds'
import { lines } from '#features/lines'
import { practice } from '#features/practice'
import { on } from '#platform/moments'
import { orderedId } from '#platform/ids'
import type { Feature } from '#platform/house'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { openPushService } from '../../tests/outside.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import type { Step } from './path-rules.ts'
import { skillsChanged, standingChanged, training } from './index.ts'
import { trainingView } from './server/view.ts'
import type { PersonView, TrainingView } from './wire.ts'

/* For this feature's tests: a whole team, a push service that keeps who was woken, and what people say of skills and steps. */

export type Crew = {
  house: TestHouse
  people: People
  teamId: string
  /** Who was woken since this was asked for last, by name, sorted. */
  woken: () => Promise<string[]>
  /** The moments since this was asked for last. */
  moments: () => string[]
  close: () => Promise<void>
}

export async function openCrew(): Promise<Crew> {
  const heard: string[] = []
  const nameOf = new Map<string, string>()
  const listening: Feature = {
    name: 'listening',
    moments: () => [
      on(skillsChanged, async () => void heard.push('skills')),
      on(standingChanged, async (_sql, _after, { memberId }) => void heard.push(`standing ${nameOf.get(memberId)}`)),
    ],
  }
  const floor = [members, keys, lines, practice, holds, contacts, alarms, training, listening]
  const [service, house] = [await openPushService(), await openTestHouse({ features: floor })]
  const people = await foundTeam(house)
  const { team, ...persons } = people
  for (const [name, { memberId }] of Object.entries(persons)) nameOf.set(memberId, name)
  for (const name of ['ruth', 'amara', 'dee', 'sam'] as const) {
    const body = { endpoint: `${service.url}/send/${name}` }
    await people[name].request('/api/alarms/devices', { method: 'POST', body })
  }
  return {
    house,
    people,
    teamId: team.teamId,
    async woken() {
      await house.settled()
      return service.pushed
        .splice(0)
        .map(({ path }) => path.split('/').at(-1)!)
        .sort()
    },
    moments: () => [...new Set(heard.splice(0))].sort(),
    async close() {
      await house.close()
      service.server.close()
    },
  }
}

export const viewFor = ({ house, teamId }: Crew, { memberId, roles }: Person): Promise<TrainingView> =>
  trainingView(house.house.db.sql, {
    kind: 'member',
    teamId,
    memberId,
    sessionId: '',
    permissions: permissionsOf(roles),
  })

export const personIn = async (crew: Crew, by: Person, of: Person): Promise<PersonView | undefined> =>
  (await viewFor(crew, by)).people.find(({ memberId }) => memberId === of.memberId)

/** The status of one request, or the code of its refusal. Whose session ended in the weeks that passed signs in again. */
export async function ask(
  person: Pick<Person, 'request'> & Partial<Pick<Person, 'signIn'>>,
  [method, path, body]: [string, string, object?],
): Promise<number | string> {
  const send = (): Promise<Response> => person.request(`/api/training/${path}`, { method, ...(body ? { body } : {}) })
  let answer = await send()
  if (answer.status === 401 && person.signIn) {
    await person.signIn()
    answer = await send()
  }
  return answer.ok || answer.status === 401 || answer.status === 403
    ? answer.status
    : ((await answer.json()) as { refused: string }).refused
}

export const sealed = Buffer.from('sealed').toString('base64url')
export const aSkill = async (crew: Crew, validFor: number | null = null): Promise<string> => {
  const skillId = orderedId()
  await ask(crew.people.amara, ['PUT', 'skills', { skills: [{ skillId, sealed, validFor }] }])
  return skillId
}

export const aStep = (kind: Step['kind'], times = 1, days = 30): Step => ({ stepId: orderedId(), kind, times, days })

export const savePath = (crew: Crew, version: number, steps: Step[]): Promise<number | string> =>
  ask(crew.people.amara, ['PUT', 'path', { version, steps, sealed }])

export const fire = (
  { house, teamId }: Crew,
  of: typeof memberJoined | typeof memberRemoved,
  { memberId }: Person,
): Promise<void> =>
  house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of, is: { teamId, memberId } }),
  )

export { memberJoined, memberRemoved }
