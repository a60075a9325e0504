import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MyRing, QueueView } from '../wire.ts'
import { Queue, type QueueDesk } from './queue.ts'
import { keepChoice, notes, readChoice, volumeOf } from './sound.ts'
import { sayCrew, sayEntry, sayProblem } from './saying.ts'

const ring = (contactId: string, other: Partial<MyRing> = {}): MyRing => ({
  contactId,
  lineId: 'l',
  channel: 'chat',
  language: 'en',
  purpose: 'answer',
  since: '2026-11-20T21:00:00Z',
  state: 'asked',
  asks: 1,
  practice: false,
  ...other,
})
const empty: QueueView = {
  now: '',
  me: { duty: null, clockedIn: null, shifts: [], testRing: null },
  rings: [],
  waiting: [],
  waitingCount: 0,
  crew: [],
  mine: [],
  uncovered: [],
  short: [],
  leftEmpty: [],
  exceptions: [],
}

/** A desk whose server answers what the test says, and which keeps all that was said. */
function openDesk(state: 'locked' | 'open' = 'open') {
  const said: [string, unknown][] = []
  const went: string[] = []
  let show: (view: QueueView) => void = () => {}
  let unlock: (state: 'locked' | 'open') => void = () => {}
  let refusal: string | null = null
  const keyring = { state, subscribe: (read: typeof unlock) => ((unlock = read), () => {}) }
  const live = {
    say: async (name: string, body: unknown) => {
      said.push([name, body])
      if (refusal) throw Object.assign(new Error('no'), { code: refusal })
    },
    follow: (_topic: string, _key: string, { onView }: { onView?: (view: never) => void }) => (
      (show = onView as never),
      () => {}
    ),
  }
  const desk = { live, keyring, go: (path: string) => void went.push(path) } as unknown as QueueDesk
  const queue = new Queue(desk)
  const open = (): void => ((keyring.state = 'open'), unlock('open'))
  return {
    queue,
    said,
    went,
    show: (view: Partial<QueueView>) => show({ ...empty, ...view }),
    open,
    refuse: (code: string) => (refusal = code),
  }
}

test('a ring is acknowledged once for each asking, and sounds until it is gone', () => {
  const { queue, said, show } = openDesk()
  show({ rings: [ring('a')] })
  show({ rings: [ring('a')] })
  assert.deepEqual(said, [['queue.delivered', { contactId: 'a' }]])
  assert.equal(queue.now.sounding, 'ring')
  show({ rings: [ring('a', { asks: 2 })] })
  assert.equal(said.length, 2)
  show({ rings: [] })
  assert.equal(queue.now.sounding, null)
})

test('"not now" is silent at once, whatever the network does; the next in line and a new asking ring', async () => {
  const { queue, show, refuse } = openDesk()
  show({ rings: [ring('a'), ring('b')] })
  refuse('offline')
  await queue.notNow(queue.now.ring!)
  assert.equal(queue.now.ring?.contactId, 'b')
  show({ rings: [ring('a')] })
  assert.equal(queue.now.sounding, null)
  show({ rings: [ring('a', { asks: 2 })] })
  assert.equal(queue.now.ring?.contactId, 'a')
})

test('answering an unlocked console goes to the conversation; being second says so', async () => {
  const { queue, said, went, show, refuse } = openDesk()
  show({ rings: [ring('a')] })
  assert.equal(await queue.answer('a'), true)
  assert.deepEqual(said.at(-1), ['queue.claim', { contactId: 'a', locked: false }])
  assert.deepEqual(went, ['talks/a'])
  refuse('taken')
  assert.equal(await queue.answer('a'), false)
  assert.equal(queue.now.problem, 'taken')
  assert.match(sayProblem('taken', 'es'), /Alguien llegó antes/)
})

test('an answer on a locked console is completed when it is unlocked', async () => {
  const { queue, said, went, show, open } = openDesk('locked')
  show({ rings: [ring('a')] })
  await queue.answer('a')
  const mine = {
    contactId: 'a',
    lineId: 'l',
    channel: 'chat',
    language: 'en',
    state: 'unlocking' as const,
    purpose: 'answer' as const,
    practice: false,
  }
  show({
    mine: [
      {
        ...mine,
        since: '',
        asked: 0,
        told: false,
        called: false,
        responder: null,
        callerGoneAt: null,
        endsAt: null,
        unlockBy: '2026-11-20T21:00:20Z',
      },
    ],
  })
  assert.equal(queue.now.unlock?.until, Date.parse('2026-11-20T21:00:20Z'))
  assert.deepEqual(went, [])
  open()
  await new Promise((done) => setImmediate(done))
  assert.deepEqual(said.at(-1), ['queue.unlocked', { contactId: 'a' }])
  assert.deepEqual(went, ['talks/a'])
})

test('a test ring sounds only on the device that asked for it', async () => {
  const [here, elsewhere] = [openDesk(), openDesk()]
  await here.queue.testRing()
  const { ringId } = here.said[0]![1] as { ringId: string }
  for (const desk of [here, elsewhere]) desk.show({ me: { ...empty.me, testRing: { ringId, at: '' } } })
  assert.deepEqual([here.queue.now.sounding, elsewhere.queue.now.sounding], ['test', null])
  await here.queue.testHeard(true)
  assert.equal(here.queue.now.sounding, null)
  assert.deepEqual(here.said.at(-1), ['duty.heard', { ringId }])
})

test('the bell begins softly, is loud after four rounds, and its choice is kept without trusting what was kept', () => {
  assert.ok(volumeOf('loud', 0) < 0.3)
  assert.equal(volumeOf('loud', 3), volumeOf('loud', 30))
  assert.ok(notes.length > 2)
  const kept = new Map<string, string>()
  const shelf = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
  assert.deepEqual(readChoice(shelf, true), { loudness: 'clear', vibrate: true, moves: false })
  keepChoice(shelf, { loudness: 'soft', vibrate: false, moves: true })
  assert.deepEqual(readChoice(shelf, true), { loudness: 'soft', vibrate: false, moves: true })
  kept.set('beside.ring', '{"loudness":"deafening"}')
  assert.equal(readChoice(shelf, false).loudness, 'clear')
})

test('people are said in words', () => {
  const crew = [
    { memberId: 'dee', lineIds: [], languages: [], since: '', state: 'ready' as const, holds: 0 },
    { memberId: 'sam', lineIds: [], languages: [], since: '', state: 'unreachable' as const, holds: 0 },
  ]
  const names = new Map([['sam', 'Sam']])
  assert.equal(sayCrew(crew, { me: 'dee', names, language: 'en' }), 'With you: Sam (cannot be reached)')
  assert.equal(sayCrew(crew.slice(0, 1), { me: 'dee', names, language: 'en' }), null)
  assert.equal(sayEntry({ at: '', kind: 'claimed', memberId: 'sam' }, names, 'es'), 'Sam respondió')
})
