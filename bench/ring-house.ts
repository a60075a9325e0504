import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wallClock } from '#platform/clock'
import { openDatabase } from '#platform/database'
import type { House } from '#platform/house'
import { randomId } from '#platform/ids'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { floorPlan } from '../features.ts'
import { firstLine, type LineDraft } from '#features/lines'
import { startChild } from '../tests/child-house.ts'
import { ConsolePerson } from '../tools/founding.ts'
import { makeReadyTeam, type PlannedPerson, type ReadyPerson } from '../tools/ready-team.ts'

/** The whole of Beside as it is run, twice, on one database and key store, with a team and a line that is open now. */
export type RingHouse = {
  urls: string[]
  /** What each server process said on standard error. */
  complained: (() => string)[]
  people: ReadyPerson[]
  teamId: string
  lineId: string
  databaseUrl: string
  [Symbol.asyncDispose]: () => Promise<void>
}

const team = { name: 'Beside the River', languages: ['en', 'es'] as ('en' | 'es')[], timeZone: 'UTC' }

/** `more`: settings of the server processes beside the usual ones. */
export async function openRingHouse(plan: PlannedPerson[], more: Record<string, string> = {}): Promise<RingHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-ring-'))
  chmodSync(folder, 0o755)
  const postgres = await startPostgres(join(folder, 'postgres'), { log: makeLog('error', () => {}), durable: true })
  const db = openDatabase({ url: postgres.url, connections: 1 })
  await migrate(db, readMigrations(floorPlan), wallClock.now())
  const { people, teamId } = await makeReadyTeam({ db, clock: wallClock } as House, team, plan)
  await db.close()
  const environment = { DATABASE_URL: postgres.url, DATA_DIR: join(folder, 'data'), TRUST_PROXY: 'yes', ...more }
  const first = await startChild(environment)
  const second = await startChild(environment)
  const lineId = await makeLine(first.url, teamId, people[0]!)
  const close = async (): Promise<void> => {
    await Promise.all([first.stop(), second.stop()])
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const complained = [first.complained, second.complained]
  const urls = [first.url, second.url]
  return { urls, complained, people, teamId, lineId, databaseUrl: postgres.url, [Symbol.asyncDispose]: close }
}

/** Everybody is rung at once, and may hold five. */
async function makeLine(url: string, teamId: string, steward: ReadyPerson): Promise<string> {
  const person = personAt(url, steward)
  Object.assign(person, { teamId })
  await person.signIn()
  const lineId = randomId()
  const plain = firstLine(['en', 'es'])
  const weekly = Object.fromEntries(
    Object.keys(plain.hours.weekly).map((day) => [day, [{ from: '00:00', to: '24:00' }]]),
  )
  const hours = { weekly: weekly as LineDraft['hours']['weekly'], exceptions: [] }
  const line: LineDraft = { ...plain, hours, perPerson: 5, ring: { ...plain.ring, asking: 'all' } }
  await person.api.post('/api/lines', { lineId, line, intake: await person.keyring.makeIntake(lineId) })
  return lineId
}

export function personAt(url: string, ready: ReadyPerson): ConsolePerson {
  const send = (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('origin', url)
    return fetch(url + path, { ...init, headers })
  }
  const person = new ConsolePerson(ready.name, ready.roles, send)
  return Object.assign(person, { memberId: ready.memberId, paperKey: ready.paperKey })
}
