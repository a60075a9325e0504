import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { openDatabase } from '#platform/database'
import type { House } from '#platform/house'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { floorPlan } from '../../features.ts'
import { makeReadyTeam, type ReadyPerson } from '../../tools/ready-team.ts'
import { passableFolder } from '../child-house.ts'

export const plan = [
  { name: 'Ruth', roles: ['steward' as const] },
  { name: 'Amara', roles: ['coordinator' as const, 'steward' as const] },
  { name: 'Noor', roles: ['steward' as const] },
  { name: 'Dee', roles: ['responder' as const] },
  { name: 'Mateo', roles: ['responder' as const] },
  { name: 'Inés', roles: ['responder' as const] },
]
const team = { name: 'Beside the River', languages: ['en', 'es'] as ('en' | 'es')[], timeZone: 'UTC' }

/** A team and its database, at rest. Every house of a run begins with a copy: making one takes longer than half a night. */
export class Founding {
  readonly people: readonly ReadyPerson[]
  readonly teamId: string
  #folder: ReturnType<typeof passableFolder>

  private constructor(folder: ReturnType<typeof passableFolder>, of: { people: ReadyPerson[]; teamId: string }) {
    this.#folder = folder
    this.people = of.people
    this.teamId = of.teamId
  }

  static async make(): Promise<Founding> {
    const folder = passableFolder()
    try {
      const postgres = await startPostgres(join(folder.path, 'data'), {
        log: makeLog('error', () => {}),
        durable: false,
      })
      try {
        return new Founding(folder, await foundTeam(postgres.url))
      } finally {
        await postgres.stop()
      }
    } catch (error) {
      folder[Symbol.dispose]()
      throw error
    }
  }

  /** Puts the whole data folder where there is none yet; its files stay whose they are. */
  copyTo(dataDir: string): void {
    execFileSync('cp', ['-a', join(this.#folder.path, 'data'), dataDir])
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]()
  }
}

async function foundTeam(url: string): Promise<{ people: ReadyPerson[]; teamId: string }> {
  const db = openDatabase({ url, connections: 2 })
  try {
    await migrate(db, readMigrations(floorPlan), new Date())
    return await makeReadyTeam({ db, clock: { now: () => new Date() } } as unknown as House, team, plan)
  } finally {
    await db.close()
  }
}
