import type { TeamRole } from '../features/keys/wire.ts'
import { learn } from '../features/keys/browser/learning.ts'
import { ConsolePerson, found, join } from '../tools/founding.ts'
import type { TestHouse } from './house.ts'

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

export const testTeam = { name: 'Beside the River', languages: ['en', 'es'] as ('en' | 'es')[], timeZone: 'America/Los_Angeles' }

/** The token of the one-time link that the house announced when it started. */
export function setUpToken(house: TestHouse): string {
  const token = /#\/set-up\/([A-Za-z0-9_-]+)/.exec(house.announced.join('\n'))?.[1]
  if (!token) throw new Error('no set-up link was announced')
  return token
}

/** Only Ruth: the team as it is right after set-up. */
export async function foundByRuth(house: TestHouse, roles: TeamRole[] = ['steward']): Promise<{ team: Team; ruth: Person }> {
  const ruth = new Person('Ruth', roles, house)
  const teamId = await found(ruth, { token: setUpToken(house), origin: house.url, team: testTeam })
  return { team: { teamId, ...testTeam }, ruth }
}

/** Everybody, each joined as a person would: invited, compared by six digits, signed. */
export async function foundTeam(house: TestHouse): Promise<People> {
  const { team, ruth } = await foundByRuth(house)
  const amara = new Person('Amara', ['coordinator', 'steward'], house)
  const noor = new Person('Noor', ['steward'], house)
  const [dee, mateo, ines, sam] = ['Dee', 'Mateo', 'Inés', 'Sam'].map((name) => new Person(name, ['responder'], house)) as [Person, Person, Person, Person]
  const responders = [dee, mateo, ines, sam]
  for (const newcomer of [...responders, amara, noor]) await join(newcomer, [ruth, amara])
  for (const person of [amara, ...responders]) await person.learn()
  return { team, ruth, amara, noor, dee, mateo, ines, sam }
}
