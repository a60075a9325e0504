import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ourName, type Account } from '#platform/postgres/account'
import type { Binaries } from '#platform/postgres/binaries'
import { fullDisk } from '#platform/postgres/data-folder'
import { command } from '#platform/postgres/command'
import { StartProblem } from '#platform/start-problem'

/** A folder with a database cluster in it, and who runs it. `durable: false` is for tests: no fsync. */
export type Cluster = {
  folder: string
  socketFolder: string
  account: Account | null
  durable: boolean
  connections: number
}

/** Makes the cluster when there is none, refuses another major version, and writes its settings. */
export async function prepareCluster(cluster: Cluster, binaries: Binaries): Promise<void> {
  const version = join(cluster.folder, 'PG_VERSION')
  if (!existsSync(version)) await initialise(cluster, binaries)
  const major = readFileSync(version, 'utf8').trim()
  if (major !== binaries.major) {
    throw new StartProblem(
      `${cluster.folder} was written by PostgreSQL ${major} and this Beside brings ${binaries.major}. Nothing was changed. To move: start the Beside you had, make a backup with it, then start this one with a new DATA_DIR and restore the backup there.`,
    )
  }
  writeSettings(cluster)
}

/** Made aside and renamed when complete: an interrupted first start leaves nothing that looks like a cluster. */
async function initialise(cluster: Cluster, binaries: Binaries): Promise<void> {
  const draft = `${cluster.folder}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  if (cluster.account) chownSync(draft, cluster.account.uid, cluster.account.gid)
  const options = [
    '--username=beside',
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    '--auth=reject',
    '--no-instructions',
  ]
  if (!cluster.durable) options.push('--no-sync')
  const { code, said } = await run(command(binaries.initdb, ['-D', draft, ...options], cluster.account))
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw initialiseProblem(cluster, said)
  }
  renameSync(draft, cluster.folder)
}

function initialiseProblem(cluster: Cluster, said: string): StartProblem {
  if (/No space left on device|Disk quota exceeded/.test(said)) return fullDisk(cluster.folder)
  const last =
    said
      .trim()
      .split('\n')
      .filter((line) => /error|fatal|could not/i.test(line))
      .at(-1) ?? 'nothing'
  return new StartProblem(`PostgreSQL could not make its folder ${cluster.folder}; it said: ${last}`)
}

/** Only our own account and the one PostgreSQL runs as may connect, over the socket alone; nothing listens on the network. */
function writeSettings(cluster: Cluster): void {
  write(cluster, 'postgresql.conf', settings(cluster))
  write(cluster, 'pg_hba.conf', 'local all beside peer map=beside\n')
  const names = new Set([ourName(), cluster.account?.name ?? ourName()])
  write(cluster, 'pg_ident.conf', [...names].map((name) => `beside "${name}" beside\n`).join(''))
}

/**
 * Nothing that people wrote may reach PostgreSQL's own log: errors with their statements and values are not logged at all,
 * only what keeps the server from working.
 */
function settings(cluster: Cluster): string {
  const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`
  return `# Written by Beside at every start. Your own settings belong in local.conf beside this file.
listen_addresses = ''
unix_socket_directories = ${quoted(cluster.socketFolder)}
unix_socket_permissions = 0700
max_connections = ${cluster.connections}
shared_buffers = 64MB
max_wal_size = 256MB
max_slot_wal_keep_size = 1GB
jit = off
fsync = ${cluster.durable ? 'on' : 'off'}
synchronous_commit = ${cluster.durable ? 'on' : 'off'}
full_page_writes = ${cluster.durable ? 'on' : 'off'}
timezone = 'UTC'
log_timezone = 'UTC'
log_destination = 'stderr'
logging_collector = off
log_statement = 'none'
log_min_messages = fatal
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
include_if_exists = 'local.conf'
`
}

/** Written aside and renamed, so that a full disk leaves the earlier file whole. */
function write(cluster: Cluster, name: string, text: string): void {
  const file = join(cluster.folder, name)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  if (cluster.account) chownSync(`${file}.new`, cluster.account.uid, cluster.account.gid)
  renameSync(`${file}.new`, file)
}

type Command = ReturnType<typeof command>

function run({ program, parameters, options }: Command): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', (part: Buffer) => (said += part.toString()))
    child.stderr.on('data', (part: Buffer) => (said += part.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, said }))
  })
}
