import { randomId } from '#platform/ids'
import { firstLine, type LineDraft } from '#features/lines'
import { openCase } from '../../features/promises/acting.ts'
import type { Chance } from './chance.ts'
import { CrashPerson } from './pages.ts'
import type { World } from './world.ts'

const names = { ruth: 'Ruth', amara: 'Amara', dee: 'Dee', mateo: 'Mateo', ines: 'Inés' }
export type Name = keyof typeof names

/** Everybody who does something, with the keys of their consoles, a line that never closes, and a case of Dee's whose fallback is Mateo. */
export type Crew = { people: Record<Name, CrashPerson>; lineId: string; caseId: string }

export async function foundCrew(world: World, chance: Chance): Promise<Crew> {
  const make = (name: string): CrashPerson =>
    new CrashPerson(
      world,
      world.people.find((one) => one.name === name)!,
      chance,
    )
  const people = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, make(name)])) as Crew['people']
  await signIn(people)
  const { ruth, dee, mateo } = people
  const lineId = randomId()
  const intake = await ruth.keyring.makeIntake(lineId)
  await ruth.api.post('/api/lines', { lineId, line: alwaysOpen(), intake })
  for (const person of Object.values(people)) await person.learn()
  const caseId = await openCase(dee.asPerson, { lineId, fallback: mateo.asPerson })
  return { people, lineId, caseId }
}

/** As on a new device: what a console of before remembered is gone. */
export async function signIn(people: Crew['people']): Promise<void> {
  await Promise.all(Object.values(people).map((person) => person.signIn()))
}

/** Everybody is rung at once, and may hold many. */
function alwaysOpen(): LineDraft {
  const plain = firstLine(['en', 'es'])
  const weekly = Object.fromEntries(
    Object.keys(plain.hours.weekly).map((day) => [day, [{ from: '00:00', to: '24:00' }]]),
  ) as LineDraft['hours']['weekly']
  return { ...plain, hours: { weekly, exceptions: [] }, perPerson: 5, ring: { ...plain.ring, asking: 'all' } }
}
