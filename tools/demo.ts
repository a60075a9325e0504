import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { fill, type Language } from '#platform/words'
import { theTeam } from '#features/members'
import { firstLine, type LineDraft } from '#features/lines'
import { words } from '../features/keys/words.ts'
import type { TeamRole } from '../features/keys/wire.ts'
import { ConsolePerson } from './founding.ts'
import { makeReadyTeam, type ReadyPerson } from './ready-team.ts'

/*
 * `npm start -- --demo`: a team of named people with fresh keys and a line that is open now. Their sign-ins are printed once
 * and kept nowhere; every page says that this is a demo (config.demo).
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

/** Makes the team and its line in an empty house that is listening at `url`; returns the lines to print. */
export async function makeDemo(house: House, url: string): Promise<string[]> {
  const language: Language = process.env['LANG']?.startsWith('es') ? 'es' : 'en'
  const say = words[language].demo
  if (await theTeam(house.db.sql)) return [say.there]
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const team = { name: say.team, languages: ['en', 'es'] as ('en' | 'es')[], timeZone }
  const { teamId, people } = await makeReadyTeam(house, team, demoPeople)
  await makeLine(url, teamId, people[0]!)
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

/** Ruth makes the line at a console of her own, so that its keys are hers to make. */
async function makeLine(url: string, teamId: string, ruth: ReadyPerson): Promise<void> {
  const origin = new URL(url).origin
  const send = (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('origin', origin)
    return fetch(origin + path, { ...init, headers })
  }
  const console = new ConsolePerson(ruth.name, ruth.roles, send)
  Object.assign(console, { teamId, memberId: ruth.memberId, paperKey: ruth.paperKey })
  await console.signIn()
  const lineId = randomId()
  await console.api.post('/api/lines', { lineId, line: openNow(), intake: await console.keyring.makeIntake(lineId) })
}

const area = { en: words.en.demo.area, es: words.es.demo.area }

function openNow(): LineDraft {
  const line = firstLine(['en', 'es'])
  const allDay = [{ from: '00:00', to: '24:00' }]
  const weekly = Object.fromEntries(
    Object.keys(line.hours.weekly).map((day) => [day, allDay]),
  ) as LineDraft['hours']['weekly']
  return { ...line, area, hours: { weekly, exceptions: [] } }
}

function printed({ name, roles, paperKey }: ReadyPerson, language: Language): string[] {
  const held = new Intl.ListFormat(language).format(roles.map((role) => words[language].roles[role]))
  return ['', `  ${name} (${held})`, `  ${paperKey.replaceAll(' ', '')}`]
}
