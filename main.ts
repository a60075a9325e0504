import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigProblems, readConfig, type Config } from '#platform/config'
import { makeLog } from '#platform/log'
import { readMigrations } from '#platform/migrations'
import { run, type Running } from '#platform/server/run'
import { StartProblem } from '#platform/start-problem'
import { features, floorPlan } from './features.ts'

/*
 * Starts Beside: `npm start`, which gets here through tools/start.js. What people should read goes to standard output, the
 * log to standard error. Exit codes: 0 after an orderly stop, 1 when the start was not possible (one sentence says why).
 */

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(): Promise<void> {
  const config = configuration()
  const log = makeLog(config.logLevel, complain)
  const dist = join(import.meta.dirname, 'dist')
  const running = await run({ config, log, features, migrations: readMigrations(floorPlan), dist })
  stopOnSignals(running)
  await sayHello(config, running)
}

function configuration(): Config {
  const file = join(import.meta.dirname, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  const config = readConfig(process.env, { demo: process.argv.includes('--demo') })
  // Somebody at a terminal reads what is printed; a line for every request would push the links away.
  if (!process.env['LOG_LEVEL'] && process.stderr.isTTY) config.logLevel = 'warn'
  return config
}

async function sayHello(config: Config, running: Running): Promise<void> {
  const address = config.publicUrl ?? running.url
  if (config.demo) await sayDemo(running)
  else for (const line of running.announced) print(line)
  print(`Beside is ready: ${address} (the console: ${address}/console). Stop it with Ctrl-C.`)
  process.send?.('ready')
}

async function sayDemo({ house, url }: Running): Promise<void> {
  const { makeDemo } = (await import('./tools/demo.ts')) as typeof import('./tools/demo.ts')
  for (const line of await makeDemo(house, url)) print(line)
}

function stopOnSignals(running: Running): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    await running.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop())
  // The launcher that started us is gone, whatever ended it.
  process.on('disconnect', () => void stop())
}

process.on('unhandledRejection', (error) => {
  makeLog('error', complain).error('nobody-caught-this', error)
})

// Node would print the whole error, and PostgreSQL's errors quote what people wrote.
process.on('uncaughtException', (error) => {
  makeLog('error', complain).error('nobody-caught-this', error)
  process.exit(1)
})

try {
  await main()
} catch (error) {
  if (error instanceof ConfigProblems)
    complain(`Beside cannot start with these settings:\n${error.problems.map((line) => `  ${line}`).join('\n')}`)
  else if (error instanceof StartProblem) complain(error.message)
  else makeLog('error', complain).error('start-failed', error)
  if (!(error instanceof StartProblem) && !(error instanceof ConfigProblems)) complain(String(error))
  process.exit(1)
}
