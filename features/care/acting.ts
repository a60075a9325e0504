import { alarms } from '#features/alarms'
import { contacts } from '#features/contacts'
import { holds } from '#features/holds'
import { keys } from '#features/keys'
import { lines } from '#features/lines'
import { members, permissionsOf } from '#features/members'
import { practice } from '#features/practice'
import { shiftEnded, shifts } from '#features/shifts'
import { training } from '#features/training'
import { openTestHouse, type TestHouse } from '../../tests/house.ts'
import { foundTeam, type People, type Person } from '../../tests/people.ts'
import { hear, lineSeat, mailing, makeNight, type Night } from '../../tests/swaps.ts'
import { care } from './index.ts'
import { careView } from './server/view.ts'
import type { CareView } from './wire.ts'

/* For this feature's tests: a team, nights that are over, and what people say of them. */

export type Crew = { house: TestHouse; people: People; teamId: string; heard: () => string[] }

export async function openCrew(): Promise<Crew> {
  const features = [members, keys, lines, practice, holds, contacts, alarms, training, shifts, care]
  const house = await openTestHouse({ features, ...mailing })
  const people = await foundTeam(house)
  return { house, people, teamId: people.team.teamId, heard: hear(house, people) }
}

/** A shift of six hours that ended `ago` hours ago; `backUp` was at home. Its end is not told yet. */
export function nightOf(
  { house, people }: Crew,
  sat: Person[],
  { ago = 0, backUp = null as Person | null } = {},
): Promise<Night> {
  const seats = [lineSeat({ count: 5 }), lineSeat({ count: 1, kind: 'back-up' })]
  return makeNight(house, people, { inHours: -6 - ago, hours: 6, seats, sit: [sat, [backUp]] })
}

/** What the roster tells when a shift is over. */
export async function ends({ house, teamId }: Crew, { shiftId }: Night): Promise<void> {
  await house.house.db.transact((sql, afterCommit) =>
    house.house.moments.fire(sql, afterCommit, { of: shiftEnded, is: { teamId, shiftId } }),
  )
  await house.settled()
}

export const viewFor = ({ house, teamId }: Crew, { memberId, roles }: Person): Promise<CareView> =>
  careView(house.house, { kind: 'member', teamId, memberId, sessionId: '', permissions: permissionsOf(roles) })

/** The status of one request, or the code of its refusal. Whose session ended in the days that passed signs in again. */
export async function ask(person: Person, [method, path, body]: [string, string, object?]): Promise<number | string> {
  const send = (): Promise<Response> => person.request(`/api/care/${path}`, { method, ...(body ? { body } : {}) })
  let answer = await send()
  if (answer.status === 401) {
    await person.signIn()
    answer = await send()
  }
  const isPlain = answer.ok || [400, 403, 413, 422].includes(answer.status)
  return isPlain ? answer.status : ((await answer.json()) as { refused: string }).refused
}

export const sealed = Buffer.from('sealed').toString('base64url')
