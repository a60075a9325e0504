import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import type { QueueView, WaitingContact } from '../wire.ts'
import { mayAnswerNow, type AnswerDesk } from './answering.ts'
import { Ringer, type SoundChoice } from './sound.ts'

/*
 * "Nobody can be reached" at a console: heard once a minute, in the title until it is over, never louder than chosen.
 * It makes itself a browser's globals, so it needs a process of its own.
 */

const choice: SoundChoice = { loudness: 'soft', vibrate: true, moves: false }
let vibrated = 0
const page = { title: 'Beside' }

beforeEach(() => {
  vibrated = 0
  page.title = 'Beside'
  mock.timers.reset()
  mock.timers.enable({ apis: ['setInterval'] })
  Object.assign(globalThis, {
    document: page,
    AudioContext: class {
      resume = async () => {}
    },
  })
  Object.defineProperty(globalThis, 'navigator', { value: { vibrate: () => void vibrated++ }, configurable: true })
})

test('the alarm sounds at once and then once a minute, and stands in the title until it is over', () => {
  const ringer = new Ringer(() => choice)
  ringer.startAlarm('● Nobody can be reached')
  assert.equal(page.title, '● Nobody can be reached')
  assert.equal(vibrated, 1)
  mock.timers.tick(59_000)
  assert.equal(vibrated, 1)
  mock.timers.tick(1000)
  assert.equal(vibrated, 2)
  mock.timers.tick(180_000)
  assert.equal(vibrated, 5)
  ringer.stopAlarm()
  assert.equal(page.title, 'Beside')
  mock.timers.tick(180_000)
  assert.equal(vibrated, 5)
})

test('who wants no vibration has none', () => {
  const ringer = new Ringer(() => ({ ...choice, vibrate: false }))
  ringer.startAlarm('●')
  mock.timers.tick(120_000)
  assert.equal(vibrated, 0)
})

test('a ring goes before the alarm, and leaves its title to it afterwards', () => {
  const ringer = new Ringer(() => choice)
  ringer.startAlarm('alarm')
  ringer.start('ring')
  assert.equal(page.title, 'ring')
  ringer.stop()
  assert.equal(page.title, 'alarm')
  ringer.start('ring')
  ringer.stopAlarm()
  assert.equal(page.title, 'ring')
  ringer.stop()
  assert.equal(page.title, 'Beside')
})

const contact = { lineId: 'night', called: false, responder: null } as WaitingContact
const desk = (permissions: string[]): AnswerDesk => ({ me: { memberId: 'dee', permissions } })
const onDuty = (lineIds: string[]): QueueView['me'] => ({
  duty: { lineIds, languages: [], since: '', onBreak: false },
  clockedIn: null,
  shifts: [],
  testRing: null,
})

test('the waiting screen knows who goes on duty first', () => {
  const off = { duty: null, clockedIn: null, shifts: [], testRing: null }
  assert.equal(mayAnswerNow(contact, onDuty(['night']), desk(['duty.work'])), true)
  assert.equal(mayAnswerNow(contact, onDuty(['day']), desk(['duty.work'])), false)
  assert.equal(mayAnswerNow(contact, off, desk(['alarms.receive'])), false, 'not called yet')
  assert.equal(mayAnswerNow({ ...contact, called: true }, off, desk(['alarms.receive'])), true)
  assert.equal(mayAnswerNow({ ...contact, called: true }, off, desk(['duty.work'])), false)
  assert.equal(mayAnswerNow({ ...contact, responder: 'dee' }, off, desk(['duty.work'])), true, 'their own, again')
})
