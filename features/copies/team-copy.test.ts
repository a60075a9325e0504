import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { day } from '#platform/clock'
import { text } from '#platform/envelope/bytes'
import { newFilePassphrase, openFromSomebody } from '#platform/envelope/for-somebody'
import { randomId } from '#platform/ids'
import type { Desk } from '#features/keys/browser'
import { deesCase, note, openCrew } from '../../tests/cases.ts'
import { act, chatOf, leave } from '../../tests/keeping.ts'
import { TestClock } from '../../tests/clock.ts'
import type { Manifest } from './browser/team-copy.ts'
import { copies } from './index.ts'

/* A team leaves: what it takes with it opens with `tar`, `sha256sum` and `age`, and is all there was. */

const { TeamCopy } = await import('./browser/team-copy.ts')

type Crew = Awaited<ReturnType<typeof openCrew>>

async function askExport({ house, people }: Pick<Crew, 'house' | 'people'>): Promise<string> {
  const motionId = randomId()
  const asked = await people.ruth.request('/api/motions', { method: 'POST', body: { kind: 'export', motionId } })
  assert.equal(asked.status, 200)
  await house.settled()
  return motionId
}

async function making(over: { signal?: AbortSignal; onProgress?: (done: number, all: number) => void } = {}) {
  const passphrase = await newFilePassphrase('en')
  const now = new Date('2026-11-19T21:00:00Z')
  return { passphrase, now, onProgress: () => {}, signal: new AbortController().signal, ...over }
}

/** Unpacks it with the tools everybody has, and compares every file with the list. */
function unpacked(parts: Uint8Array[]): { folder: string; manifest: Manifest } {
  const folder = mkdtempSync(join(tmpdir(), 'beside-copy-'))
  writeFileSync(join(folder, 'copy.tar'), Buffer.concat(parts))
  execFileSync('tar', ['-xf', 'copy.tar'], { cwd: folder })
  rmSync(join(folder, 'copy.tar'))
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
  const sums = manifest.files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')
  execFileSync('sha256sum', ['--check', '--strict', '--status'], { cwd: folder, input: sums })
  assert.deepEqual(
    readdirSync(folder).toSorted(),
    [...manifest.files.map(({ name }) => name), 'manifest.json'].toSorted(),
  )
  return { folder, manifest }
}

/** With the age command where it is there and can be asked on a terminal, which `script` pretends to be. */
function openedByAge(folder: string, file: string, passphrase: string): string | null {
  if (spawnSync('age', ['--version']).error || spawnSync('script', ['--version']).error) return null
  const { status, stdout } = spawnSync('script', ['-qec', `age -d -o opened ${file}`, '/dev/null'], {
    cwd: folder,
    input: `${passphrase}\n`,
    encoding: 'utf8',
    timeout: 20_000,
  })
  assert.equal(status, 0, stdout)
  return readFileSync(join(folder, 'opened'), 'utf8')
}

test('two stewards agree; everything that is there is in it, and public tools open it', async () => {
  const crew = await openCrew({ clock: new TestClock() }, [copies])
  await using house = crew.house
  const { ruth, amara, dee } = crew.people
  const ended = await chatOf(house, 'what the caller said')
  await leave({ house, ...ended })
  const going = await chatOf(house, 'still talking')
  const file = await deesCase(crew)
  await note(file, 'what Dee must remember')
  const motionId = await askExport(crew)
  const desk: Desk = crew.deskFor(ruth)
  await assert.rejects(new TeamCopy(desk, motionId, await making()).make(), { code: 'not-now' })
  assert.equal((await act(crew, amara, motionId, 'agreement')).code, 'standing')
  assert.equal((await dee.request(`/api/copies/${motionId}`)).status, 403)
  const told: string[] = []
  const how = await making({ onProgress: (done, all) => told.push(`${done}/${all}`) })
  const { parts, manifest } = await new TeamCopy(desk, motionId, how).make()
  assert.deepEqual(manifest.left, [])
  assert.deepEqual([told[0], told.at(-1)], ['0/3', '3/3'])
  const { folder } = unpacked(parts)
  const opened: Record<string, string> = {}
  for (const { name } of manifest.files.filter((one) => one.name.endsWith('.age')))
    opened[name] = text(await openFromSomebody(how.passphrase, readFileSync(join(folder, name))))
  assert.match(opened['conversations-0001.json.age']!, /what the caller said/)
  assert.match(opened['conversations-0001.json.age']!, /still talking/)
  assert.match(opened['cases-0001.json.age']!, /what Dee must remember/)
  assert.match(opened['team.json.age']!, /Inés/)
  for (const one of Object.values(opened)) JSON.parse(one)
  const byAge = openedByAge(folder, 'conversations-0001.json.age', how.passphrase)
  if (byAge !== null) assert.equal(byAge, opened['conversations-0001.json.age'])
  const raw = Buffer.concat(parts).toString('latin1')
  assert.ok(!raw.includes('what the caller said') && !raw.includes('must remember'), 'sealed, all of it')
  await house.clock.leap(day + 1000)
  await ruth.signIn()
  assert.equal((await ruth.request(`/api/copies/${motionId}`)).status, 404, 'its day is over')
  rmSync(folder, { recursive: true })
  ended.talk.wipe()
  going.talk.wipe()
})

test('what is erased while the copy is made is named as gone; stopped, there is no copy', async () => {
  const crew = await openCrew({ clock: new TestClock() }, [copies])
  await using house = crew.house
  const { ruth, amara } = crew.people
  const [first, second] = [await chatOf(house, 'first'), await chatOf(house, 'second')]
  const motionId = await askExport(crew)
  await act(crew, amara, motionId, 'agreement')
  const desk = crew.deskFor(ruth)
  const stopping = new AbortController()
  const stopped = new TeamCopy(
    desk,
    motionId,
    await making({ signal: stopping.signal, onProgress: () => stopping.abort() }),
  )
  await assert.rejects(stopped.make(), { name: 'AbortError' })
  let erasing: Promise<Response> | null = null
  const erase = (): void => {
    erasing ??= amara.request(`/api/kept/contact/${last}/erase`, { method: 'POST', body: {} })
  }
  const last = [first.contactId, second.contactId].toSorted()[1]!
  const api = {
    ...desk.api,
    get: async (path: string) => {
      if (path.endsWith(last)) {
        erase()
        await erasing
        await house.clock.advance(1)
      }
      return desk.api.get(path)
    },
  }
  const { manifest } = await new TeamCopy({ ...desk, api } as Desk, motionId, await making()).make()
  assert.deepEqual(manifest.left, [{ kind: 'conversation', id: last, why: 'gone' }])
  assert.equal(manifest.files.find(({ name }) => name.startsWith('conversations'))!.objects, 1)
  first.talk.wipe()
  second.talk.wipe()
})
