import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '#platform/browser/api'
import { base64url, utf8 } from '#platform/envelope/bytes'
import { usualShiftRules } from '../../rules.ts'
import type { OffersView, OpenView, ShiftsPulse, ShiftsView } from '../../views.ts'
import { CalendarFeed } from './feed.ts'
import { MyShifts, type ShiftsDesk } from './my-shifts.ts'

/* The console of Dee, over a server that answers what the test says. */
const sealed = base64url(utf8(JSON.stringify({ name: { en: 'Evening', es: '' }, seats: { line: { es: 'Escucha' } } })))
const patterns = [
  { patternId: 'evening', lineId: 'river', version: 1, pattern: {} as never, sealed, endedOn: null },
  { patternId: 'other', lineId: 'river', version: 1, pattern: {} as never, sealed: 'no text', endedOn: null },
]
const view: ShiftsView = {
  shifts: [],
  patterns,
  closures: [],
  rules: { version: 1, rules: usualShiftRules },
  problems: [],
  rests: [],
}
const now = Date.parse('2026-11-30T20:00:00Z')

async function openDesk(offers: OffersView = { offers: [], passings: [] }) {
  const asked: string[] = []
  let shows: (pulse: ShiftsPulse) => void = () => {}
  let refusal: ApiError | null = null
  let hold: Promise<void> | null = null
  const sends = (method: string) => async (path: string, body?: object) => {
    asked.push(`${method} ${path}${body ? ` ${JSON.stringify(body)}` : ''}`)
    await hold
    if (refusal) throw refusal
    if (path.startsWith('/api/shifts/offers')) return offers
    if (path.startsWith('/api/shifts/open')) return { seats: [], months: [] } satisfies OpenView
    return path === '/api/shifts/calendar' ? { path: '/calendar/x.ics', madeAt: '2026-11-30T20:00:00Z' } : view
  }
  const desk = {
    api: { get: sends('GET'), post: sends('POST'), put: sends('PUT'), delete: sends('DELETE') },
    live: {
      follow: (_topic: string, _key: string, { onView }: { onView: typeof shows }) => ((shows = onView), () => {}),
    },
    keyring: { openForCircle: async (file: Uint8Array) => file },
    me: { memberId: 'dee' },
    team: { timeZone: 'America/Los_Angeles' },
  } as unknown as ShiftsDesk
  const mine = new MyShifts(desk, () => now)
  await mine.look()
  const seen = asked.splice(0)
  const refuses = (error: ApiError | null): void => void (refusal = error)
  const holds = (until: Promise<void> | null): void => void (hold = until)
  return { mine, asked, seen, desk, refuses, holds, changes: () => shows({ changedAt: '', mine: [], asked: 0 }) }
}

test('looks from yesterday on, because a night that goes on began then, and further when asked to', async () => {
  const { mine, seen, asked } = await openDesk()
  assert.ok(seen.includes('GET /api/shifts?from=2026-11-29&to=2027-01-11'), seen.join(', '))
  await mine.showMore()
  await mine.showMore()
  assert.ok(asked.includes('GET /api/shifts?from=2026-11-29&to=2027-03-08'), asked.join(', '))
  assert.equal(mine.mayShowMore, false)
})

test('an offer about a later shift is not hidden by what is shown: more is looked up', async () => {
  const at = { shiftId: 'march', seatId: 'line', slot: 0 }
  const asks = {
    offerId: 'o',
    ...at,
    memberId: 'ines',
    kind: 'swap',
    asksMe: true,
    asked: null,
    inReturn: null,
  } as const
  const offer = { ...asks, stage: 'some', madeAt: '', nextAt: '' } as const
  const { seen } = await openDesk({ offers: [offer], passings: [] })
  assert.ok(seen.includes('GET /api/shifts?from=2026-11-29&to=2027-03-08'), seen.join(', '))
})

test('names are opened in the reader’s language, or the other one; what cannot be opened has none', async () => {
  const { mine } = await openDesk()
  assert.deepEqual(
    [mine.names.shift('evening', 'es'), mine.names.seat('evening', 'line', 'en'), mine.names.shift('other', 'en')],
    ['Evening', 'Escucha', null],
  )
})

test('looks again when something changed, and says when what it shows may be older', async () => {
  const { mine, asked, changes, refuses } = await openDesk()
  changes()
  assert.equal(asked.length, 0, 'the first is what there was')
  refuses(new ApiError(0, 'offline', ''))
  changes()
  await mine.look()
  assert.deepEqual([mine.now.stale, mine.now.view !== null], [true, true])
  refuses(null)
  await mine.look()
  assert.equal(mine.now.stale, false)
})

test('one tap is one act, whatever the finger does; refused, it looks again and says why', async () => {
  const { mine, asked, refuses, holds } = await openDesk()
  let go = (): void => {}
  holds(new Promise((resolve) => (go = resolve)))
  const first = mine.signUp('friday', 'line')
  const second = mine.signUp('friday', 'line')
  assert.ok(mine.now.busy.has('friday'))
  go()
  await Promise.all([first, second])
  assert.equal(asked.filter((one) => one.startsWith('POST')).length, 1)
  assert.equal(mine.now.busy.size, 0)
  refuses(new ApiError(409, 'taken', 'Somebody was faster.'))
  await assert.rejects(mine.answer({ shiftId: 'friday' }, true), { words: 'Somebody was faster.' })
  assert.equal(mine.now.busy.size, 0)
})

test('giving away says to whom, and can be taken back by its id', async () => {
  const { mine, asked } = await openDesk()
  const place = { shiftId: 'friday', seatId: 'line', slot: 0 }
  const offerId = await mine.offer(place, ['ines'], { ...place, shiftId: 'saturday' })
  const sent = asked.find((one) => one.startsWith('POST /api/shifts/offers'))!
  assert.match(sent, /"kind":"swap","asked":\["ines"\],"inReturn":\{"shiftId":"saturday"/)
  await mine.withdraw('friday', offerId)
  assert.ok(asked.includes(`DELETE /api/shifts/offers/${offerId}`))
  await mine.drop(place)
  assert.ok(asked.some((one) => one.includes('"kind":"drop","asked":null,"inReturn":null')))
})

test('the calendar’s address is whole, and told by the making alone', async () => {
  const { desk } = await openDesk()
  const feed = new CalendarFeed(desk.api, 'https://beside.example')
  assert.equal((await feed.make()).address, 'https://beside.example/calendar/x.ics')
  assert.equal(await feed.since(), '2026-11-30T20:00:00Z')
})
