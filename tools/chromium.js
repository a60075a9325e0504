import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { giveUp } from './prepare.js'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
]
const caches = [join(homedir(), '.cache', 'ms-playwright'), join(homedir(), 'Library', 'Caches', 'ms-playwright')]
const inCache = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium']

/** A Chromium for the browser tests: named in CHROMIUM, found, or installed where that needs no question. */
export function needChromium() {
  const found = findChromium()
  if (found) return found
  if (mayInstall()) {
    process.stderr.write('Installing Chromium for the browser tests …\n')
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2] })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: ['ignore', 2, 2] })
    const installed = findChromium()
    if (installed) return installed
  }
  return giveUp(
    'The browser tests need Chromium: install it (on Debian: sudo apt-get install chromium), or set CHROMIUM to where it is.',
  )
}

function findChromium() {
  const named = process.env['CHROMIUM']
  if (named) return existsSync(named) ? named : giveUp(`CHROMIUM names ${named}, which does not exist.`)
  const inPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  const cached = caches.flatMap((cache) =>
    existsSync(cache)
      ? readdirSync(cache)
          .filter((name) => name.startsWith('chromium-'))
          .map((name) => join(cache, name))
      : [],
  )
  return [...inPath, ...places, ...cached.flatMap((folder) => inCache.map((file) => join(folder, file)))].find((file) =>
    existsSync(file),
  )
}

const mayInstall = () => process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
