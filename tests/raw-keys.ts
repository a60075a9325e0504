import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestHouse } from './house.ts'
import { testFolder } from './postgres.ts'

/** The erasure keys that the key store holds, as bytes. */
export function erasureKeys(house: TestHouse): Buffer[] {
  const store = new DatabaseSync(join(house.folder, 'keys.sqlite'), { readOnly: true })
  const rows = store.prepare('select key from erasure_keys where free = 0').all() as { key: Uint8Array }[]
  store.close()
  return rows.map(({ key }) => Buffer.from(key))
}

/** Every file of the house and of PostgreSQL that holds these raw bytes. */
export function filesWith(house: TestHouse, bytes: Buffer): string[] {
  const inside = readdirSync(house.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(bytes))
  const pattern = [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  const grep = spawnSync('grep', ['-rlaP', '--', pattern, join(testFolder, 'data')], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return [...inside, ...grep.stdout.split('\n').filter(Boolean)]
}
