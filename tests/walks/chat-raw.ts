import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { testFolder } from '../postgres.ts'
import type { TestHouse } from '../house.ts'

/**
 * Every file of the house (database, write-ahead log, key store, tombstones), and of `more` folders, whose raw bytes hold
 * one of these texts. Other tests share the PostgreSQL: files of theirs that go away meanwhile are no failure.
 */
export async function filesHolding(house: TestHouse, text: string | string[], more: string[] = []): Promise<string[]> {
  await house.house.db.sql`checkpoint`
  const wanted = [text].flat().flatMap((one) => ['-e', one])
  const folders = [join(testFolder, 'data'), house.folder, ...more]
  const found = spawnSync('grep', ['-rlaF', ...wanted, '--', ...folders], { encoding: 'utf8' })
  const unread = found.stderr.split('\n').filter((line) => line !== '' && !line.endsWith('No such file or directory'))
  if (found.error || unread.length > 0) throw found.error ?? new Error(unread.join('\n'))
  return found.stdout.split('\n').filter(Boolean)
}
