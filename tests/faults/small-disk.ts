import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { passableFolder } from '../child-house.ts'

/** A small disk in memory, to be filled, freed and made larger (megabytes). Mounting needs root, and a machine that allows it. */
export type SmallDisk = {
  path: string
  fill: () => void
  free: () => void
  grow: (to: number) => void
  [Symbol.dispose]: () => void
}

export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  const path = join(folder, 'disk')
  const ballast = join(path, 'ballast')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path])
  return {
    path,
    fill: () => void spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' }),
    free: () => rmSync(ballast),
    grow: (to) => void execFileSync('mount', ['-o', `remount,size=${to}m`, path]),
    [Symbol.dispose]: () => void spawnSync('umount', ['-l', path]),
  }
}

/** Why a test with a small disk is skipped here; false when it is not. */
export function noSmallDisk(): string | false {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return 'only root can mount a small disk'
  using folder = passableFolder()
  try {
    using _disk = mountSmallDisk(folder.path, 1)
    return false
  } catch {
    return 'this machine does not allow mounting'
  }
}
