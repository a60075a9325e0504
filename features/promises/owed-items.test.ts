import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour } from '#platform/clock'
import type { CaseView } from '#features/cases/browser'
import type { LeftMessage } from '#features/chat/browser'
import type { WaitingContact } from '#features/queue/browser'
import { countOwed, owedItems, type OwedFrom } from './browser/owed-items.ts'
import { fromWall, sayWhen, wallOf } from './browser/times.ts'
import { readPromise } from './bodies.ts'
import type { OwedFilter, OwedRow } from './wire.ts'

const now = Date.parse('2026-11-21T03:30:00Z')
const iso = (ahead: number): string => new Date(now + ahead).toISOString()
const row = (promiseId: string, changes: Partial<OwedRow> = {}): OwedRow => ({
  promiseId,
  kind: 'callback',
  caseId: 'case',
  lineId: 'line',
  state: 'open',
  ownerId: 'dee',
  fallbackId: 'mateo',
  dueAt: iso(hour),
  late: false,
  attempts: 0,
  triedAt: null,
  attemptId: null,
  changedAt: iso(0),
  practice: false,
  opens: true,
  ...changes,
})
const message = (contactId: string, changes: Partial<LeftMessage> = {}): LeftMessage => ({
  contactId,
  lineId: 'line',
  language: 'en',
  arrivedAt: iso(-day),
  dueAt: iso(2 * hour),
  ownerId: 'amara',
  fallbackId: 'ruth',
  late: false,
  state: 'open',
  practice: false,
  ...changes,
})
const waits = (contactId: string, state: WaitingContact['state'], responder: string | null = null): WaitingContact => ({
  contactId,
  lineId: 'line',
  channel: 'chat',
  language: 'en',
  state,
  purpose: 'answer',
  since: iso(-60_000),
  asked: 2,
  told: false,
  called: false,
  responder,
  practice: false,
})
const offered = (caseId: string, to: string): CaseView => ({
  caseId,
  lineId: 'line',
  code: 'stone river moss',
  practice: false,
  state: 'open',
  assigned: ['amara'],
  fallbackId: null,
  offer: { from: 'amara', to },
  contactIds: [],
  epochs: { demanded: 1, made: 1 },
})
const from: OwedFrom = {
  promises: [row('soon'), row('later', { dueAt: iso(3 * hour), opens: false, kind: 'follow-up' })],
  waiting: [waits('new', 'waiting'), waits('held', 'claimed', 'dee'), waits('given', 'offered', 'dee')],
  cases: [offered('mine', 'dee'), offered('others', 'sam'), { ...offered('none', 'x'), offer: null }],
  messages: [
    message('amaras'),
    message('nobodys', { ownerId: null, dueAt: iso(-hour) }),
    message('done', { state: 'done' }),
    message('old', { arrivedAt: iso(-9 * day), dueAt: iso(4 * hour) }),
  ],
}
const seen = (filter: OwedFilter, endedAt: number | null = now - 5 * day) =>
  owedItems(from, { filter, me: 'dee', now, endedAt })

test('whoever waits stands first, then everything by when it is due, wherever it comes from', () => {
  assert.deepEqual(
    seen('all').map(({ id }) => id),
    [
      'waiting given',
      'waiting new',
      'case mine',
      'case others',
      'message nobodys',
      'promise soon',
      'message amaras',
      'promise later',
      'message old',
    ],
  )
})

test('counted is what is there, promises beyond the window too, and no practice', () => {
  const looking = { filter: 'all' as const, me: 'dee', now, endedAt: null }
  const rehearsed = {
    promises: [...from.promises, row('tried', { practice: true, late: true })],
    waiting: [...from.waiting, { ...waits('tried', 'waiting'), practice: true }],
    cases: from.cases,
    messages: [...from.messages, message('tried', { practice: true, late: true })],
  }
  const real = countOwed(owedItems(from, looking), { total: 240, late: 3 })
  assert.deepEqual(countOwed(owedItems(rehearsed, looking), { total: 240, late: 3 }), real)
  // Two who wait, two cases, three messages of which one is overdue.
  assert.deepEqual(real, { all: 240 + 7, late: 3 + 1 })
})

test('mine: also what is nobody’s; since the last shift: also what is late; a case one may not open has no way to it', () => {
  assert.deepEqual(seen('mine').map(({ id }) => id).filter((id) => id.startsWith('message')), ['message nobodys']) // prettier-ignore
  assert.deepEqual(
    seen('since').map(({ id }) => id).filter((id) => id.startsWith('message')), // prettier-ignore
    ['message nobodys', 'message amaras'],
  )
  assert.ok(seen('since', null).some(({ id }) => id === 'message old'))
  assert.ok(!seen('mine').some(({ id }) => id === 'case others'))
  const pathOf = (id: string) => seen('all').find((item) => item.id === id)!.path
  assert.deepEqual([pathOf('promise soon'), pathOf('promise later')], ['cases/case', null])
  assert.deepEqual([pathOf('waiting given'), pathOf('waiting new')], ['talks/given', 'waiting'])
})

test('the team’s wall clock, there and back, on both days on which clocks change', () => {
  const zone = 'America/Los_Angeles'
  for (const at of ['2026-11-21T03:30:00Z', '2026-03-08T09:30:00Z', '2026-03-08T10:30:00Z', '2026-11-01T10:30:00Z'])
    assert.equal(fromWall(wallOf(Date.parse(at), zone), zone), Date.parse(at), at)
  assert.equal(wallOf(now, zone), '2026-11-20T19:30')
  assert.equal(fromWall('2026-03-08T02:30', zone), Date.parse('2026-03-08T10:30:00Z'))
  assert.ok(Number.isNaN(fromWall('tomorrow', zone)))
  assert.equal(sayWhen(now, { language: 'en', team: { timeZone: zone } }, now), 'Fri 19:30')
  assert.match(sayWhen(now + 20 * day, { language: 'es', team: { timeZone: zone } }, now), /^jue 10 dic 19:30$/)
})

test('what another device wrote is read only where it is exactly ours', () => {
  const promised = { k: 'promised', promiseId: 'p', words: 'w' }
  assert.deepEqual(readPromise(JSON.stringify({ ...promised, more: 1 })), promised)
  assert.equal(readPromise(JSON.stringify({ k: 'promised', promiseId: 'p' })), null)
  assert.equal(
    readPromise(JSON.stringify({ k: 'went', promiseId: 'p', attemptId: 'a', outcome: 'hm', note: '' })),
    null,
  )
  assert.equal(readPromise('[]'), null)
  assert.equal(readPromise('{'), null)
})
