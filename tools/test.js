// npm test [-- path …]: sets up what is needed, then checks everything; with paths, runs only the tests there.
import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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

const nights = 'tests/crash/crash.test.ts'

const only = process.argv.slice(2)
if (only.length > 0)
  process.stdout.write('Only the tests there; without a path, the checks run too, and the crash nights.\n')
install()
const node = findNode()
build(node)
const files = testFiles(only.length > 0 ? only : ['.'])
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const environment = {
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
  ...process.env,
  ...browserFor(files),
}
const failed = only.length > 0 ? [] : (await Promise.all(checks.map(runLane))).flat()
const code = await runTests(files)
if (failed.length > 0) process.stdout.write(`\nNot passed before the tests: ${failed.join(', ')} (see above)\n`)
process.exit(code === 0 && failed.length === 0 ? 0 : 1)

function needsBrowser(file) {
  return /playwright-core|chromium|\bbrowser\.ts'/i.test(sources.get(file))
}

function browserFor(tests) {
  return tests.some(needsBrowser) ? needBrowsers() : {}
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

/** All tests share one PostgreSQL in a folder of this run, which is gone afterwards; two processes run them. */
async function runTests(tests) {
  if (tests.length === 0) {
    process.stderr.write('There is no test there.\n')
    return 1
  }
  const folder = mkdtempSync(join(inMemory() ?? tmpdir(), 'beside-tests-'))
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'tmp'))
  chmodSync(join(folder, 'tmp'), 0o1777)
  const options = ['--test', '--test-concurrency=2', '--test-timeout=300000', '--test-reporter=spec']
  const child = spawn(node, [...options, ...grouped(tests, folder)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...environment, BESIDE_TEST_FOLDER: folder, TMPDIR: join(folder, 'tmp') },
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  await stopKeeper(folder)
  rmSync(folder, { recursive: true, force: true })
  return status
}

/** Hundreds of databases are made and dropped: where files can stand in memory, and there is enough of it, a third faster. */
function inMemory() {
  const place = '/dev/shm'
  const enough = 6 * 2 ** 30
  if (!existsSync(place)) return null
  const { bavail, bsize } = statfsSync(place)
  return bavail * bsize > enough && freemem() > 2 * enough ? place : null
}

/**
 * Files that run in one process after the other (see tests/together.ts), written into `folder`; first those in a browser,
 * which take longest, so that no lane is left alone with them at the end. A file that says it needs a process of its own
 * has it. When everything is tested, the crash nights come last, alone: beside them, whatever measures time would break.
 */
function grouped(tests, folder) {
  if (tests.length === 1) return tests
  const last = only.length > 0 ? [] : tests.filter((file) => file === nights)
  const needsOwn = tests.filter((file) => sources.get(file).includes('needs a process of its own'))
  const together = tests.filter((file) => !needsOwn.includes(file) && !last.includes(file))
  const walks = together.filter(needsBrowser)
  const others = together.filter((file) => !walks.includes(file))
  const groups = [...parts(walks, 6), ...parts(others, 12), ...parts(needsOwn, 1)]
  const written = groups.map((files, at) => writeGroup({ folder, at, files, first: [] }))
  const alone = [`process.env['BESIDE_SEEDS'] ??= '1..30'`, `await othersOver(${JSON.stringify(written)})`]
  return [...written, ...last.map((file) => writeGroup({ folder, at: groups.length, files: [file], first: alone }))]
}

/** A test file that runs others; node takes them in the order of their names. `first`: what it does before. */
function writeGroup({ folder, at, files, first }) {
  const path = join(folder, `${String(at).padStart(3, '0')}.test.mjs`)
  const urls = files.map((file) => pathToFileURL(join(root, file)))
  const lines = [
    `import { begins, othersOver, together } from '${pathToFileURL(join(root, 'tests', 'together.ts'))}'`,
    `begins(${JSON.stringify(path)})`,
    ...first,
    `await together(${JSON.stringify(urls)})`,
  ]
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

function parts(files, size) {
  return Array.from({ length: Math.ceil(files.length / size) }, (_, at) => files.slice(at * size, (at + 1) * size))
}

async function stopKeeper(folder) {
  const file = join(folder, 'keeper.pid')
  if (!existsSync(file)) return
  process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM')
  for (let tries = 0; existsSync(file) && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 100))
}
