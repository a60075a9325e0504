import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { giveUp } from './prepare.js'

const shellNames = ['chromium-headless-shell', 'chrome-headless-shell']
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
]
const caches = [join(homedir(), '.cache', 'ms-playwright'), join(homedir(), 'Library', 'Caches', 'ms-playwright')]
const inCache = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium']

/** A Chromium: named in CHROMIUM, found, or installed where that needs no question. */
export function needChromium() {
  const found = findChromium() ?? (installs('chromium') && findChromium())
  if (found) return found
  return giveUp(
    'The browser tests need Chromium: install it (on Debian: sudo apt-get install chromium), or set CHROMIUM to where it is.',
  )
}

/**
 * The browsers of the tests, as their environment: CHROMIUM is a whole one, CHROMIUM_SHELL, where there is one, the same
 * without a desktop around it, which opens a page for a fifth of the work. A CHROMIUM named by somebody is taken for
 * everything.
 */
export function needBrowsers() {
  const { CHROMIUM: named, CHROMIUM_SHELL: namedShell } = process.env
  const whole = needChromium()
  const shell = namedShell ?? (named ? undefined : (findShell() ?? (installs(shellNames[0]) && findShell())))
  return { CHROMIUM: whole, ...(shell ? { CHROMIUM_SHELL: shell } : {}) }
}

function installs(name) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return false
  process.stderr.write(`Installing ${name} for the browser tests …\n`)
  const options = { stdio: ['ignore', 2, 2], timeout: 300_000 }
  spawnSync('apt-get', ['update', '-qq'], options)
  return spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options).status === 0
}

const findShell = () => inPath(shellNames).find((file) => existsSync(file))

function findChromium() {
  const named = process.env['CHROMIUM']
  if (named) return existsSync(named) ? named : giveUp(`CHROMIUM names ${named}, which does not exist.`)
  const cached = caches.flatMap((cache) =>
    existsSync(cache)
      ? readdirSync(cache)
          .filter((name) => name.startsWith('chromium-'))
          .map((name) => join(cache, name))
      : [],
  )
  return [...inPath(names), ...places, ...cached.flatMap((folder) => inCache.map((file) => join(folder, file)))].find(
    (file) => existsSync(file),
  )
}

const inPath = (wanted) =>
  (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => wanted.map((name) => join(folder, name)))
