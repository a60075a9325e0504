import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { failToStart, passableFolder, startChild } from '../../tests/child-house.ts'

const bin = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/17/bin'].find((folder) =>
  existsSync(folder),
)
const asPostgres = (program: string, parameters: string[]): void => {
  const command =
    process.getuid?.() === 0
      ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', program]
      : [program]
  execFileSync(command[0]!, [...command.slice(1), ...parameters], { stdio: ['ignore', 'ignore', 'ignore'], cwd: '/' })
}

const why = bin ? false : 'no PostgreSQL of the distribution here'

test(
  'DATABASE_URL: Debian’s own PostgreSQL serves as well; what is wrong with it is told in one sentence',
  { skip: why },
  async () => {
    using folder = passableFolder()
    const cluster = makeForeignCluster(folder.path)
    try {
      const url = (database: string): string =>
        `postgres://beside@localhost/${database}?host=${encodeURIComponent(folder.path)}`
      await servesWith({ DATABASE_URL: url('beside'), DATA_DIR: join(folder.path, 'data') })
      await refuses(url('nowhere'), /does not exist: make it with createdb/, folder.path)
      await refuses(url('ascii'), /keeps its text as SQL_ASCII: make one with/, folder.path)
      await refuses(
        'postgres://beside@localhost/x?host=%2Fnowhere',
        /Nothing answers at the address in DATABASE_URL/,
        folder.path,
      )
      await refuses('mysql://localhost/x', /DATABASE_URL: /, folder.path)
    } finally {
      asPostgres(join(bin!, 'pg_ctl'), ['-D', cluster, '-m', 'immediate', 'stop'])
    }
  },
)

/** A running server with a database as it should be, and one with the wrong encoding. Returns its folder. */
function makeForeignCluster(folder: string): string {
  const cluster = join(folder, 'cluster')
  mkdirSync(cluster)
  if (process.getuid?.() === 0) spawnSync('chown', ['postgres', cluster, folder])
  const shape = ['--username=beside', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  asPostgres(join(bin!, 'initdb'), ['-D', cluster, ...shape])
  const options = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off`
  asPostgres(join(bin!, 'pg_ctl'), ['-D', cluster, '-w', '-o', options, 'start'])
  const there = ['-h', folder, '-U', 'beside']
  asPostgres(join(bin!, 'createdb'), [...there, 'beside'])
  asPostgres(join(bin!, 'createdb'), [...there, '--encoding=SQL_ASCII', '--template=template0', 'ascii'])
  return cluster
}

/** Twice, so that the second start finds the tables of the first. */
async function servesWith(environment: Record<string, string>): Promise<void> {
  for (const _start of ['first', 'second']) {
    const house = await startChild(environment)
    assert.equal((await fetch(`${house.url}/readyz`)).status, 200)
    assert.ok(!existsSync(join(environment['DATA_DIR']!, 'postgres')))
    await house.stop()
  }
}

async function refuses(url: string, sentence: RegExp, folder: string): Promise<void> {
  const { code, said } = await failToStart({ DATABASE_URL: url, DATA_DIR: join(folder, 'data') })
  assert.equal(code, 1)
  assert.match(said, sentence)
}
