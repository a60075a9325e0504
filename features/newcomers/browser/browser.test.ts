import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CardView, NewcomersView } from '../wire.ts'
import { usualDays } from '../rules.ts'
import { openNote, readWritten, sealNote, type Written } from '../sealing.ts'
import { pad } from '#platform/envelope/padding'
import { utf8 } from '#platform/envelope/bytes'
import { forMe, Newcomers } from './newcomers.ts'

const now = Date.parse('2026-11-30T12:00:00Z')
const card = (newcomerId: string, changes: Partial<CardView> = {}): CardView => ({
  newcomerId,
  language: 'en',
  state: 'read',
  from: null,
  memberId: null,
  ownerId: 'amara',
  dueAt: '2026-12-05T12:00:00Z',
  goesAt: null,
  notes: 0,
  ...changes,
})

test('what is mine to do now: what nobody has read, what is overdue, what is nobody’s', () => {
  const cards = [
    card('in time'),
    card('new', { state: 'new' }),
    card('late', { dueAt: '2026-11-30T11:00:00Z' }),
    card('theirs', { state: 'new', ownerId: 'ruth' }),
    card('nobody’s', { state: 'new', ownerId: null }),
    card('over', { state: 'declined', dueAt: null, goesAt: '2027-01-01T00:00:00Z' }),
  ]
  assert.deepEqual(
    forMe(cards, 'amara', now).map(({ newcomerId }) => newcomerId),
    ['new', 'late', 'nobody’s'],
  )
})

/** A circle that keeps what it is given, as it is. */
const circle = {
  sealToCircle: (_circle: string, bytes: Uint8Array, about?: string) =>
    Promise.resolve(utf8(`${about}|${Buffer.from(bytes).toString('base64')}`)),
  openForCircle(file: Uint8Array, about?: string) {
    const [of, bytes] = new TextDecoder().decode(file).split('|')
    return of === about ? Promise.resolve(new Uint8Array(Buffer.from(bytes!, 'base64'))) : Promise.reject(new Error(of))
  },
}
const written: Written = { name: 'Ana', reach: 'mail', wish: 'w', when: '', languages: '', at: now }

test('a note opens only as what it was sealed as, and of anything else only text is taken', async () => {
  const place = { newcomerId: 'one', noteId: 'n' }
  const sealed = await sealNote(circle, place, { kind: 'reason', text: 'too far' })
  assert.deepEqual(await openNote(circle, place, sealed), { kind: 'reason', text: 'too far' })
  await assert.rejects(openNote(circle, { ...place, newcomerId: 'two' }, sealed))
  assert.equal((await sealNote(circle, place, { kind: 'reason', text: 'no' })).length, sealed.length)
  const odd = readWritten(pad(utf8(JSON.stringify({ name: 5, reach: 'mail', more: 'x' }))))
  assert.deepEqual(odd, { name: '', reach: 'mail', wish: '', when: '', languages: '', at: 0 })
})

test('papers are fetched once, anew when there are more notes, and forgotten with their card', async () => {
  const inside = Buffer.from(pad(utf8(JSON.stringify(written)))).toString('base64')
  const sealed = Buffer.from(`newcomer one|${inside}`).toString('base64url')
  const asked: string[] = []
  let show: (view: NewcomersView) => void = () => {}
  const doors = {
    live: { follow: (_topic: string, _key: string, { onView }: { onView: typeof show }) => (show = onView) },
    api: { get: (path: string) => (asked.push(path), Promise.resolve({ sealed, notes: [] })) },
    keyring: circle,
  }
  const newcomers = new Newcomers(doors as never)
  const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const days = usualDays
  for (const notes of [0, 0, 1]) {
    show({ days, pausedSince: null, cards: [card('one', { notes })] })
    await rest()
  }
  assert.equal(asked.length, 2)
  assert.equal(newcomers.paperOf('one')!.written!.name, 'Ana')
  show({ days, pausedSince: null, cards: [card('two')] })
  await rest()
  assert.equal(newcomers.paperOf('one'), undefined)
  assert.equal(newcomers.paperOf('two')!.written, null, 'sealed as another card’s')
})
