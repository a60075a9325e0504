// What every command needs before it can run. Plain JavaScript, because it runs under whatever node (20 or later) there is.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mendPostgres } from './mend-postgres.js'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const say = (line) => process.stderr.write(`${line}\n`)

/** Ends this command with one sentence that says what to do. */
export function giveUp(sentence) {
  say(sentence)
  process.exit(1)
}

/** Installs the packages when they are not those of package-lock.json, and mends the one that needs it. */
export function install() {
  installPackages()
  mendPostgres()
}

function installPackages() {
  if (Number.parseInt(process.versions.node, 10) < 20)
    giveUp(`This is Node ${process.versions.node}: Beside needs Node 20 or later to begin with.`)
  const wanted = readJson(join(root, 'package-lock.json')).packages
  if (isInstalled(wanted)) return
  say('Installing what Beside needs. This happens once and takes about a minute …')
  const npm = process.env['npm_execpath']
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const [program, parameters] = npm?.endsWith('.js') ? [process.execPath, [npm, ...options]] : ['npm', options]
  const { status } = spawnSync(program, parameters, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0)
    giveUp(
      'npm ci did not succeed (see above): check the connection to the npm registry and the free space, then try again.',
    )
}

function isInstalled(wanted) {
  const file = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(file)) return false
  const found = readJson(file).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || found[path]?.version === version,
  )
}

/** The path of a node 26 or later: the pinned one of our packages, else the one that runs us. */
export function findNode() {
  const name =
    process.platform === 'darwin' ? `node-bin-darwin-${process.arch}` : `node-${process.platform}-${process.arch}`
  const pinned = join(root, 'node_modules', name, 'bin', 'node')
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned
  if (Number.parseInt(process.versions.node, 10) >= 26) return process.execPath
  return giveUp(
    `Beside needs Node 26, and npm has no copy of it for ${process.platform}-${process.arch}: install Node 26 or later, then run this again.`,
  )
}

/** Builds the console and the scripts of the public pages when their sources are not those of the last build. */
export function build(node) {
  const digest = digestOfSources()
  const mark = join(root, 'dist', '.built-from')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return
  say('Building the console …')
  const { status } = spawnSync(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) giveUp('The console could not be built (see above).')
  writeFileSync(mark, digest)
}

const places = ['console', 'ui', 'features', 'platform', 'vite.config.ts', 'package-lock.json', 'tsconfig.json']

/** Everything a browser may be given; server folders, tests and tables do not count. */
function digestOfSources() {
  const hash = createHash('sha256')
  for (const file of places.flatMap((place) => filesBelow(place))) {
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(root, file)))
      .update('\n')
  }
  return hash.digest('hex')
}

const skipped = /(^|\/)(server|tables|postgres|backup|node_modules)$|\.test\.ts$|\.md$/

function filesBelow(path) {
  if (skipped.test(path) || !existsSync(join(root, path))) return []
  const entries = tryList(join(root, path))
  return entries === null ? [path] : entries.sort().flatMap((name) => filesBelow(`${path}/${name}`))
}

function tryList(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return null
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
