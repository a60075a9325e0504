import { setTimeout as wait } from 'node:timers/promises'
import { hour, minute, second } from '#platform/clock'
import type { Chance } from './chance.ts'
import type { World } from './world.ts'

type Strike = (world: World, chance: Chance) => unknown

/** Everything that is broken, and how often compared with the others. Each resolves when it was struck, not when it is mended. */
const faults: Record<string, { weight: number; strike: Strike }> = {
  'server killed': { weight: 4, strike: ({ places }, chance) => chance.one(places).kill() },
  'all servers killed': { weight: 1, strike: ({ places }) => places.forEach((place) => place.kill()) },
  'server frozen': {
    weight: 2,
    strike: ({ places }, chance) => chance.one(places).freeze(200 + chance.below(800)),
  },
  'PostgreSQL killed': { weight: 3, strike: (world) => world.killPostgres() },
  'PostgreSQL and a server killed': {
    weight: 1,
    strike: (world, chance) => (chance.one(world.places).kill(), world.killPostgres()),
  },
  'network cut': { weight: 4, strike: ({ network }) => network.cut() },
  'some connections cut': { weight: 4, strike: ({ network }) => network.cut(0.4) },
  'network away': { weight: 2, strike: ({ network }, chance) => away(network, 'refuse', chance) },
  'answers lost': { weight: 5, strike: ({ network }, chance) => away(network, 'deaf', chance) },
  'lines to PostgreSQL cut': { weight: 3, strike: ({ lines }, chance) => lines.cut(chance.one(['reset', 'end'])) },
  'one line to PostgreSQL cut': {
    weight: 3,
    strike: ({ lines }, chance) => lines.cut('reset', chance.below(Math.max(1, lines.count))),
  },
  'PostgreSQL refuses': { weight: 1, strike: ({ lines }, chance) => refuse(lines, chance) },
  'time moves on': { weight: 4, strike: (world, chance) => world.move(second + chance.below(40) * second) },
  'time leaps': { weight: 2, strike: (world, chance) => world.move(chance.one([minute, 4 * minute, 61 * minute])) },
  'time goes back': { weight: 1, strike: (world, chance) => world.move(-chance.below(20) * second) },
  'hours pass': { weight: 0.5, strike: (world) => world.move(5 * hour) },
  'disk full': { weight: 2, strike: (world, chance) => world.fillDisk(150 + chance.below(500)) },
}

export type FaultName = keyof typeof faults
export type Planned = { name: FaultName; pause: number }

/** What a seed breaks, in which order, after how many milliseconds each. */
export function planOf(chance: Chance, count: number): Planned[] {
  const total = Object.values(faults).reduce((sum, { weight }) => sum + weight, 0)
  const draw = (): FaultName => {
    let left = chance.next() * total
    return Object.keys(faults).find((name) => (left -= faults[name]!.weight) < 0) ?? 'network cut'
  }
  return Array.from({ length: count }, () => ({ name: draw(), pause: 20 + chance.below(180) }))
}

export async function strike(world: World, { name, pause }: Planned, chance: Chance): Promise<void> {
  await wait(pause)
  await faults[name]!.strike(world, chance)
}

/** Whatever hung in the network meanwhile is lost with its connection. */
async function away(network: World['network'], mood: 'refuse' | 'deaf', chance: Chance): Promise<void> {
  network.mood = mood
  if (mood === 'refuse') network.cut()
  await wait(50 + chance.below(250))
  network.cut()
  network.mood = 'serve'
}

async function refuse(lines: World['lines'], chance: Chance): Promise<void> {
  lines.mood = 'refuse'
  lines.cut('reset')
  await wait(50 + chance.below(300))
  lines.mood = 'serve'
}
