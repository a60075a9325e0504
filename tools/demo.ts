import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { fill, type Language } from '#platform/words'
import { theTeam } from '#features/members'
import { firstLine, type LineDraft } from '#features/lines'
import { words } from '../features/keys/words.ts'
import type { TeamRole } from '../features/keys/wire.ts'
import { lookAfter, train, wantsToHelp } from './demo-crew.ts'
import { demoHours, makeRoster, type DemoCrew } from './demo-roster.ts'
import { ConsolePerson, type Send } from './founding.ts'
import { makeReadyTeam, type ReadyPerson } from './ready-team.ts'

/*
 * `npm start -- --demo`: a team of named people with fresh keys, a line that is open now and a roster. Their sign-ins are printed
 * once and kept nowhere; every page says that this is a demo (config.demo).
 */

const demoPeople: { name: string; roles: TeamRole[] }[] = [
  { name: 'Ruth', roles: ['steward'] },
  { name: 'Amara', roles: ['coordinator', 'steward'] },
  { name: 'Noor', roles: ['responder', 'steward'] },
  { name: 'Dee', roles: ['responder'] },
  { name: 'Mateo', roles: ['responder'] },
  { name: 'Inés', roles: ['responder'] },
  { name: 'Sam', roles: ['responder'] },
]

/** Makes the team, its line and its roster in an empty house that is listening at `url`; returns the lines to print. */
export async function makeDemo(house: House, url: string): Promise<string[]> {
  const language: Language = process.env['LANG']?.startsWith('es') ? 'es' : 'en'
  const say = words[language].demo
  if (await theTeam(house.db.sql)) return [say.there]
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const team = { name: say.team, languages: ['en', 'es'] as ('en' | 'es')[], timeZone }
  const { teamId, people } = await makeReadyTeam(house, team, demoPeople)
  await makeCrew({ house, teamId, timeZone, send: sender(url), language }, people)
  return [
    say.title,
    fill(say.line, { url }),
    fill(say.signIn, { url: `${url}/console` }),
    ...people.flatMap((person) => printed(person, language)),
    '',
    say.gone,
    '',
  ]
}

type Making = { house: House; teamId: string; timeZone: string; send: Send; language: Language }

/** Everybody does their part at a console of their own, so that what they seal is theirs. They leave again when it is done. */
async function makeCrew({ house, teamId, timeZone, send, language }: Making, people: ReadyPerson[]): Promise<void> {
  const inside = await Promise.all(people.map((person) => signedIn(person, { teamId, send })))
  const [ruth, amara, noor, dee, mateo, ines, sam] = inside as [ConsolePerson, ...ConsolePerson[]]
  const crew = { amara, noor, dee, mateo, ines, sam } as DemoCrew
  const now = house.clock.now()
  const lineId = await makeLine(ruth, openNow(now, timeZone))
  // Who is learning is known before anybody is seated.
  await Promise.all([train(crew, now, language), wantsToHelp(send, language)])
  const over = await makeRoster({ house, teamId, timeZone, lineId, crew })
  await lookAfter(crew, over, language)
  await Promise.all(inside.map(({ api }) => api.post('/api/sign-out')))
}

async function signedIn(person: ReadyPerson, { teamId, send }: { teamId: string; send: Send }): Promise<ConsolePerson> {
  const console = new ConsolePerson(person.name, person.roles, send)
  Object.assign(console, { teamId, memberId: person.memberId, paperKey: person.paperKey })
  await console.signIn()
  return console
}

/** A request as one of the house's own pages sends it. */
function sender(url: string): Send {
  const { origin } = new URL(url)
  return (path, init) => {
    const headers = new Headers(init.headers)
    headers.set('origin', origin)
    return fetch(origin + path, { ...init, headers })
  }
}

async function makeLine({ api, keyring }: ConsolePerson, line: LineDraft): Promise<string> {
  const lineId = randomId()
  await api.post('/api/lines', { lineId, line, intake: await keyring.makeIntake(lineId) })
  return lineId
}

const area = { en: words.en.demo.area, es: words.es.demo.area }
const openNow = (now: Date, timeZone: string): LineDraft => ({
  ...firstLine(['en', 'es']),
  area,
  hours: demoHours(now, timeZone),
})

function printed({ name, roles, paperKey }: ReadyPerson, language: Language): string[] {
  const held = new Intl.ListFormat(language).format(roles.map((role) => words[language].roles[role]))
  return ['', `  ${name} (${held})`, `  ${paperKey.replaceAll(' ', '')}`]
}
