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

/** Dee's console: a server in memory, a keyring that writes to whom it sealed, and time in the test's hand. */
async function openDesk() {
  let kept = never
  let refusal: ApiError | null = null
  let locked: (state: 'locked' | 'open') => void = () => {}
  let connected: (state: 'open' | 'waiting') => void = () => {}
  const waiting = new Set<() => void>()
  const sealedFor: string[][] = []
  const refuse = (): void => {
    if (refusal) throw refusal
  }
  const desk = {
    api: {
      get: async () => (refuse(), kept),
      put: async (_path: string, body: AvailabilityView) => {
        refuse()
        if (body.version !== kept.version) throw new ApiError(409, 'changed', '')
        kept = { ...body, memberId: 'dee', version: body.version + 1 }
        return { version: kept.version }
      },
    },
    live: { state: { subscribe: (watch: typeof connected) => ((connected = watch), watch('open'), () => {}) } },
    keyring: {
      sealForReaders: async (readers: string[], bytes: Uint8Array, about: string) => {
        sealedFor.push([...readers, about])
        return utf8(`sealed ${text(bytes)}`)
      },
      openForMe: async (file: Uint8Array) => utf8(text(file).replace(/^sealed /, '')),
      subscribe: (read: typeof locked) => ((locked = read), read('open'), () => {}),
    },
    me: { memberId: 'dee' },
  } as unknown as AvailabilityDesk
  let now = 0
  const later = (run: () => void) => (waiting.add(run), () => void waiting.delete(run))
  const mine = new MyAvailability(desk, later, () => (now += 1000))
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const passes = async (): Promise<void> => {
    for (const run of [...waiting]) (waiting.delete(run), run())
    await settle()
  }
  await settle()
  const refuses = (error: ApiError | null): void => void (refusal = error)
  const elsewhere = (view: Partial<AvailabilityView>): void =>
    void (kept = { ...kept, version: kept.version + 1, ...view })
  const server = () => kept
  const lock = async (state: 'locked' | 'open') => (locked(state), settle())
  const connects = async () => (connected('open'), settle())
  return { mine, passes, refuses, elsewhere, server, lock, connects, sealedFor }
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
  assert.deepEqual([mine.now.standing, server().version], ['changed', 0])
  await passes()
  assert.deepEqual([mine.now.standing, mine.now.first, server().version], ['saved', false, 1])
  assert.deepEqual(server().given.week, friday)
  assert.deepEqual(server().given.leave, [{ firstDate: '2026-12-20', lastDate: '2026-12-27' }])
  assert.ok(!JSON.stringify(server()).includes('hospital'))
  assert.deepEqual(sealedFor, [['member:dee', 'circle:coordinators', 'availability']])
})

test('without a connection it is kept here and says so, and goes out when the connection is back', async () => {
  const { mine, passes, refuses, server, connects } = await openDesk()
  refuses(offline)
  mine.change({ week: friday })
  await passes()
  assert.equal(mine.now.standing, 'waiting')
  mine.change({ week: sunday })
  await passes()
  assert.deepEqual([mine.now.standing, mine.now.draft?.week], ['waiting', sunday])
  refuses(null)
  await connects()
  assert.deepEqual([mine.now.standing, server().given.week], ['saved', sunday])
})

test('locking takes the words off the page; what was not sent yet stays sealed and is sent after unlocking', async () => {
  const { mine, passes, refuses, server, lock } = await openDesk()
  refuses(offline)
  mine.change({ inWords: 'with Sam' })
  await passes()
  await lock('locked')
  assert.equal(mine.now.draft === null, true)
  refuses(null)
  await lock('open')
  assert.deepEqual([mine.now.standing, mine.now.draft?.inWords, server().version], ['saved', 'with Sam', 1])
})

test('undo takes back one step at a time, and is saved like every change', async () => {
  const { mine, passes, server } = await openDesk()
  mine.change({ week: friday })
  mine.change({ week: sunday })
  await passes()
  mine.undo()
  await passes()
  assert.deepEqual(server().given.week, friday)
  mine.undo()
  assert.deepEqual([mine.now.draft?.week, mine.now.canUndo], [emptyWeek(), false])
})

test('given on another device meanwhile: nothing is lost, and one of the two is chosen', async () => {
  const { mine, passes, elsewhere, server } = await openDesk()
  mine.change({ week: friday })
  elsewhere({ given: { ...never.given, week: sunday } })
  await passes()
  assert.deepEqual([mine.now.standing, mine.now.draft?.week, mine.now.theirs?.week], ['refused', friday, sunday])
  mine.takeTheirs()
  assert.deepEqual([mine.now.standing, mine.now.draft?.week], ['saved', sunday])
  mine.undo()
  elsewhere({})
  await passes()
  mine.keepMine()
  await passes()
  assert.deepEqual([mine.now.standing, server().given.week], ['saved', friday])
})

test('what is not right yet is not sent, and not lost', async () => {
  const { mine, passes, server } = await openDesk()
  const day = { firstDate: '2026-12-20', lastDate: '2026-12-20', reason: 'rest' }
  mine.change({ leave: [{ ...day, lastDate: '' }] })
  await passes()
  assert.deepEqual([mine.now.faults, mine.now.standing, server().version], [['leave'], 'changed', 0])
  mine.change({ leave: [day, { firstDate: '', lastDate: '', reason: 'being written' }] })
  await passes()
  assert.deepEqual([mine.now.faults, mine.now.standing, server().given.leave.length], [[], 'saved', 1])
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
