import type { KeyringCore } from '../features/keys/browser/core/core.ts'
import type { TeamRole } from '../features/keys/wire.ts'

/**
 * The people of every test, with real keys: three stewards (Ruth, Amara, Noor; Amara coordinates too) and four responders
 * (Dee, Mateo, Inés, Sam). Node only. Their way in is a paper key, which costs no argon2.
 */
export type Person = {
  name: string
  memberId: string
  roles: TeamRole[]
  /** The `cookie` header of this person's session. */
  cookie: string
  /** The paper key's text: opens the vault, signs in. */
  paperKey: string
  /** A request as this person's console makes it (cookie, origin, JSON body when `body` is an object). */
  request: (path: string, init?: { method?: string; body?: unknown; headers?: Record<string, string> }) => Promise<Response>
  /** Unlocked, with the team's circles learned. */
  keyring: KeyringCore
}

export type People = {
  team: { teamId: string; name: string; languages: ('en' | 'es')[]; timeZone: string }
  ruth: Person
  amara: Person
  noor: Person
  dee: Person
  mateo: Person
  ines: Person
  sam: Person
}

/** The part of a test house that people need: `tests/house.ts` hands it out. */
export type PlaceForPeople = {
  request: (path: string, init?: RequestInit) => Response | Promise<Response>
}

/** Founds the team of every test. For a socket of a person use the test house's own `socket(cookie)`. */
export async function foundTeam(_place: PlaceForPeople): Promise<People> {
  throw new Error('not written yet: KEYS is on it')
}
