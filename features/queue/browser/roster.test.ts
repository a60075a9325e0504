import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64url, utf8 } from '#platform/envelope/bytes'
import type { MayClockIn, MyShift, QueueView } from '../wire.ts'
import '../../../tests/without-screens.ts'
import { endIt, letOn, reasonOf } from './exceptions.ts'
import type { RosterDesk } from './roster.ts'
import { sayCompany, sayShift, shiftNow, standingOf } from './saying-roster.ts'

const { rosterOf } = await import('./roster.ts')

/* What a console says of the shift somebody is in: plain state and sentences, without a screen. */

const at = Date.parse('2026-12-05T04:30:00Z')
const when = (minutes: number): string => new Date(at + minutes * 60_000).toISOString()
const shift: MyShift = {
  shiftId: 'friday',
  lineId: 'night',
  patternId: 'p',
  seatId: 'first',
  kind: 'line',
  startsAt: when(-30),
  endsAt: when(330),
  beside: false,
  with: [],
  open: [],
}
const off: QueueView['me'] = { duty: null, clockedIn: null, shifts: [shift], testRing: null }
const clockedIn = { since: when(-40), onBreak: false, offAt: when(340) }
const duty = { lineIds: ['night'], languages: ['en'], since: when(-40), onBreak: false }
const here = {
  language: 'en' as const,
  team: { timeZone: 'America/Los_Angeles' },
  names: new Map([
    ['mateo', 'Mateo'],
    ['sam', 'Sam'],
  ]),
  roster: { nameOf: ({ seatId }: { seatId: string }) => (seatId === 'first' ? 'First chat' : null) },
}

test('clocked in is not on duty: before the shift, after it, and without a connection the bar says which', () => {
  const coming = { ...shift, startsAt: when(10) }
  assert.equal(standingOf(off, true, at), 'off')
  assert.equal(standingOf({ ...off, clockedIn, shifts: [coming] }, true, at), 'early')
  assert.equal(standingOf({ ...off, clockedIn, shifts: [] }, true, at), 'after')
  assert.equal(standingOf({ ...off, clockedIn, duty }, true, at), 'on')
  assert.equal(standingOf({ ...off, clockedIn, duty: { ...duty, onBreak: true } }, true, at), 'break')
  assert.equal(standingOf({ ...off, clockedIn, duty }, false, at), 'lost')
})

test('the shift of now is said before the next one, with its seat and its times; who is missed in it reads so', () => {
  const next = {
    ...shift,
    shiftId: 'saturday',
    seatId: 'unnamed',
    kind: 'pair' as const,
    startsAt: when(1410),
    endsAt: when(1800),
  }
  const now = shiftNow({ ...off, shifts: [shift, next] }, at)!
  assert.deepEqual([now.shift.shiftId, now.begun], ['friday', true])
  assert.equal(sayShift(now, true, here), 'Your shift: First chat, until Sat 02:00.')
  assert.equal(sayShift(now, false, here), 'Your shift has begun: First chat, until Sat 02:00. You are missed.')
  const later = shiftNow({ ...off, shifts: [next] }, at)!
  assert.equal(sayShift(later, false, here), 'Your next shift: going out, Sat 20:00 to Sun 02:30.')
  assert.equal(shiftNow({ ...off, shifts: [] }, at), null)
  const beside = { shift: { ...shift, beside: true }, begun: true }
  assert.equal(sayShift(beside, true, { ...here, language: 'es' }), 'Tu turno: First chat, hasta sáb 02:00. Estás al lado de alguien con experiencia.') // prettier-ignore
})

test('who sits there with me, who is not there yet, who learns, and which seats are empty', () => {
  const seat = { patternId: 'p', seatId: 'second', kind: 'line' as const }
  const full: MyShift = {
    ...shift,
    with: [
      { ...seat, memberId: 'mateo', beside: false, clockedIn: false },
      { ...seat, memberId: 'sam', beside: true, clockedIn: true },
    ],
    open: [
      { ...seat, kind: 'pair', staysEmpty: false },
      { ...seat, staysEmpty: true },
    ],
  }
  const said = 'In this shift: Mateo (not here yet) and Sam (learns). Empty: going out. Stays empty: on the line.'
  assert.equal(sayCompany(full, here), said)
  assert.equal(sayCompany(shift, here), '')
})

test('the names of seats are asked for when a shift is mentioned whose name is not known, and opened once the console is', async () => {
  let state: 'locked' | 'open' = 'locked'
  const readers = new Set<(state: 'locked' | 'open') => void>()
  let show = (_view: QueueView): void => {}
  let asked = 0
  const where: MayClockIn = { lines: [], planners: [], patterns: [{ patternId: 'p', sealed: base64url(utf8('p')) }] }
  const desk = {
    live: { say: async () => ({}), follow: (_topic: string, _key: string, on: { onView: (view: never) => void }) => ((show = (view) => on.onView(view as never)), () => {}) }, // prettier-ignore
    keyring: {
      get state() {
        return state
      },
      subscribe: (read: (state: 'locked' | 'open') => void) => (readers.add(read), () => {}),
      openForCircle: async () =>
        utf8(JSON.stringify({ name: { en: 'Friday' }, seats: { first: { en: 'First chat' } } })),
    },
    go: () => {},
    api: { get: async () => (asked++, where) },
  } as unknown as RosterDesk
  const roster = rosterOf(desk)
  const view = {
    me: off,
    rings: [],
    mine: [],
    uncovered: [],
    short: [],
    leftEmpty: [],
    exceptions: [],
  } as unknown as QueueView
  for (let times = 0; times < 3; times++) show(view)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([asked, roster.nameOf(shift, 'en')], [1, null], 'locked: it has no name')
  state = 'open'
  for (const read of readers) read(state)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([asked, roster.nameOf(shift, 'es')], [2, 'First chat'], 'in the language there is')
})

test('the reason of an exception leaves the console sealed, and what was sealed as something else is no reason', async () => {
  const sent: [string, unknown][] = []
  const api = {
    post: async (path: string, body: unknown) => void sent.push([path, body]),
    delete: async (path: string) => void sent.push([path, null]),
  } as unknown as Parameters<typeof letOn>[0]['api']
  const keyring = {
    sealToCircle: async (circle: string, bytes: Uint8Array, about?: string) => Uint8Array.of(...utf8(`${circle} ${about} `), ...bytes), // prettier-ignore
    openForCircle: async (file: Uint8Array, about?: string) => {
      const head = utf8(`responders ${about} `)
      if (!head.every((byte, index) => file[index] === byte)) throw new Error('sealed as something else')
      return file.slice(head.length)
    },
  } as unknown as Parameters<typeof letOn>[0]['keyring']
  const of = { lineId: 'night', memberId: 'sam', untilAt: when(60) }
  const exceptionId = await letOn({ api, keyring }, { ...of, reason: 'Mateo is ill' })
  const [[path, body] = ['', null]] = sent as [string, { sealed: string }][]
  assert.equal(path, '/api/shifts/exceptions')
  assert.deepEqual({ ...body, sealed: '' }, { exceptionId, ...of, sealed: '' })
  assert.equal(await reasonOf(keyring, body!), 'Mateo is ill')
  assert.equal(await reasonOf(keyring, { sealed: base64url(utf8('responders shift closure {}')) }), null)
  await endIt({ api }, exceptionId)
  assert.deepEqual(sent.at(-1), [`/api/shifts/exceptions/${exceptionId}`, null])
})
