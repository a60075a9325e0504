import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#platform/database'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { startServer, type ServerProcess } from '../tests/two-processes-child.ts'

/**
 * A place to measure in: our PostgreSQL as it is in real use (durable), server processes, and load from processes of
 * their own.
 */
export type MeasuringPlace = {
  databaseUrl: string
  servers: ServerProcess[]
  /** From now on every fsync of PostgreSQL takes 2 ms longer, or no longer. False when this machine has no C compiler. */
  slowDisk: (on: boolean) => boolean
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function openMeasuringPlace(serverCount = 2): Promise<MeasuringPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-bench-'))
  chmodSync(folder, 0o755)
  const slow = prepareSlowDisk(folder)
  const log = makeLog('warn', (line) => void process.stderr.write(`${line}\n`))
  const postgres = await startPostgres(join(folder, 'data'), { log, durable: true })
  const db = openDatabase({ url: postgres.url, connections: 1 })
  await migrate(db, readMigrations([]), new Date())
  await db.close()
  const servers = await Promise.all(Array.from({ length: serverCount }, () => startServer(postgres.url)))
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()))
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { databaseUrl: postgres.url, servers, slowDisk: slow, [Symbol.asyncDispose]: close }
}

/** Compiles the shim and lets PostgreSQL be started with it, by a `setpriv` of our own that is found first. */
function prepareSlowDisk(folder: string): (on: boolean) => boolean {
  const [shim, switched, first] = [join(folder, 'slow.so'), join(folder, 'slow'), join(folder, 'setpriv')]
  const source = join(import.meta.dirname, 'socket-slow-disk.c')
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl']).status === 0
  const real = spawnSync('which', ['setpriv'], { encoding: 'utf8' }).stdout?.trim()
  if (!compiled || !real) return () => false
  writeFileSync(first, `#!/bin/sh\nexport LD_PRELOAD=${shim} BESIDE_SLOW=${switched}\nexec ${real} "$@"\n`, {
    mode: 0o755,
  })
  process.env['PATH'] = `${folder}:${process.env['PATH']}`
  return (on) => {
    if (on) writeFileSync(switched, '')
    else rmSync(switched, { force: true })
    return true
  }
}

/** Runs one of the bench's programs in a process of its own and resolves with the JSON it writes. */
export function inProcess<Result>(program: string, given: object): Promise<Result> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (part: Buffer) => (said += part.toString()))
  return new Promise((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(said) as Result) : reject(new Error(`${program} ended with ${code}`)),
    )
  })
}
