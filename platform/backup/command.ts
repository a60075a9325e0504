import { parseArgs } from 'node:util'
import { makeBackup, type Telling } from '#platform/backup/backup'
import { placesIn, type Places } from '#platform/backup/places'
import { restore } from '#platform/backup/restore'
import { wallClock } from '#platform/clock'
import { ConfigProblems, loadSettings, readConfig, type Config } from '#platform/config'
import { StartProblem } from '#platform/start-problem'

/* What `npm run backup` and `npm run restore` read from their command lines and say. Exit codes: 0 when it is done, else 1. */

const backupUse = `npm run backup [-- FOLDER]
Copies the database, the erasure keys and the list of what was erased into FOLDER (or BACKUP_DIR), and checks the copies.`
const restoreUse = `npm run restore [-- FOLDER] [--until TIME] [--backup NAME] [--keys FOLDER] [--tombstones FOLDER]
Restores from FOLDER (or BACKUP_DIR) into an empty DATA_DIR.
  --until TIME         as things were then, such as 2026-11-20T19:30 (this machine's time zone) or 2026-11-20T19:30:00Z
  --backup NAME        from this copy of the database instead of the newest that fits
  --keys FOLDER        where the copies of the erasure keys are, when not in FOLDER/keys
  --tombstones FOLDER  a further list of what was erased, such as keys/tombstones of the old machine; may be given twice`

export const runBackup = (words: string[]): Promise<number> =>
  run(async (tell) => {
    const { values, positionals } = parse(words, {})
    if (values['help']) return tell.step(backupUse)
    const config = readConfig(process.env)
    const places = placesOf(config, positionals, undefined, 'backup')
    await makeBackup({ config, places, clock: wallClock, tell })
  })

export const runRestore = (words: string[]): Promise<number> =>
  run(async (tell) => {
    const text = { type: 'string' } as const
    const options = { until: text, backup: text, keys: text, tombstones: { type: 'string', multiple: true } } as const
    const { values, positionals } = parse(words, options)
    if (values['help']) return tell.step(restoreUse)
    const config = readConfig(process.env)
    const said = values as { until?: string; backup?: string; keys?: string; tombstones?: string[] }
    const places = placesOf(config, positionals, said.keys, 'restore')
    const until = said.until === undefined ? undefined : timeFrom(said.until)
    const tombstones = said.tombstones ?? []
    await restore({ config, places, clock: wallClock, tell, until, backup: said.backup, tombstones })
  })

function parse(words: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  const help = { type: 'boolean', short: 'h' } as const
  try {
    return parseArgs({ args: words, options: { ...options, help }, allowPositionals: true })
  } catch (error) {
    throw new StartProblem(`${(error as Error).message.split('. ')[0]}. Add --help to see what there is.`)
  }
}

function placesOf(config: Config, folders: string[], keys: string | undefined, name: string): Places {
  const folder = folders[0] ?? config.backupDir
  if (folders.length > 1 || !folder)
    throw new StartProblem(`Say one folder for the backups: npm run ${name} -- FOLDER, or set BACKUP_DIR.`)
  return placesIn(folder, keys ?? config.backupKeysDir)
}

function timeFrom(text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new StartProblem(`${text} is no time we can read: write it as 2026-11-20T19:30, or 2026-11-20T19:30:00Z.`)
}

async function run(work: (tell: Telling) => Promise<void>): Promise<number> {
  // PostgreSQL's supervisors stop what they started when the process exits, but not when a signal ends it at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  process.once('disconnect', () => process.exit(1))
  try {
    loadSettings()
    await work(telling())
    return 0
  } catch (error) {
    if (process.stdout.isTTY) process.stdout.write('\n')
    complain(error)
    return 1
  }
}

function complain(error: unknown): void {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  if (error instanceof ConfigProblems)
    say(`These settings cannot be used:\n${error.problems.map((line) => `  ${line}`).join('\n')}`)
  else if (error instanceof StartProblem) say(error.message)
  else say(`This was not foreseen, and nothing that was kept before was changed: ${String(error)}`)
}

/** Progress is drawn over itself at a terminal; elsewhere every quarter is a line. */
function telling(): Telling {
  const isTerminal = process.stdout.isTTY
  let drawn = false
  let last = ''
  const write = (text: string): void => void process.stdout.write(text)
  return {
    step(line) {
      write(`${drawn ? '\n' : ''}${line}\n`)
      drawn = false
    },
    progress(line, share) {
      const quarter = `${line.split(':')[0]} ${Math.floor(share * 4)}`
      if (isTerminal) write(`\r${line}`)
      else if (quarter !== last) write(`${line}\n`)
      drawn = isTerminal
      last = quarter
    },
  }
}
