import './without-screens.ts'
import { floor, deskOf, openLine, startChat, until } from '../features/chat/acting.ts'
import { cases } from '../features/cases/index.ts'
import type { CaseBody } from '../features/cases/bodies.ts'
import type { CaseFile } from '../features/cases/browser/case-file.ts'
import type { Desk } from '#features/keys/browser'
import type { Feature } from '#platform/house'
import { openTestHouse, type TestHouse, type TestHouseOptions } from './house.ts'
import { foundTeam, type People, type Person } from './people.ts'

/* For the tests of cases and of what stands on them: consoles without a screen, against a whole house. */

export const { caseTrackOf } = await import('../features/cases/browser/case-file.ts')
export const acts = await import('../features/cases/browser/acts.ts')
export const contents = await import('../features/cases/browser/contents.ts')

export type Crew = { house: TestHouse; people: People; lineId: string; deskFor: (person: Person) => Desk }

/** A whole team and a line, with the house's clock as given; `more`: features above cases. */
export async function openCrew(options: TestHouseOptions = {}, more: Feature[] = []): Promise<Crew> {
  const house = await openTestHouse({ clock: 'wall', features: [...floor, cases, ...more], ...options })
  const people = await foundTeam(house)
  const lineId = await openLine(house, people)
  for (const person of [people.noor, people.sam]) await person.learn()
  const desks = new Map<Person, Desk>()
  const deskFor = (person: Person): Desk => {
    const desk = desks.get(person) ?? deskOf(house, people, person)
    desks.set(person, desk)
    return desk
  }
  return { house, people, lineId, deskFor }
}

type New = { fallback?: Person | null; contactId?: string | null; looks?: boolean }

/** Dee opens a case (Mateo is its fallback unless said), open and looked at on her console when this resolves. */
export async function deesCase(crew: Crew, made: New = {}): Promise<CaseFile> {
  const { people, lineId, deskFor } = crew
  const fallback = made.fallback === undefined ? people.mateo : made.fallback
  const file = await acts.openNewCase(deskFor(people.dee), {
    lineId,
    fallbackId: fallback?.memberId ?? null,
    contactId: made.contactId ?? null,
  })
  return ready(crew, file, made.looks)
}

/** The same case on somebody's console, open. */
export const caseFor = (crew: Crew, person: Person, caseId: string): Promise<CaseFile> =>
  ready(crew, caseTrackOf(crew.deskFor(person), caseId))

async function ready({ house }: Crew, file: CaseFile, looks = true): Promise<CaseFile> {
  house.endWith(() => file.close())
  if (looks) file.subscribe(() => {})
  await until(() => file.state === 'open' && file.track.log.rows.length > 0, 'the case being open')
  return file
}

/** What this console can read of the case, in order. */
export const bodiesIn = (file: CaseFile): (CaseBody | null)[] => file.track.log.rows.map(({ body }) => body)

export const notesIn = (file: CaseFile): string[] =>
  bodiesIn(file).flatMap((body) => (body?.k === 'note' ? [body.text] : []))

/** Writes a note and waits until the server has it. */
export async function note(file: CaseFile, text: string): Promise<void> {
  await file.track.outbox.done(file.put({ k: 'note', text, at: file.time() }))
}

export { startChat, until }
