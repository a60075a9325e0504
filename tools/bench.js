// npm run bench [-- --json] [--quick] [name …]: runs the files of bench/ that report something. See bench/README.md.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { needChromium } from './chromium.js'
import { build, findNode, install, root } from './prepare.js'

const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith('--'))
const options = words.filter((word) => word.startsWith('--') && word !== '--json')
install()
const node = findNode()
build(node)
const environment = { ...process.env, CHROMIUM: needChromium() }
const results = []
const broken = []
for (const name of benches()) {
  process.stderr.write(`${name} …\n`)
  results.push(...(await measure(name)))
}
print()
process.exit(tellTheEnd() ? 0 : 1)

function benches() {
  const files = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts') && file !== 'report.ts')
  const reporting = files.filter((file) => /\breport\(/.test(readFileSync(join(root, 'bench', file), 'utf8')))
  return reporting
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => names.length === 0 || names.includes(name))
    .sort()
}

/** Lines of JSON on standard output are results; what else it says is passed on. */
function measure(name) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'inherit']
    const child = spawn(node, [join('bench', `${name}.ts`), ...options], { cwd: root, stdio, env: environment })
    let said = ''
    child.stdout.on('data', (part) => (said += part))
    child.once('close', (status) => {
      const found = said
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line))
      if (status !== 0) broken.push(`${name} ended with ${status}`)
      else if (found.length === 0) broken.push(`${name} reported nothing`)
      resolve(found)
    })
  })
}

/** Says on standard error what was missed, broken or not measured here. True when every bar was held that was measured. */
function tellTheEnd() {
  const missed = results.filter(({ pass }) => pass === false)
  for (const { name, why } of results.filter(({ pass }) => pass === null))
    process.stderr.write(`Not measured here: ${name}${why ? ` (${why})` : ''}\n`)
  for (const { name, why } of missed) process.stderr.write(`MISSED: ${name}${why ? ` (${why})` : ''}\n`)
  for (const what of broken) process.stderr.write(`BROKEN: ${what}\n`)
  if (results.length === 0) process.stderr.write('Nothing was measured: no benchmark has that name.\n')
  return results.length > 0 && missed.length === 0 && broken.length === 0
}

function print() {
  if (words.includes('--json')) return process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  const rows = results.map(({ name, value, unit, raw, ratio, bar, pass, why }) => [
    pass === null ? 'not measured' : pass ? 'held' : 'MISSED',
    name,
    value === null ? (why ?? '') : `${round(value)} ${unit}`,
    raw === null || raw === undefined ? '' : `raw ${round(raw)}${ratio === null ? '' : `, ratio ${round(ratio)}`}`,
    `bar ${bar}`,
  ])
  for (const row of rows) process.stdout.write(`${row.filter(Boolean).join(' · ')}\n`)
}

function round(number) {
  return Number(Number(number).toPrecision(4))
}
