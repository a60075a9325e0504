import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { testFolder } from '../postgres.ts'
import type { TestHouse } from '../house.ts'

/** Every file of the house (database, write-ahead log, key store, tombstones) whose raw bytes hold this text. */
export async function filesHolding(house: TestHouse, text: string): Promise<string[]> {
  await house.house.db.sql`checkpoint`
  const found = spawnSync('grep', ['-rlaF', '--', text, join(testFolder, 'data'), house.folder], { encoding: 'utf8' })
  if (found.status !== 0 && found.status !== 1) throw new Error(found.stderr)
  return found.stdout.split('\n').filter(Boolean)
}
