import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hour } from '#platform/clock'
import { ApiError } from '#platform/browser/api'
import type { CaseFile } from '../cases/browser/case-file.ts'
import { caseFor, deesCase, openCrew, until, type Crew } from '../../tests/cases.ts'
import type { Person } from '../../tests/people.ts'
import { promises as feature } from './index.ts'
import type { OwedPromise } from './wire.ts'

/* What stands sealed in the case, on two consoles: the words, the number for one attempt, how it went. */

const { CasePromises } = await import('./browser/case-promises.ts')
type Promises = InstanceType<typeof CasePromises>

const number = '555 0147 sentinel'
const card = {
  call: true,
  text: false,
  message: false,
  number,
  when: 'after six',
  callMe: 'River',
  others: 'hang-up',
  codeWord: '',
  drops: 'do-not-call',
} as const

let crew: Crew
let hers: CaseFile
let [dees, mateos]: Promises[] = []

before(async () => {
  crew = await openCrew({}, [feature])
  hers = await deesCase(crew)
  dees = await promisesOf(crew.people.dee, hers)
  mateos = await promisesOf(crew.people.mateo, await caseFor(crew, crew.people.mateo, hers.caseId))
})
after(() => crew?.house.close())

async function promisesOf(person: Person, file: CaseFile): Promise<Promises> {
  const promises = new CasePromises(crew.deskFor(person), file)
  crew.house.endWith(() => promises.close())
  await until(() => promises.view !== null, 'the promises')
  return promises
}

const make = (kind: 'callback' | 'follow-up', words: string) =>
  dees!.make({
    kind,
    words,
    ownerId: crew.people.dee.memberId,
    fallbackId: crew.people.mateo.memberId,
    dueAt: hers.time() + hour,
  })
const on = (promises: Promises, promiseId: string): OwedPromise | undefined =>
  promises.view?.promises.find((one) => one.promiseId === promiseId)
const isRefused = (code: string) => (error: unknown) =>
  error instanceof ApiError && error.code === code && error.words !== ''

test('the words of a promise are read by its owner and its fallback, and stand nowhere outside the seal', async () => {
  const promiseId = await make('follow-up', 'bring the form on Tuesday, sentinel')
  await until(() => on(mateos!, promiseId) && mateos!.wordsOf(promiseId), 'the promise at Mateo’s')
  assert.equal(mateos!.wordsOf(promiseId), 'bring the form on Tuesday, sentinel')
  const { sql } = crew.house.house.db
  const rows = await sql<{ body: string }[]>`select body::text as body from stream_rows`
  assert.ok(rows.length > 0)
  assert.ok(rows.every(({ body }) => !body.includes('sentinel')))
})

test('nobody is called back before the card says yes; then it is promised, and begun only while it still does', async () => {
  await assert.rejects(make('callback', 'call on Friday'), isRefused('permission'))
  hers.put({ k: 'card', card, at: hers.time() })
  await until(() => dees!.isPermitted, 'the card')
  const promiseId = await make('callback', 'call on Friday')
  hers.put({ k: 'card', card: { ...card, call: false }, at: hers.time() })
  await until(() => !dees!.isPermitted, 'the card that says no')
  await assert.rejects(dees!.begin(on(dees!, promiseId)!), isRefused('permission'))
  assert.equal(on(dees!, promiseId)!.state, 'open')
})

test('the number is shown for one attempt, to its owner, with an entry; how it went is sealed, and the next is another attempt', async () => {
  hers.put({ k: 'card', card, at: hers.time() })
  await until(() => dees!.isPermitted, 'the card')
  const promiseId = await make('callback', 'call about the shelter')
  assert.equal(dees!.numberOf(on(dees!, promiseId)!), null)
  await dees!.begin(on(dees!, promiseId)!)
  await until(() => dees!.numberOf(on(dees!, promiseId)!) === number, 'the number at Dee’s')
  await until(
    () => on(mateos!, promiseId)?.state === 'trying' && mateos!.attemptsOf(promiseId).length === 1,
    'the entry',
  )
  assert.equal(mateos!.numberOf(on(mateos!, promiseId)!), null)
  assert.equal(mateos!.attemptsOf(promiseId)[0]!.by, crew.people.dee.memberId)
  await dees!.went(on(dees!, promiseId)!, 'somebody else', 'a man answered')
  assert.equal(dees!.numberOf(on(dees!, promiseId)!), null)
  await until(() => mateos!.attemptsOf(promiseId)[0]?.outcome === 'somebody else', 'the outcome at Mateo’s')
  assert.equal(mateos!.attemptsOf(promiseId)[0]!.note, 'a man answered')
  assert.deepEqual([on(dees!, promiseId)!.state, on(dees!, promiseId)!.attempts], ['open', 1])
  await assert.rejects(dees!.begin(on(dees!, promiseId)!), isRefused('too-soon'))
})

test('a promise refused by the server is the same promise when it is said again', async () => {
  const { dee, sam, mateo } = crew.people
  const promiseId = '0e8f7f0a-5a0b-4b3e-9d6f-0f1b2c3d4e5f'
  const made = { kind: 'follow-up', words: 'again', ownerId: dee.memberId, dueAt: hers.time() + hour } as const
  const before = hers.track.log.rows.length
  await assert.rejects(dees!.make({ ...made, fallbackId: sam.memberId }, promiseId), isRefused('not-a-reader'))
  await until(() => dees!.wordsOf(promiseId) !== null && hers.track.log.rows.length > before, 'its words')
  await dees!.make({ ...made, fallbackId: mateo.memberId }, promiseId)
  await dees!.make({ ...made, fallbackId: mateo.memberId }, promiseId)
  assert.equal(dees!.view!.promises.filter((one) => one.promiseId === promiseId).length, 1)
  assert.equal(hers.track.log.rows.length, before + 1)
})
