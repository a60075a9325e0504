import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { day } from '#platform/clock'
import { text } from '#platform/envelope/bytes'
import { newFilePassphrase, openFromSomebody } from '#platform/envelope/for-somebody'
import { orderedId, randomId } from '#platform/ids'
import type { Desk } from '#features/keys/browser'
import { promises, type OwedPromise } from '#features/promises'
import { records } from '#features/records'
import type { Form } from '../records/form.ts'
import { newcomers } from '#features/newcomers'
import { shifts } from '#features/shifts'
import { tally } from '#features/tally'
import { training } from '#features/training'
import { promise } from '../promises/acting.ts'
import { builtIn } from '../records/built-in.ts'
import { confirm, putSkills } from '../training/browser/acts.ts'
import { deesCase, note, openCrew } from '../../tests/cases.ts'
import { act, chatOf, leave } from '../../tests/keeping.ts'
import { canAlways, newPattern, nights, place, seatOf, seen } from '../../tests/crew.ts'
import { TestClock } from '../../tests/clock.ts'
import type { Person } from '../../tests/people.ts'
import { usualDays } from '../newcomers/rules.ts'
import type { ShiftsCopy } from '../shifts/browser/copy.ts'
import type { Manifest } from './browser/team-copy.ts'
import { copies } from './index.ts'

/* A team leaves: what it takes with it opens with `tar`, `sha256sum` and `age`, and is all there was. */

const { TeamCopy } = await import('./browser/team-copy.ts')

const withAll = [training, shifts, newcomers, promises, records, tally, copies]

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

/** The team's own version of the record, the built-in one with another name for one field. */
async function renamesAField(ruth: Person): Promise<void> {
  const form = structuredClone(builtIn)
  form.fields[0]!.label.en = 'As we say'
  const saved = await ruth.request('/api/record/form', { method: 'PUT', body: { version: 0, form } })
  assert.equal(saved.status, 200, await saved.text())
}

function promisesACall({ people, house }: Crew, caseId: string): Promise<string> {
  const dueAt = new Date(house.house.clock.now().getTime() + day)
  return promise(people.dee, { kind: 'callback', caseId, owner: people.dee, fallback: people.mateo, dueAt })
}

/** A year that was closed, as folding leaves it. */
async function publishes({ house }: Crew['house'], teamId: string): Promise<void> {
  const table = { of: 'contacts', from: 1, to: 12, at: 12, dimensions: [], groups: [], cells: [31], whole: true }
  await house.db.sql`insert into tally_tables (team_id, year, table_id, counts)
    values (${teamId}, 2025, 'all', ${house.db.sql.json(table)})`
}

/** A skill of Dee's, with a note. */
async function learned({ people, deskFor }: Crew): Promise<void> {
  const [desk, skillId] = [deskFor(people.ruth), orderedId()]
  await putSkills(desk, [{ skillId, name: { en: 'what Dee can do' }, validFor: null }])
  await confirm(desk, { memberId: people.dee.memberId, skillId }, { expiresAt: null, note: 'shown in June' })
}

/** Friday nights, of which Dee has the first, and when Dee can. */
async function planned({ house, people, lineId }: Crew): Promise<void> {
  const crew = { house, people, lineId, happened: () => [] }
  const seat = seatOf({ trainee: false })
  const patternId = await newPattern(crew, nights([seat]))
  await canAlways([people.dee], { languages: ['en'] })
  const [first] = await seen(people.amara, patternId)
  const { status } = await place(people.amara, [{ shift: first!, seat, who: people.dee }], true)
  assert.equal(status, 200)
}

async function openedOf({ folder, manifest }: ReturnType<typeof unpacked>, passphrase: string) {
  const opened: Record<string, string> = {}
  for (const { name } of manifest.files.filter((one) => one.name.endsWith('.age')))
    opened[name] = text(await openFromSomebody(passphrase, readFileSync(join(folder, name))))
  return opened
}

test('two stewards agree; everything that is there is in it, and public tools open it', async () => {
  const crew = await openCrew({ clock: new TestClock() }, withAll)
  await using house = crew.house
  const { ruth, amara, dee } = crew.people
  const ended = await chatOf(house, 'what the caller said')
  await leave({ house, ...ended })
  const going = await chatOf(house, 'still talking')
  const file = await deesCase(crew)
  await note(file, 'what Dee must remember')
  await learned(crew)
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
  const opened = await openedOf({ folder, manifest }, how.passphrase)
  assert.match(opened['conversations-0001.json.age']!, /what the caller said/)
  assert.match(opened['conversations-0001.json.age']!, /still talking/)
  assert.match(opened['cases-0001.json.age']!, /what Dee must remember/)
  assert.match(opened['team.json.age']!, /Inés/)
  assert.match(opened['training.json.age']!, /what Dee can do.*shown in June/)
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

test('with it goes what the record asked in each version, whose each promise is, what was published, and the roster', async () => {
  const crew = await openCrew({ clock: new TestClock() }, withAll)
  await using house = crew.house
  const { ruth, amara } = crew.people
  const file = await deesCase(crew)
  await renamesAField(ruth)
  await planned(crew)
  const promiseId = await promisesACall(crew, file.caseId)
  await publishes(house, crew.people.team.teamId)
  const motionId = await askExport(crew)
  assert.equal((await act(crew, amara, motionId, 'agreement')).code, 'standing')
  const how = await making()
  const { parts, manifest } = await new TeamCopy(crew.deskFor(ruth), motionId, how).make()
  const { folder } = unpacked(parts)
  const opened = await openedOf({ folder, manifest }, how.passphrase)
  const { cases } = JSON.parse(opened['cases-0001.json.age']!) as { cases: { promises: OwedPromise[] }[] }
  assert.deepEqual([cases[0]!.promises[0]!.promiseId, cases[0]!.promises[0]!.state], [promiseId, 'open'])
  const { forms } = JSON.parse(opened['records.json.age']!) as { forms: Record<string, Form> }
  assert.deepEqual([forms[0]!.fields[0]!.label, forms[1]!.fields[0]!.label.en], [builtIn.fields[0]!.label, 'As we say'])
  const { patterns, shifts: made, availability } = JSON.parse(opened['shifts.json.age']!) as ShiftsCopy
  assert.deepEqual(
    [patterns[0]!.words!.name.en, made.length > 10, made[0]!.seatings[0]!.memberId],
    ['Friday at the river', true, crew.people.dee.memberId],
  )
  assert.deepEqual([availability[0]!.given.languages, availability[0]!.sealed], [['en'], 'abc'])
  assert.deepEqual(JSON.parse(opened['newcomers.json.age']!), { v: 1, days: usualDays, cards: [] })
  const { years } = JSON.parse(opened['numbers.json.age']!) as { years: { year: number; tables: object[] }[] }
  assert.deepEqual(
    years.map(({ year, tables }) => [year, tables.length]),
    [[2025, 1]],
  )
  rmSync(folder, { recursive: true })
})

test('what is erased while the copy is made is named as gone; stopped, there is no copy', async () => {
  const crew = await openCrew({ clock: new TestClock() }, withAll)
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
