import { ConfigProblems, loadSettings, readConfig, type Config } from '#platform/config'
import { makeLog } from '#platform/log'
import { readMigrations } from '#platform/migrations'
import { run, type Running } from '#platform/server/run'
import { StartProblem } from '#platform/start-problem'
import { features, floorPlan } from './features.ts'

/*
 * Starts Beside: `npm start`, which gets here through tools/start.js. What people should read goes to standard output, the
 * log to standard error. Exit codes: 0 after an orderly stop, 1 when the start was not possible (one sentence says why) or
 * when something went wrong that nobody had foreseen: then it stops in order, and whatever keeps it (systemd) starts it anew;
 * also 1 when a part did not stop within 20 s: the log says which.
 */

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)
/** Milliseconds. PostgreSQL needs some to write down what it has; what waits for a database that never answers waits for ever. */
const longestStop = 20_000

async function main(): Promise<void> {
  const config = configuration()
  const log = makeLog(config.logLevel, complain)
  running = await run({ config, log, features, migrations: readMigrations(floorPlan) })
  stopOnSignals()
  await sayHello(config, running)
}

function configuration(): Config {
  loadSettings()
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

let stopping = false
let running: Running | null = null

function stopOnSignals(): void {
  const stop = (): void => {
    if (stopping) process.exit(1)
    void stopInOrder(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  // The launcher that started us is gone, whatever ended it.
  process.on('disconnect', stop)
}

async function stopInOrder(code: 0 | 1): Promise<void> {
  stopping = true
  setTimeout(() => {
    makeLog('error', complain).error('stop-took-too-long', undefined, { part: running?.stopping() })
    process.exit(1)
  }, longestStop).unref()
  try {
    await running?.stop()
  } catch (error) {
    makeLog('error', complain).error('stop-failed', error)
    process.exit(1)
  }
  process.exit(code)
}

// One piece of work failed and nobody waited for it: what it had begun is rolled back, and the others are sound.
process.on('unhandledRejection', (error) => makeLog('error', complain).error('nobody-caught-this', error))

// It broke off somewhere in the middle, and nobody can tell what is half done in memory: what is kept is sound, so we
// begin anew from that. A second one while we stop must not keep PostgreSQL from being stopped.
process.on('uncaughtException', (error) => {
  makeLog('error', complain).error('broke-off', error)
  if (!stopping) void stopInOrder(1)
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
