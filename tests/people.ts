import type { TeamRole } from '../features/keys/wire.ts'
import { learn } from '../features/keys/browser/learning.ts'
import { ConsolePerson, found, join } from '../tools/founding.ts'
import { keepReadyTeam, type PlannedPerson } from '../tools/ready-team.ts'
import type { TestHouse } from './house.ts'
import { keepOpenings, readyKeys } from './ready-keys.ts'

/**
 * The people of every test, with real keys: three stewards (Ruth, Amara, Noor; Amara coordinates too) and four responders
 * (Dee, Mateo, Inés, Sam). Node only. Each has `memberId`, `cookie`, `keyring` (unlocked KeyringCore), `api`, and
 * `request(path, {method, body})`. A socket: `house.socket(person.cookie)`.
 */
export class Person extends ConsolePerson {
  #house: TestHouse

  constructor(name: string, roles: TeamRole[], house: TestHouse) {
    super(name, roles, (path, init) => house.request(path, init))
    this.#house = house
  }

  /** A request as this person's console makes it; an object as body is sent as JSON. */
  request = (path: string, init: Omit<RequestInit, 'body'> & { body?: unknown } = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', this.cookie)
    return this.#house.request(path, { ...init, headers })
  }

  /** Fetches and verifies the team again, as a console does when an epoch moves. */
  learn = (): Promise<unknown> => learn(this)
}

export type Team = { teamId: string; name: string; languages: ('en' | 'es')[]; timeZone: string }
export type People = { team: Team } & Record<'ruth' | 'amara' | 'noor' | 'dee' | 'mateo' | 'ines' | 'sam', Person>

export const testTeam = {
  name: 'Beside the River',
  languages: ['en', 'es'] as ('en' | 'es')[],
  timeZone: 'America/Los_Angeles',
}

/** The token of the one-time link that the house announced when it started. */
export function setUpToken(house: TestHouse): string {
  const token = /#\/set-up\/([A-Za-z0-9_-]+)/.exec(house.announced.join('\n'))?.[1]
  if (!token) throw new Error('no set-up link was announced')
  return token
}

/** Only Ruth: the team as it is right after set-up. */
export async function foundByRuth(
  house: TestHouse,
  roles: TeamRole[] = ['steward'],
): Promise<{ team: Team; ruth: Person }> {
  const ruth = new Person('Ruth', roles, house)
  const teamId = await found(ruth, { token: setUpToken(house), origin: house.url, team: testTeam })
  return { team: { teamId, ...testTeam }, ruth }
}

const everybody = {
  ruth: { name: 'Ruth', roles: ['steward'] },
  amara: { name: 'Amara', roles: ['coordinator', 'steward'] },
  noor: { name: 'Noor', roles: ['steward'] },
  dee: { name: 'Dee', roles: ['responder'] },
  mateo: { name: 'Mateo', roles: ['responder'] },
  ines: { name: 'Inés', roles: ['responder'] },
  sam: { name: 'Sam', roles: ['responder'] },
} satisfies Record<string, PlannedPerson>
type Name = keyof typeof everybody
const names = Object.keys(everybody) as Name[]
const plan = names.map((name) => everybody[name])

/** Everybody at once, signed in and unlocked, in rosters of epoch 1 (two stewards must sign a change). */
export async function foundTeam(house: TestHouse, timeZone = testTeam.timeZone): Promise<People> {
  const team = { ...testTeam, timeZone }
  const { teamId, people } = await keepReadyTeam(house.house, team, await readyKeys(plan))
  const signedIn = await Promise.all(people.map((ready) => signIn(house, { teamId, ...ready })))
  await keepOpenings()
  const byName = Object.fromEntries(names.map((name, at) => [name, signedIn[at]!])) as Record<Name, Person>
  return { team: { teamId, ...team }, ...byName }
}

async function signIn(
  house: TestHouse,
  ready: { teamId: string; name: string; roles: TeamRole[]; memberId: string; paperKey: string },
): Promise<Person> {
  const person = new Person(ready.name, ready.roles, house)
  Object.assign(person, ready)
  await person.signIn()
  return person
}

/** Ruth founds, then Dee, Amara and Noor join as people do: invited, compared by six digits, signed. Slower: some seconds. */
export async function joinTeam(
  house: TestHouse,
): Promise<{ team: Team } & Record<'ruth' | 'amara' | 'noor' | 'dee', Person>> {
  const { team, ruth } = await foundByRuth(house)
  const people = { dee: everybody.dee, amara: everybody.amara, noor: everybody.noor }
  const joined = Object.fromEntries(
    Object.entries(people).map(([key, { name, roles }]) => [key, new Person(name, roles, house)]),
  )
  for (const newcomer of Object.values(joined)) await join(newcomer, [ruth, joined.amara!])
  for (const person of [joined.amara!, joined.dee!]) await person.learn()
  return { team, ruth, dee: joined.dee!, amara: joined.amara!, noor: joined.noor! }
}
