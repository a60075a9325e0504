import { fork, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wallClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openDatabase } from '#platform/database'
import { Refusal } from '#platform/house'
import { randomId } from '#platform/ids'
import { openKeyStore } from '#platform/key-store'
import { makeLog } from '#platform/log'
import { migrate, readMigrations } from '#platform/migrations'
import { startPostgres } from '#platform/postgres/index'
import { openHouse } from '#platform/server/open'
import { contactEnded } from '#features/contacts'
import { ask, queue } from '#features/queue'
import { floorPlan } from '../features.ts'
import { report } from './report.ts'

/**
 * Races for a claim: 2 to 8 people answer the same contact at once, over two server processes on one durable database.
 * Exactly one may win each, and all others must be told that somebody was faster.
 */
type Asked = { race: number; contactId: string; members: string[]; opens: boolean; ends: boolean }
type Answered = { race: number; won: number; taken: number; other: number }
type Place = { url: string; folder: string }

const races = process.argv.includes('--quick') ? 500 : 10_000
const atOnce = 24
const teamId = '00000000-0000-4000-8000-000000000001'

if (process.send) await serveRaces(JSON.parse(process.argv[2]!) as Place)
else await run()

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'beside-claims-'))
  chmodSync(folder, 0o755)
  const log = makeLog('warn', (line) => void process.stderr.write(`${line}\n`))
  const postgres = await startPostgres(join(folder, 'data'), { log, durable: true })
  const db = openDatabase({ url: postgres.url, connections: 1 })
  await migrate(db, readMigrations(floorPlan), new Date())
  await db.close()
  const processes = await Promise.all(
    [0, 1].map((n) => startProcess({ url: postgres.url, folder: join(folder, `${n}`) })),
  )
  const began = performance.now()
  let [next, right] = [0, 0]
  const runner = async (): Promise<void> => {
    while (next < races) if (await isRight(processes, next++)) right += 1
  }
  await Promise.all(Array.from({ length: atOnce }, runner))
  const seconds = (performance.now() - began) / 1000
  for (const one of processes) one.child.kill()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
  process.stderr.write(`${races} races in ${seconds.toFixed(1)} s\n`)
  const name = `claims: ${races} races of 2 to 8 claimants over two processes, exactly one winner each`
  report({ name, value: right, unit: 'races', raw: races, ratio: right / races, bar: 1, pass: right === races })
}

/** One race: opened, then run on both processes at once, then ended. */
async function isRight(processes: Runner[], race: number): Promise<boolean> {
  const contactId = randomId()
  const members = Array.from({ length: 2 + (race % 7) }, randomId)
  const [first, second] = processes as [Runner, Runner]
  await first.ask({ race, contactId, members: [], opens: true, ends: false })
  const halves = [members.filter((_one, index) => index % 2 === 0), members.filter((_one, index) => index % 2 === 1)]
  const order = race % 2 === 0 ? [first, second] : [second, first]
  const answers = await Promise.all(
    order.map((one, index) => one.ask({ race, contactId, members: halves[index]!, opens: false, ends: false })),
  )
  await second.ask({ race, contactId, members: [], opens: false, ends: true })
  const sum = (what: 'won' | 'taken' | 'other'): number => answers.reduce((all, answer) => all + answer[what], 0)
  const isFair = sum('won') === 1 && sum('taken') === members.length - 1
  if (!isFair) process.stderr.write(`race ${race}: ${JSON.stringify(answers)}\n`)
  return isFair
}

type Runner = { child: ChildProcess; ask: (asked: Asked) => Promise<Answered> }

async function startProcess(place: Place): Promise<Runner> {
  const child = fork(import.meta.filename, [JSON.stringify(place)])
  const waiting = new Map<number, (answer: Answered) => void>()
  await new Promise((ready, lost) => child.once('message', ready).once('exit', lost))
  child.on('message', (answer: Answered) => {
    waiting.get(answer.race)?.(answer)
  })
  const ask = (asked: Asked): Promise<Answered> =>
    new Promise((resolve) => {
      waiting.set(asked.race, resolve)
      child.send(asked)
    })
  return { child, ask }
}

/** The process that takes part: a whole house with the queue, claims through the very message that consoles say. */
async function serveRaces({ url, folder }: Place): Promise<void> {
  const config = readConfig({ PORT: '0', DATA_DIR: folder })
  const db = openDatabase({ url, connections: 16 })
  const log = makeLog('warn', (line) => process.stderr.write(`${line}\n`))
  const keyStore = await openKeyStore(join(folder, 'keys.sqlite'))
  const { house } = await openHouse({ config, clock: wallClock, db, keyStore, log, announce: () => {} }, [queue])
  const claim = queue.messages!(house).find((message) => message.name === 'queue.claim')!
  const claimAs = async (memberId: string, contactId: string): Promise<keyof Omit<Answered, 'race'>> => {
    const visitor = { kind: 'member', teamId, memberId, sessionId: memberId, permissions: new Set(['alarms.receive']) }
    try {
      await claim.handle({ visitor, body: { contactId, locked: false }, socketId: memberId } as never)
      return 'won'
    } catch (error) {
      if (!(error instanceof Refusal)) log.error('claim failed', error)
      return error instanceof Refusal && error.code === 'taken' ? 'taken' : 'other'
    }
  }
  process.on('message', async ({ race, contactId, members, opens, ends }: Asked) => {
    const about = { teamId, contactId, lineId: teamId }
    if (opens) await db.transact((sql, afterCommit) => ask(sql, afterCommit, house, { ...about, language: 'en' }))
    const ended = { of: contactEnded, is: { ...about, channel: 'chat', ending: 'crew' } } as const
    if (ends) await db.transact((sql, afterCommit) => house.moments.fire(sql, afterCommit, ended))
    const answers = await Promise.all(members.map((memberId) => claimAs(memberId, contactId)))
    const count = (what: string): number => answers.filter((answer) => answer === what).length
    process.send!({ race, won: count('won'), taken: count('taken'), other: count('other') } satisfies Answered)
  })
  process.on('disconnect', () => process.exit())
  process.send!('ready')
}
