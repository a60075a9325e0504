import { spawnSync, type SpawnOptions } from 'node:child_process'
import type { Account } from '#platform/postgres/account'

export type Command = { program: string; parameters: string[]; options: SpawnOptions }

/**
 * How to run one of PostgreSQL's programs: as `account` when we are root, and, on Linux, so that the kernel interrupts it
 * (a fast, orderly shutdown) when our process is gone, whatever ended it. Elsewhere an orphan is stopped by the next start.
 */
export function command(program: string, parameters: string[], account: Account | null): Command {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
  // A working folder that every account may enter: PostgreSQL's programs stop when they cannot read their own.
  const options: SpawnOptions = { env, cwd: '/' }
  if (!hasDeathSignal())
    return { program, parameters, options: account ? { ...options, uid: account.uid, gid: account.gid } : options }
  const become = account ? ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'] : []
  return { program: 'setpriv', parameters: ['--pdeathsig', 'INT', ...become, '--', program, ...parameters], options }
}

let known: boolean | undefined

function hasDeathSignal(): boolean {
  known ??=
    process.platform === 'linux' &&
    (spawnSync('setpriv', ['--help'], { encoding: 'utf8' }).stdout ?? '').includes('--pdeathsig')
  return known
}
