import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '#platform/clock'
import type { Step } from '../path-rules.ts'
import type { HeldView, PersonView } from '../wire.ts'
import { dayOf, endOfDay } from './days.ts'
import { added, apart, draftOf, isWhole, moved, ofKind, sameDraft } from './editing.ts'
import { attention, has, walkedSteps } from './people.ts'
import { inWords, isNamed, openPath, openSkill, sealPath, sealSkill, tidy } from './sealing.ts'
import { startingPath, startingSkills } from './starting.ts'
import type { Path } from './training.ts'

const now = Date.parse('2026-11-20T21:00:00Z')
const at = (days: number): string => new Date(now + days * day).toISOString()

test('a day ends with its last second in the team’s time zone, on both daylight-saving days too', () => {
  const days: [string, string, string][] = [
    ['2026-11-30', 'America/Los_Angeles', '2026-12-01T07:59:59.000Z'],
    ['2026-11-01', 'America/Los_Angeles', '2026-11-02T07:59:59.000Z'],
    ['2026-03-08', 'America/Los_Angeles', '2026-03-09T06:59:59.000Z'],
    ['2026-11-30', 'Pacific/Kiritimati', '2026-11-30T09:59:59.000Z'],
    ['2026-11-30', 'Asia/Kathmandu', '2026-11-30T18:14:59.000Z'],
  ]
  for (const [date, zone, end] of days) {
    assert.equal(endOfDay(date, zone), end, `${date} ${zone}`)
    assert.equal(dayOf(end, zone), date)
  }
  for (const none of ['', '2026-13-40', 'tomorrow']) assert.equal(endOfDay(none, 'UTC'), null)
})

const held = (skillId: string, changes: Partial<HeldView>): HeldView => ({
  skillId,
  claimedAt: null,
  confirmedBy: null,
  confirmedAt: null,
  expiresAt: null,
  takenBy: null,
  takenAt: null,
  hasNote: false,
  ...changes,
})
const confirmed = (skillId: string, expiresAt: string | null): HeldView =>
  held(skillId, { confirmedBy: 'amara', confirmedAt: at(-90), expiresAt })
const steps: Step[] = [
  { stepId: 'read', kind: 'reading', times: 1, days: 7 },
  { stepId: 'sign', kind: 'sign-off', times: 1, days: 30 },
]
const path: Path = { version: 1, madeAt: at(-90), steps, words: null }
const sam: PersonView = {
  memberId: 'sam',
  skills: [held('driver', { claimedAt: at(-2) })],
  walk: {
    version: 1,
    begunAt: at(-20),
    standing: 'trainee',
    byHand: false,
    setBy: null,
    setAt: at(-20),
    steps: [
      { stepId: 'read', ownerId: 'dee', dueAt: at(-13), marks: [] },
      { stepId: 'sign', ownerId: 'amara', dueAt: at(-1), marks: [] },
    ],
  },
}
const dee: PersonView = {
  memberId: 'dee',
  skills: [confirmed('medic', at(-1)), confirmed('driver', at(20)), confirmed('asl', at(200))],
  walk: null,
}

test('what is to be looked at first: mine that is overdue, the other overdue, what ended, who waits, what ends soon', () => {
  const offered = ['medic', 'driver', 'asl'].map((skillId) => ({ skillId, validFor: null, retired: false, name: null }))
  const all = attention({ people: [dee, sam], offered, pathAt: () => path }, 'amara', now)
  assert.deepEqual(
    all.map((one) => `${one.kind} ${one.memberId} ${'stepId' in one ? one.stepId : one.skillId}`),
    ['overdue sam sign', 'overdue sam read', 'ended dee medic', 'claim sam driver', 'ending dee driver'],
  )
  const retired = attention({ people: [dee], offered: [], pathAt: () => path }, 'amara', now)
  assert.deepEqual(retired, [], 'of what the team does not use any more nothing is said')
  assert.deepEqual([has(dee, 'asl', now).isSoon, has(dee, 'driver', now).isSoon], [false, true])
})

test('nothing of somebody who counts as experienced is overdue; a step without a row is not walked', () => {
  const byHand: PersonView = { ...sam, walk: { ...sam.walk!, byHand: true, standing: 'experienced' } }
  assert.ok(walkedSteps(sam, path, now).every(({ isOverdue }) => isOverdue))
  assert.ok(walkedSteps(byHand, path, now).every(({ isOverdue }) => !isOverdue))
  const more: Path = { ...path, steps: [...steps, { stepId: 'new', kind: 'session', times: 1, days: 1 }] }
  assert.equal(walkedSteps(sam, more, now).length, 2)
})

test('editing a path: a new step stands before the last sign-off, and only shadow shifts are counted', () => {
  const draft = draftOf({ version: 0, madeAt: '', ...startingPath() })
  const kinds = added(draft, 'shadow').map(({ kind }) => kind)
  assert.deepEqual(kinds.slice(-2), ['shadow', 'sign-off'])
  assert.equal(added(draft, 'sign-off').at(-1)!.stepId === draft.at(-1)!.stepId, false)
  assert.deepEqual(moved(draft, 0, -1), draft)
  assert.deepEqual(
    moved(draft, 0, 1).map(({ stepId }) => stepId),
    [draft[1]!, draft[0]!, ...draft.slice(2)].map(({ stepId }) => stepId),
  )
  assert.equal(ofKind({ ...steps[0]!, kind: 'shadow', times: 5 }, 'reading').times, 1)
  assert.ok(isWhole(draft) && !isWhole(added(draft, 'reading')))
  assert.ok(sameDraft(draft, structuredClone(draft)) && !sameDraft(draft, moved(draft, 0, 1)))
  assert.deepEqual(
    Object.keys(apart(draft).steps[0]!),
    ['stepId', 'kind', 'times', 'days'],
    'no words outside the seal',
  )
})

test('a team begins in both languages', () => {
  for (const { name } of startingSkills()) assert.ok(name.en && name.es)
  for (const { name, note } of Object.values(startingPath().words)) assert.ok(name.en && name.es && note.en && note.es)
})

/** A circle that keeps what it is given, as it is. */
const circle = {
  sealToCircle: (_circle: string, bytes: Uint8Array, about?: string) =>
    Promise.resolve(new TextEncoder().encode(`${about}|${Buffer.from(bytes).toString('base64')}`)),
  openForCircle(file: Uint8Array, about?: string) {
    const [of, bytes] = new TextDecoder().decode(file).split('|')
    return of === about ? Promise.resolve(new Uint8Array(Buffer.from(bytes!, 'base64'))) : Promise.reject(new Error(of))
  },
} as never

test('words come back as they were, of the same size whatever they are, and only as what they were sealed as', async () => {
  const sealed = await sealSkill(circle, 'one', { en: ' First aid ', es: '' })
  assert.deepEqual(await openSkill(circle, 'one', sealed), { en: 'First aid' })
  await assert.rejects(openSkill(circle, 'two', sealed))
  assert.equal((await sealSkill(circle, 'one', { en: 'ASL' })).length, sealed.length)
  const words = { read: { name: { en: 'Read' }, note: {} } }
  assert.deepEqual(await openPath(circle, await sealPath(circle, words)), words)
  const odd = await sealPath(circle, { read: { name: { en: 5, fr: 'lire' } } } as never)
  assert.deepEqual(await openPath(circle, odd), { read: { name: {}, note: {} } })
  assert.deepEqual([inWords({ es: 'Leer' }, 'en'), inWords(null, 'en'), isNamed({ en: ' ' })], ['Leer', '', false])
  assert.deepEqual(tidy({ en: ' a ', es: ' ' }), { en: 'a' })
})
