import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '#platform/browser/api'
import { text, utf8 } from '#platform/envelope/bytes'
import type { AvailabilityView } from '../../views.ts'
import { MyAvailability, type AvailabilityDesk } from './availability.ts'
import { emptyDraft, faultsOf, withoutOld } from './draft.ts'
import { emptyWeek } from './week.ts'

const { leave: _leave, inWords: _inWords, ...nothing } = emptyDraft()
const never: AvailabilityView = { memberId: 'dee', version: 0, given: { ...nothing, leave: [] }, sealed: '' }
const friday = { ...emptyWeek(), fri: [{ from: '20:00', to: '02:00' }] }
const sunday = { ...emptyWeek(), sun: [{ from: '20:00', to: '02:00' }] }

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A server in memory, which says no when it is told to. */
class Server {
  kept = never
  refusal: ApiError | null = null

  async get(): Promise<AvailabilityView> {
    if (this.refusal) throw this.refusal
    return this.kept
  }
  async put(_path: string, body: AvailabilityView): Promise<{ version: number }> {
    const { version } = await this.get()
    if (body.version !== version) throw new ApiError(409, 'changed', '')
    this.kept = { ...body, memberId: 'dee', version: version + 1 }
    return { version: version + 1 }
  }
  elsewhere(view: Partial<AvailabilityView>): void {
    this.kept = { ...this.kept, version: this.kept.version + 1, ...view }
  }
}

/** Something of the console that tells its readers how it is, in the test's hand. */
class Told<State> {
  #read: (state: State) => void = () => {}
  #now: State
  constructor(now: State) {
    this.#now = now
  }
  subscribe = (read: (state: State) => void): (() => void) => {
    this.#read = read
    read(this.#now)
    return () => {}
  }
  async becomes(now: State): Promise<void> {
    this.#read(now)
    await settle()
  }
}

/** Dee's console: its server, a keyring that writes down to whom it sealed, and time in the test's hand. */
async function openDesk() {
  const server = new Server()
  const lock = new Told<'locked' | 'open'>('open')
  const connection = new Told<'open' | 'waiting'>('open')
  const waiting = new Set<() => void>()
  const sealedFor: string[][] = []
  const keyring = {
    sealForReaders: async (readers: string[], bytes: Uint8Array, about: string) => {
      sealedFor.push([...readers, about])
      return utf8(`sealed ${text(bytes)}`)
    },
    openForMe: async (file: Uint8Array) => utf8(text(file).replace(/^sealed /, '')),
    subscribe: lock.subscribe,
  }
  const desk = { api: server, live: { state: connection }, keyring, me: { memberId: 'dee' } }
  const later = (run: () => void) => (waiting.add(run), () => void waiting.delete(run))
  const tools = { later, now: () => 0, today: () => '2026-11-30' }
  const mine = new MyAvailability(desk as unknown as AvailabilityDesk, tools)
  const passes = async (): Promise<void> => {
    const due = [...waiting]
    waiting.clear()
    for (const run of due) run()
    await settle()
  }
  await settle()
  return { mine, server, lock, connection, passes, sealedFor }
}
const offline = new ApiError(0, 'offline', '')

test('what is tapped is saved after a pause; words are sealed for its writer and the coordinators', async () => {
  const { mine, passes, server, sealedFor } = await openDesk()
  assert.deepEqual([mine.now.standing, mine.now.first], ['saved', true])
  mine.change({ week: friday })
  mine.change({
    inWords: 'not beside the hospital',
    leave: [{ firstDate: '2026-12-20', lastDate: '2026-12-27', reason: 'family' }],
  })
  assert.deepEqual([mine.now.standing, server.kept.version], ['changed', 0])
  await passes()
  assert.deepEqual([mine.now.standing, mine.now.first, server.kept.version], ['saved', false, 1])
  assert.deepEqual(server.kept.given.week, friday)
  assert.deepEqual(server.kept.given.leave, [{ firstDate: '2026-12-20', lastDate: '2026-12-27' }])
  assert.ok(!JSON.stringify(server.kept).includes('hospital'))
  assert.deepEqual(sealedFor, [['member:dee', 'circle:coordinators', 'availability']])
})

test('without a connection it is kept here and says so, and goes out when the connection is back', async () => {
  const { mine, passes, server, connection } = await openDesk()
  server.refusal = offline
  mine.change({ week: friday })
  await passes()
  assert.equal(mine.now.standing, 'waiting')
  mine.change({ week: sunday })
  await passes()
  assert.deepEqual([mine.now.standing, mine.now.draft?.week], ['waiting', sunday])
  server.refusal = null
  await connection.becomes('open')
  assert.deepEqual([mine.now.standing, server.kept.given.week], ['saved', sunday])
})

test('locking takes the words off the page; what was not sent yet stays sealed and is sent after unlocking', async () => {
  const { mine, passes, server, lock } = await openDesk()
  server.refusal = offline
  mine.change({ inWords: 'with Sam' })
  await passes()
  await lock.becomes('locked')
  assert.equal(mine.now.draft === null, true)
  server.refusal = null
  await lock.becomes('open')
  assert.deepEqual([mine.now.standing, mine.now.draft?.inWords, server.kept.version], ['saved', 'with Sam', 1])
})

test('undo takes back one step at a time, and is saved like every change', async () => {
  const { mine, passes, server } = await openDesk()
  mine.change({ week: friday })
  mine.change({ week: sunday })
  await passes()
  mine.undo()
  await passes()
  assert.deepEqual(server.kept.given.week, friday)
  mine.undo()
  assert.deepEqual([mine.now.draft?.week, mine.now.canUndo], [emptyWeek(), false])
  for (const typed of ['w', 'with', 'with Sam']) mine.change({ inWords: typed })
  mine.undo()
  assert.deepEqual([mine.now.draft?.inWords, mine.now.canUndo], ['', false], 'typing is one step')
})

test('given on another device meanwhile: nothing is lost, and one of the two is chosen', async () => {
  const { mine, passes, server } = await openDesk()
  mine.change({ week: friday })
  server.elsewhere({ given: { ...never.given, week: sunday } })
  await passes()
  assert.deepEqual([mine.now.standing, mine.now.draft?.week, mine.now.theirs?.week], ['refused', friday, sunday])
  mine.takeTheirs()
  assert.deepEqual([mine.now.standing, mine.now.draft?.week], ['saved', sunday])
  mine.undo()
  server.elsewhere({})
  await passes()
  mine.keepMine()
  await passes()
  assert.deepEqual([mine.now.standing, server.kept.given.week], ['saved', friday])
})

test('what is not right yet is not sent, and not lost', async () => {
  const { mine, passes, server } = await openDesk()
  const day = { firstDate: '2026-12-20', lastDate: '2026-12-20', reason: 'rest' }
  mine.change({ leave: [{ ...day, lastDate: '' }] })
  await passes()
  assert.deepEqual([mine.now.faults, mine.now.standing, server.kept.version], [['leave'], 'changed', 0])
  mine.change({ leave: [day, { firstDate: '', lastDate: '', reason: 'being written' }] })
  await passes()
  assert.deepEqual([mine.now.faults, mine.now.standing, server.kept.given.leave.length], [[], 'saved', 1])
  assert.equal(mine.now.draft?.leave[1]?.reason, 'being written')
})

test('dates and leave that are long over are let go; what is still being written is not', () => {
  const draft = {
    ...emptyDraft(),
    dates: [
      { date: '2026-01-01', spans: [] },
      { date: '', spans: [] },
    ],
    leave: [
      { firstDate: '2025-12-20', lastDate: '2026-01-07', reason: '' },
      { firstDate: '2026-12-20', lastDate: '', reason: '' },
    ],
  }
  const left = withoutOld(draft, '2026-02-01')
  assert.deepEqual([left.dates.length, left.leave.length, faultsOf(left)], [1, 1, ['leave']])
})
