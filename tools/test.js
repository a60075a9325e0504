// npm test [-- path …]: sets up what is needed, then checks everything; with paths, runs only the tests there.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needBrowsers } from './chromium.js'
import { build, findNode, install, root } from './prepare.js'

const checks = [
  [
    ['types', 'node_modules/typescript/bin/tsc', '--noEmit'],
    [
      'svelte-check',
      'node_modules/svelte-check/bin/svelte-check',
      '--tsconfig',
      'tsconfig.browser.json',
      '--fail-on-warnings',
    ],
  ],
  [
    ['lint', 'node_modules/oxlint/bin/oxlint', '--deny-warnings'],
    ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
    ['knip', 'node_modules/knip/bin/knip.js', '--no-progress'],
  ],
]

const only = process.argv.slice(2)
install()
const node = findNode()
build(node)
const files = testFiles(only.length > 0 ? only : ['.'])
const environment = {
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
  ...process.env,
  ...browserFor(files),
}
const failed = only.length > 0 ? [] : (await Promise.all(checks.map(runLane))).flat()
const code = await runTests(files)
if (failed.length > 0) process.stdout.write(`\nNot passed before the tests: ${failed.join(', ')} (see above)\n`)
process.exit(code === 0 && failed.length === 0 ? 0 : 1)

function browserFor(tests) {
  const inBrowser = tests.some((file) =>
    /playwright-core|CHROMIUM|chromium/.test(readFileSync(join(root, file), 'utf8')),
  )
  return inBrowser ? needBrowsers() : {}
}

function testFiles(places) {
  return places.flatMap((place) => below(place.replace(/^\.\//, '').replace(/\/$/, ''))).sort()
}

function below(path) {
  if (/(^|\/)(node_modules|dist|data|data-demo|\.git)$/.test(path)) return []
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return path.endsWith('.test.ts') ? [path] : []
  return readdirSync(full).flatMap((name) => below(path === '.' ? name : `${path}/${name}`))
}

/** One after the other; what a check prints is shown when it failed. Returns the names of those that did. */
async function runLane(lane) {
  const failures = []
  for (const [name, ...command] of lane) {
    const began = Date.now()
    const { status, said } = await quietly(command)
    process.stdout.write(`${status === 0 ? '✔' : '✖'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`)
    if (status === 0) continue
    failures.push(name)
    process.stdout.write(`${said}\n`)
  }
  return failures
}

function quietly(command) {
  return new Promise((resolve) => {
    const child = spawn(node, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', (part) => (said += part))
    child.stderr.on('data', (part) => (said += part))
    child.once('close', (status) => resolve({ status, said }))
  })
}

/** All tests share one PostgreSQL in a folder of this run, which is gone afterwards. */
async function runTests(tests) {
  if (tests.length === 0) {
    process.stderr.write('There is no test there.\n')
    return 1
  }
  const folder = mkdtempSync(join(tmpdir(), 'beside-tests-'))
  chmodSync(folder, 0o755)
  const options = ['--test', '--test-concurrency=2', '--test-timeout=300000', '--test-reporter=spec']
  const child = spawn(node, [...options, ...tests], {
    cwd: root,
    stdio: 'inherit',
    env: { ...environment, BESIDE_TEST_FOLDER: folder },
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  await stopKeeper(folder)
  rmSync(folder, { recursive: true, force: true })
  return status
}

async function stopKeeper(folder) {
  const file = join(folder, 'keeper.pid')
  if (!existsSync(file)) return
  process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM')
  for (let tries = 0; existsSync(file) && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 100))
}
