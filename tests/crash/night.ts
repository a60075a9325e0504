import { setTimeout as wait } from 'node:timers/promises'
import { configOf } from '../../features/chat/acting.ts'
import type { TestHouse } from '../house.ts'
import type { Auditor } from './auditor.ts'
import { CrashCaller } from './caller.ts'
import { chanceOf, type Chance } from './chance.ts'
import { CrashConsole, isReady } from './console.ts'
import type { Crew } from './crew.ts'
import { planOf, strike, type FaultName, type Planned } from './faults.ts'
import { look, type Violation } from './look.ts'
import { allHolds } from './morning.ts'
import { promising } from './owed.ts'
import { comes, sender } from './pages.ts'
import { Told } from './told.ts'
import type { World } from './world.ts'

export type Night = {
  seed: number
  faults: FaultName[]
  violations: Violation[]
  /** How much was looked at: nothing found in nothing would prove nothing. */
  seen: { chats: number; acknowledged: number; claims: number; promises: number; pictures: number }
}

/** Everybody who takes part in a night, and what they were told. */
export type Playing = {
  world: World
  crew: Crew
  told: Told
  chance: Chance
  isOver: () => boolean
  /** Whoever lives comes to an end with the next thing they do. */
  over: () => void
  consoles: CrashConsole[]
  callers: CrashCaller[]
  auditors: Auditor[]
  /** How many faults there were so far. */
  struck: { count: number }
}

const howManyCall = 5
/** Milliseconds: how long the next fault waits for something to go well, while somebody has something to say, and otherwise. */
const [longestWait, wordless] = [5000, 400]

export function playingOf(world: World, crew: Crew, seed: number): Playing {
  let isOver = false
  const people = { consoles: [], callers: [], auditors: [], struck: { count: 0 } }
  const over = (): void => void (isOver = true)
  return { world, crew, told: new Told(), chance: chanceOf(seed), isOver: () => isOver, over, ...people }
}

/** One night of one seed: people call and answer while so many things break; then everything is whole, and is looked at. */
export async function night(playing: Playing, { seed, count }: { seed: number; count: number }): Promise<Night> {
  const { world, told, chance } = playing
  const plan = planOf(chance.fork('plan'), count)
  await begin(playing, count)
  const lives = everybodyLives(playing)
  const { pictures, violations } = await breakAll(playing, plan)
  playing.over()
  await Promise.all(lives)
  const found = [...violations, ...(await allHolds(playing)), ...endedByItself(world)]
  const [chats, acknowledged, claims, promises] = [told.begun, told.kept, told.claims, told.promised].map(sizeOf)
  const seen = { chats: chats!, acknowledged: acknowledged!, claims: claims!, promises: promises!, pictures }
  return { seed, faults: plan.map(({ name }) => name), violations: found, seen }
}

/** Another night follows: the callers' pages close, whoever holds a conversation ends it, and their consoles close. */
export async function goHome(playing: Playing): Promise<void> {
  for (const caller of playing.callers) caller.close()
  await Promise.all(playing.consoles.map((console) => console.endAll()))
  close(playing)
}

export function close({ consoles, callers, auditors, over }: Playing): void {
  over()
  for (const one of [...consoles, ...callers, ...auditors]) one.close()
}

const sizeOf = (many: { size: number } | { length: number }): number => ('size' in many ? many.size : many.length)

/** All is well: three are on duty, and five have the page of the line before them. */
async function begin({ crew, chance, consoles, callers, ...given }: Playing, count: number): Promise<void> {
  const { world } = given
  await world.whole()
  world.wentBack = false
  const { dee, mateo, ines } = crew.people
  for (const person of [dee, mateo, ines])
    consoles.push(new CrashConsole({ ...given, person, chance: chance.fork(person.name), lineId: crew.lineId }))
  await Promise.all(consoles.map((console) => console.clockIn()))
  for (const console of consoles)
    if (!(await isReady(console))) throw new Error(`${console.person.name} is not on duty`)
  const send = sender(world, '10.0.0.1')
  const config = await configOf({ request: (path: string) => send(path, {}) } as unknown as TestHouse)
  // One after the other, so that there is somebody for every fault to strike.
  const comesAfter = (n: number): number => Math.floor((n * count) / howManyCall)
  for (let n = 0; n < howManyCall; n++) {
    const isTime = (): boolean => given.struck.count >= comesAfter(n)
    callers.push(await CrashCaller.make({ ...given, config, isTime, chance: chance.fork(`caller ${n}`) }))
  }
}

function everybodyLives({ crew, chance, consoles, callers, ...given }: Playing): Promise<void>[] {
  const { dee, mateo } = crew.people
  return [
    ...callers.map((caller) => caller.live()),
    ...consoles.map((console) => console.live()),
    promising({ ...given, chance: chance.fork('owed'), people: [dee, mateo], caseId: crew.caseId }),
  ]
}

/** Mostly something went well since the last fault; now and then they come one upon the other. */
async function breakAll({ world, told, chance, callers, struck }: Playing, plan: readonly Planned[]) {
  const how = chance.fork('how')
  const violations: Violation[] = []
  let pictures = 0
  for (const planned of plan) {
    const enough = told.count + how.below(6)
    const longest = callers.some(({ isSpeaking }) => isSpeaking) ? longestWait : wordless
    if (how.next() < 0.8) await comes(() => told.count > enough, longest)
    await strike(world, planned, how)
    struck.count++
    const found = await Promise.race([look(world), wait(500).then(() => null)])
    if (found) pictures++
    violations.push(...(found ?? []))
  }
  return { pictures, violations }
}

export const endedByItself = ({ places }: World): Violation[] =>
  places
    .flatMap((place) => place.endedByItself.splice(0))
    .map((what) => ({ invariant: 'nobody lost', what: `a server process ended by itself: ${what}` }))
